#include "analytics/chain_view.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/maturity.hpp"
#include "base/contract.hpp"
#include "calendar/expiry.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::analytics {

namespace {

constexpr double kIv30Days = 30.0;
constexpr std::size_t kAtmStrikesLooked = 3;  // on each side of the forward
// The expiry that speaks for the chain's dividend yield: near a year, where a stale spot hardly
// matters.
constexpr double kYieldYears = 1.0;
constexpr int kYieldDteMin = 90;

std::vector<pricing::ParityPair> parity_pairs(const ExpiryChain& chain) {
  std::vector<pricing::ParityPair> pairs;
  // Quotes ascend by (strike, right) and a call sorts before the put of its strike.
  for (std::size_t i = 0; i + 1 < chain.quotes.size(); ++i) {
    const OptionQuote& call = chain.quotes[i];
    const OptionQuote& put = chain.quotes[i + 1];
    if (call.strike != put.strike || call.right != Right::kCall || put.right != Right::kPut) {
      continue;
    }
    if (!call.two_sided() || !put.two_sided()) continue;
    pairs.push_back({.strike = call.strike.to_double(),
                     .call_bid = call.bid->to_double(),
                     .call_ask = call.ask->to_double(),
                     .put_bid = put.bid->to_double(),
                     .put_ask = put.ask->to_double()});
  }
  return pairs;
}

bool quote_before(const OptionQuote& quote, std::pair<Price, Right> key) {
  return std::pair(quote.strike, quote.right) < key;
}

}  // namespace

struct ChainView::Impl {
  struct Slice {
    ExpiryView view;
    std::optional<ExpiryCarry> carry{};
    std::optional<std::optional<pricing::ForwardEstimate>> parity{};  // without the fallback
    std::vector<std::optional<OptionAnalytics>> analytics{};          // sized on first use
    std::optional<std::optional<double>> atm_iv{};
  };

  const OptionChain& chain;
  CarryInputs known;
  std::vector<Slice> slices{};
  std::optional<std::optional<double>> implied_yield{};
  std::optional<std::optional<double>> iv30{};

  std::optional<double> discount(const Slice& slice) const {
    if (!known.rate || !slice.view.years) return std::nullopt;
    return std::exp(-*known.rate * *slice.view.years);
  }

  std::optional<pricing::CarriedSpot> carry_inputs(const Slice& slice,
                                                   std::optional<double> dividend_yield) const {
    if (!chain.spot || !chain.spot->is_positive() || !known.rate || !dividend_yield) {
      return std::nullopt;
    }
    return pricing::CarriedSpot{.spot = chain.spot->to_double(),
                                .rate = *known.rate,
                                .dividend_yield = *dividend_yield,
                                .years = *slice.view.years};
  }

  const std::optional<pricing::ForwardEstimate>& parity(Slice& slice) {
    if (slice.parity) return *slice.parity;
    slice.parity.emplace();
    const auto present = discount(slice);
    if (!present || slice.view.option_class.adjusted) return *slice.parity;
    // A yield of zero only lets the estimate tell its implied yield; the fallback is never taken
    // here.
    auto estimate = pricing::estimate_forward(parity_pairs(*slice.view.chain), *present,
                                              carry_inputs(slice, 0.0));
    if (estimate && estimate->source == pricing::ForwardSource::kParity) {
      slice.parity.emplace(*estimate);
    }
    return *slice.parity;
  }

  // The yield that parity implies at the expiry nearest a year.
  std::optional<double> chain_yield() {
    if (implied_yield) return *implied_yield;
    implied_yield.emplace();
    Slice* best = nullptr;
    const auto distance = [](const Slice& slice) {
      return std::abs(*slice.view.years - kYieldYears);
    };
    for (Slice& slice : slices) {
      if (slice.view.dte < kYieldDteMin || !slice.view.years || slice.view.option_class.adjusted) {
        continue;
      }
      if (best == nullptr || distance(slice) < distance(*best)) best = &slice;
    }
    if (best != nullptr && parity(*best)) implied_yield = parity(*best)->implied_dividend_yield;
    return *implied_yield;
  }

