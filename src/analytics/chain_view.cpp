#include "analytics/chain_view.hpp"

#include <algorithm>

#include "analytics/detail/quotes_of_view.hpp"
#include "analytics/detail/smile_kernel.hpp"
#include "analytics/maturity.hpp"
#include "base/contract.hpp"
#include "pricing/batch.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::analytics {

namespace {

constexpr double kIv30Days = 30.0;
// Options of an expiry that are valued one by one. Who asks for more will ask for all of that
// right, and a batch values an option at a tenth of the cost, to the same bits.
constexpr std::size_t kSingles = 8;

void append_parity_pairs(const ExpiryChain& chain, std::vector<pricing::ParityPair>& pairs) {
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
}

// The columns of a batch: the options of one expiry that have a price to imply a vol from.
struct Batch {
  std::vector<std::size_t> quotes;  // their places in the expiry
  std::vector<Right> right;
  std::vector<double> price, strike, vol, delta, gamma, theta, vega, rho;
  std::vector<pricing::IvStatus> iv_status;
  std::vector<pricing::ValuationStatus> value_status;

  void clear() {
    quotes.clear();
    right.clear();
    price.clear();
    strike.clear();
  }
  void add(std::size_t at, const OptionQuote& quote, Price mid) {
    quotes.push_back(at);
    right.push_back(quote.right);
    price.push_back(mid.to_double());
    strike.push_back(quote.strike.to_double());
  }
  void make_room() {
    for (auto* column : {&vol, &delta, &gamma, &theta, &vega, &rho}) column->resize(quotes.size());
    iv_status.resize(quotes.size());
    value_status.resize(quotes.size());
  }
};

bool quote_before(const OptionQuote& quote, std::pair<Price, Right> key) {
  return std::pair(quote.strike, quote.right) < key;
}

}  // namespace

struct ChainView::Impl {
  struct Slice {
    ExpiryView view;
    std::vector<std::optional<OptionAnalytics>> analytics{};  // sized on first use
    std::size_t singles = 0;                                  // valued one by one
    std::optional<std::optional<double>> atm_iv{};
  };

  const OptionChain& chain;
  std::vector<Slice> slices;
  ForwardCurve curve;
  Batch batch{};
  std::optional<std::optional<double>> iv30{};

  OptionAnalytics value(std::size_t expiry, const OptionQuote& quote) {
    const ExpiryView& view = slices[expiry].view;
    OptionAnalytics result;
    if (!view.years) {
      result.status = pricing::IvStatus::kExpired;
      return result;
    }
    const auto mid = quote.mid();
    const ExpiryCarry& terms = curve.carry(expiry);
    if (!mid || !mid->is_positive() || !terms.forward || !quote.strike.is_positive()) return result;
    const double forward = terms.forward->forward;
    const double years = *view.years;
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
    const auto spot = curve.implied_spot(expiry);
    if (!spot) return result;
    result.greeks = pricing::black_greeks(
        {.right = quote.right,
         .forward = forward,
         .strike = quote.strike.to_double(),
         .discount = *terms.discount,
         .years = years,
         .vol = *vol},
        {.spot = *spot, .rate = *curve.known().rate, .dividend_yield = *terms.dividend_yield});
    return result;
  }

  const OptionAnalytics& analytics(std::size_t expiry, std::size_t quote) {
    Slice& slice = slices[expiry];
    const QuoteList& quotes = slice.view.chain->quotes;
    AOTS_EXPECTS(quote < quotes.size());
    if (slice.analytics.empty()) slice.analytics.resize(quotes.size());
    auto& kept = slice.analytics[quote];
    if (kept) return *kept;
    if (slice.singles < kSingles) {
      ++slice.singles;
      kept = value(expiry, quotes[quote]);
    } else {
      value_rest(expiry, quotes[quote].right);
    }
    return *kept;
  }

  // Values every option of the expiry and right that was not valued yet: value() for many at once.
  void value_rest(std::size_t expiry, Right right) {
    Slice& slice = slices[expiry];
    const QuoteList& quotes = slice.view.chain->quotes;
    const bool has_terms = slice.view.years && curve.carry(expiry).forward;
    batch.clear();
    for (std::size_t i = 0; i < quotes.size(); ++i) {
      auto& kept = slice.analytics[i];
      if (kept || quotes[i].right != right) continue;
      const auto mid = has_terms ? quotes[i].mid() : std::nullopt;
      if (mid && mid->is_positive() && quotes[i].strike.is_positive()) {
        batch.add(i, quotes[i], *mid);
      } else {
        kept = value(expiry, quotes[i]);
      }
    }
    if (!batch.quotes.empty()) value_batch(expiry);
  }