  const ExpiryCarry& carry(Slice& slice) {
    if (slice.carry) return *slice.carry;
    ExpiryCarry& carry = slice.carry.emplace();
    carry.discount = discount(slice);
    if (!carry.discount || slice.view.option_class.adjusted) return carry;
    carry.forward = parity(slice);
    carry.dividend_yield = known.dividend_yield ? known.dividend_yield : chain_yield();
    if (!carry.forward) {
      const auto inputs = carry_inputs(slice, carry.dividend_yield);
      auto estimate = pricing::estimate_forward({}, *carry.discount, inputs);
      if (estimate) carry.forward = *estimate;
    }
    if (!carry.dividend_yield && carry.forward) {
      carry.dividend_yield = carry.forward->implied_dividend_yield;
    }
    return carry;
  }

  OptionAnalytics value(Slice& slice, const OptionQuote& quote) {
    OptionAnalytics result;
    if (!slice.view.years) {
      result.status = pricing::IvStatus::kExpired;
      return result;
    }
    const auto mid = quote.mid();
    const ExpiryCarry& terms = carry(slice);
    if (!mid || !mid->is_positive() || !terms.forward || !quote.strike.is_positive()) return result;
    const double forward = terms.forward->forward;
    const double years = *slice.view.years;
    const auto vol = pricing::implied_vol({.right = quote.right,
                                           .price = mid->to_double(),
                                           .forward = forward,
                                           .strike = quote.strike.to_double(),
                                           .discount = *terms.discount,
                                           .years = years},
                                          pricing::IvBounds{});
    if (!vol) {
      result.status = vol.error().reason;
      return result;
    }
    result.status = pricing::IvStatus::kOk;
    result.iv = *vol;
    if (!terms.dividend_yield) return result;
    const double yield = *terms.dividend_yield;
    result.greeks =
        pricing::black_greeks({.right = quote.right,
                               .forward = forward,
                               .strike = quote.strike.to_double(),
                               .discount = *terms.discount,
                               .years = years,
                               .vol = *vol},
                              {.spot = forward * std::exp((yield - *known.rate) * years),
                               .rate = *known.rate,
                               .dividend_yield = yield});
    return result;
  }

  const OptionAnalytics& analytics(Slice& slice, std::size_t quote) {
    const std::vector<OptionQuote>& quotes = slice.view.chain->quotes;
    AOTS_EXPECTS(quote < quotes.size());
    if (slice.analytics.empty()) slice.analytics.resize(quotes.size());
    auto& kept = slice.analytics[quote];
    if (!kept) kept = value(slice, quotes[quote]);
    return *kept;
  }

  // The vol of the strike whose quotes are [first, last).
  std::optional<double> strike_vol(Slice& slice, std::size_t first, std::size_t last,
                                   Right out_of_the_money) {
    std::optional<double> sum;
    int count = 0;
    for (std::size_t i = first; i < last; ++i) {
      const OptionAnalytics& option = analytics(slice, i);
      if (option.iv) {
        sum = sum.value_or(0.0) + *option.iv;
        ++count;
      } else if (slice.view.chain->quotes[i].right == out_of_the_money) {
        return std::nullopt;
      }
    }
    if (!sum) return std::nullopt;
    return *sum / count;
  }

  struct StrikeVol {
    double strike = 0.0;
    double vol = 0.0;
  };

  // The nearest strike with a vol from the quote at `at` downwards (step -1) or upwards (step +1).
  std::optional<StrikeVol> nearest_vol(Slice& slice, std::size_t at, int step) {
    const std::vector<OptionQuote>& quotes = slice.view.chain->quotes;
    for (std::size_t looked = 0; looked < kAtmStrikesLooked && at < quotes.size(); ++looked) {
      const Price strike = quotes[at].strike;
      std::size_t first = at;
      while (first > 0 && quotes[first - 1].strike == strike) --first;
      std::size_t last = at + 1;
      while (last < quotes.size() && quotes[last].strike == strike) ++last;
      const Right out_of_the_money = step < 0 ? Right::kPut : Right::kCall;
      if (const auto vol = strike_vol(slice, first, last, out_of_the_money)) {
        return StrikeVol{.strike = strike.to_double(), .vol = *vol};
      }
      if (step < 0 && first == 0) return std::nullopt;
      at = step < 0 ? first - 1 : last;
    }
    return std::nullopt;
  }