  void value_batch(std::size_t expiry) {
    Slice& slice = slices[expiry];
    const ExpiryCarry& terms = curve.carry(expiry);
    const double forward = terms.forward->forward;
    const double years = *slice.view.years;
    const auto spot = curve.implied_spot(expiry);
    batch.make_room();
    pricing::implied_vols({.forward = forward, .discount = *terms.discount, .years = years},
                          {.right = batch.right, .price = batch.price, .strike = batch.strike},
                          pricing::IvBounds{}, {.vol = batch.vol, .status = batch.iv_status});
    if (spot) {
      pricing::black({.forward = forward,
                      .discount = *terms.discount,
                      .years = years,
                      .spot = *spot,
                      .rate = *curve.known().rate,
                      .dividend_yield = *terms.dividend_yield},
                     {.right = batch.right, .strike = batch.strike, .vol = batch.vol},
                     {.price = batch.price,
                      .delta = batch.delta,
                      .gamma = batch.gamma,
                      .theta_per_day = batch.theta,
                      .vega_per_vol_point = batch.vega,
                      .rho_per_rate_pct = batch.rho,
                      .status = batch.value_status});
    }
    for (std::size_t i = 0; i < batch.quotes.size(); ++i) {
      OptionAnalytics& result = slice.analytics[batch.quotes[i]].emplace();
      result.status = batch.iv_status[i];
      if (result.status != pricing::IvStatus::kOk) continue;
      result.iv = batch.vol[i];
      if (!spot) continue;
      result.greeks = Greeks{.delta = batch.delta[i],
                             .gamma = batch.gamma[i],
                             .theta_per_day = batch.theta[i],
                             .vega_per_vol_point = batch.vega[i],
                             .rho_per_rate_pct = batch.rho[i]};
    }
  }
};

namespace {

std::vector<ExpiryView> expiry_views(const OptionChain& chain,
                                     const calendar::ExchangeCalendar& calendar) {
  std::vector<ExpiryView> views;
  views.reserve(chain.expiries.size());
  for (const ExpiryChain& expiry : chain.expiries) {
    ExpiryView view{.chain = &expiry, .option_class = calendar::option_class(expiry.root)};
    const ExpiryTime time =
        expiry_time(calendar, view.option_class, expiry.expiry, chain.session, chain.event_time);
    view.dte = time.dte;
    view.years = time.years;
    views.push_back(view);
  }
  return views;
}

ForwardCurve curve_of(const OptionChain& chain, const CarryInputs& carry,
                      const std::vector<ExpiryView>& views) {
  std::vector<ExpiryTime> times;
  times.reserve(views.size());
  for (const ExpiryView& view : views) {
    times.push_back({.dte = view.dte,
                     .years = view.years,
                     .settlement = view.option_class.settlement,
                     .adjusted = view.option_class.adjusted});
  }
  const auto spot = chain.spot ? std::optional(chain.spot->to_double()) : std::nullopt;
  return {{.known = carry, .spot = spot, .expiries = std::move(times)},
          [&chain](std::size_t expiry, std::vector<pricing::ParityPair>& pairs) {
            append_parity_pairs(chain.expiries[expiry], pairs);
          }};
}

}  // namespace

ChainView::ChainView(const OptionChain& chain, const CarryInputs& carry,
                     const calendar::ExchangeCalendar& calendar) {
  auto views = expiry_views(chain, calendar);
  ForwardCurve curve = curve_of(chain, carry, views);
  std::vector<Impl::Slice> slices;
  slices.reserve(views.size());
  for (ExpiryView& view : views) slices.push_back({.view = view});
  impl_ = std::make_unique<Impl>(
      Impl{.chain = chain, .slices = std::move(slices), .curve = std::move(curve)});
}

ChainView::ChainView(ChainView&&) noexcept = default;
ChainView::~ChainView() = default;

const OptionChain& ChainView::chain() const { return impl_->chain; }

std::size_t ChainView::expiry_count() const { return impl_->slices.size(); }

const ExpiryView& ChainView::expiry(std::size_t index) const {
  AOTS_EXPECTS(index < impl_->slices.size());
  return impl_->slices[index].view;
}

const std::vector<ExpiryTime>& ChainView::times() const { return impl_->curve.expiries(); }

const ExpiryCarry& ChainView::carry(std::size_t index) const {
  AOTS_EXPECTS(index < impl_->slices.size());
  return impl_->curve.carry(index);
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
  return impl_->analytics(expiry_index, quote_index);
}

const OptionAnalytics* ChainView::analytics(const OptionContract& contract) const {
  const auto index = find_expiry(contract);
  if (!index) return nullptr;
  const QuoteList& quotes = impl_->slices[*index].view.chain->quotes;
  const std::pair key(contract.strike, contract.right);
  const auto quote = std::lower_bound(quotes.begin(), quotes.end(), key, quote_before);
  if (quote == quotes.end() || quote->strike != contract.strike || quote->right != contract.right) {
    return nullptr;
  }
  return &analytics(*index, static_cast<std::size_t>(quote - quotes.begin()));
}

std::optional<Greeks> ChainView::greeks(const OptionContract& contract) const {
  const OptionAnalytics* found = analytics(contract);
  if (found == nullptr) return std::nullopt;
  if (found->greeks) return found->greeks;
  const bool no_time_value = found->status == pricing::IvStatus::kNoTimeValue ||
                             found->status == pricing::IvStatus::kBelowIntrinsic;
  const auto& forward = carry(*find_expiry(contract)).forward;
  if (!no_time_value || !forward) return std::nullopt;
  const double gap = forward->forward - contract.strike.to_double();
  if (contract.right == Right::kCall) return Greeks{.delta = gap > 0.0 ? 1.0 : 0.0};
  return Greeks{.delta = gap < 0.0 ? -1.0 : 0.0};
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
  auto& kept = impl_->slices[expiry_index].atm_iv;
  if (!kept) {
    kept.emplace();
    if (const auto& forward = impl_->curve.carry(expiry_index).forward) {
      detail::QuotesOfView quotes{*this, expiry_index};
      kept.emplace(detail::atm_vol(quotes, forward->forward));
    }
  }
  return *kept;
}

}  // namespace aots::analytics