  std::optional<double> compute_atm_iv(Slice& slice) {
    if (!slice.view.years || !carry(slice).forward) return std::nullopt;
    const double forward = carry(slice).forward->forward;
    const std::vector<OptionQuote>& quotes = slice.view.chain->quotes;
    const auto above = std::partition_point(
        quotes.begin(), quotes.end(),
        [forward](const OptionQuote& quote) { return quote.strike.to_double() <= forward; });
    if (above == quotes.begin() || above == quotes.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(above - quotes.begin());
    const auto low = nearest_vol(slice, index - 1, -1);
    const auto high = nearest_vol(slice, index, +1);
    if (!low || !high) return std::nullopt;
    const double weight = (forward - low->strike) / (high->strike - low->strike);
    return low->vol + weight * (high->vol - low->vol);
  }

  std::optional<double> atm_iv(Slice& slice) {
    if (!slice.atm_iv) slice.atm_iv.emplace(compute_atm_iv(slice));
    return *slice.atm_iv;
  }
};

ChainView::ChainView(const OptionChain& chain, const CarryInputs& carry,
                     const calendar::ExchangeCalendar& calendar)
    : impl_(std::make_unique<Impl>(Impl{.chain = chain, .known = carry})) {
  impl_->slices.reserve(chain.expiries.size());
  for (const ExpiryChain& expiry : chain.expiries) {
    ExpiryView view{.chain = &expiry, .option_class = calendar::option_class(expiry.root)};
    view.dte = calendar::dte(calendar, view.option_class, expiry.expiry, chain.session);
    view.years =
        calendar::years_to_cutoff(calendar, view.option_class, expiry.expiry, chain.event_time);
    impl_->slices.push_back({.view = std::move(view)});
  }
}

ChainView::ChainView(ChainView&&) noexcept = default;
ChainView::~ChainView() = default;

const OptionChain& ChainView::chain() const { return impl_->chain; }

std::size_t ChainView::expiry_count() const { return impl_->slices.size(); }

const ExpiryView& ChainView::expiry(std::size_t index) const {
  AOTS_EXPECTS(index < impl_->slices.size());
  return impl_->slices[index].view;
}

const ExpiryCarry& ChainView::carry(std::size_t index) const {
  AOTS_EXPECTS(index < impl_->slices.size());
  return impl_->carry(impl_->slices[index]);
}

std::optional<std::size_t> ChainView::find_expiry(const OptionContract& contract) const {
  const std::vector<ExpiryChain>& expiries = impl_->chain.expiries;
  const auto found = std::lower_bound(expiries.begin(), expiries.end(), contract,
                                      [](const ExpiryChain& chain, const OptionContract& wanted) {
                                        return std::tie(chain.expiry, chain.root) <
                                               std::tie(wanted.expiry, wanted.root);
                                      });
  if (found == expiries.end() || found->expiry != contract.expiry || found->root != contract.root) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - expiries.begin());
}

const OptionAnalytics& ChainView::analytics(std::size_t expiry_index,
                                            std::size_t quote_index) const {
  AOTS_EXPECTS(expiry_index < impl_->slices.size());
  return impl_->analytics(impl_->slices[expiry_index], quote_index);
}

const OptionAnalytics* ChainView::analytics(const OptionContract& contract) const {
  const auto index = find_expiry(contract);
  if (!index) return nullptr;
  const std::vector<OptionQuote>& quotes = impl_->slices[*index].view.chain->quotes;
  const std::pair key(contract.strike, contract.right);
  const auto quote = std::lower_bound(quotes.begin(), quotes.end(), key, quote_before);
  if (quote == quotes.end() || quote->strike != contract.strike || quote->right != contract.right) {
    return nullptr;
  }
  return &analytics(*index, static_cast<std::size_t>(quote - quotes.begin()));
}

std::optional<double> ChainView::iv30() const {
  if (!impl_->iv30) {
    impl_->iv30.emplace(
        vol_at_maturity(*this, kIv30Days, [this](std::size_t e) { return atm_iv(e); }));
  }
  return *impl_->iv30;
}

std::optional<double> ChainView::atm_iv(std::size_t expiry_index) const {
  AOTS_EXPECTS(expiry_index < impl_->slices.size());
  return impl_->atm_iv(impl_->slices[expiry_index]);
}

}  // namespace aots::analytics
