#include "analytics/arbitrage.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "analytics/smile.hpp"

namespace aots::analytics {

namespace {

constexpr double kDiscountDoubt = 0.1;  // quotes that imply one further away imply none
constexpr double kRounding = 1e-6;      // dollars: half a millionth a leg, and the arithmetic

// A two-sided quote in dollars.
struct Market {
  double strike = 0.0;
  double bid = 0.0;
  double ask = 0.0;

  double mid() const { return (bid + ask) / 2.0; }
};

std::vector<Market> markets_of(const ExpiryChain& chain, Right right) {
  std::vector<Market> markets;
  markets.reserve(chain.quotes.size() / 2 + 1);
  for (const OptionQuote& quote : chain.quotes) {
    if (quote.right != right || !quote.two_sided() || !quote.ask->is_positive()) continue;
    markets.push_back({.strike = quote.strike.to_double(),
                       .bid = quote.bid->to_double(),
                       .ask = quote.ask->to_double()});
  }
  return markets;
}

void count_butterflies(const std::vector<Market>& markets, ViolationCount& count) {
  for (std::size_t i = 1; i + 1 < markets.size(); ++i) {
    const Market& low = markets[i - 1];
    const Market& body = markets[i];
    const Market& high = markets[i + 1];
    const double weight = (high.strike - body.strike) / (high.strike - low.strike);
    ++count.checked;
    if (weight * low.ask + (1.0 - weight) * high.ask < body.bid - kRounding) ++count.executable;
    if (weight * low.mid() + (1.0 - weight) * high.mid() < body.mid() - kRounding) ++count.at_mid;
  }
}

// The previous expiry that is earlier by a day at least.
std::optional<std::size_t> expiry_before(const ChainView& view, std::size_t expiry) {
  for (std::size_t e = expiry; e > 0; --e) {
    const ExpiryView& earlier = view.expiry(e - 1);
    if (earlier.option_class.adjusted || !earlier.years) continue;
    if (earlier.dte < view.expiry(expiry).dte) return e - 1;
  }
  return std::nullopt;
}

// The market of the later expiry at this strike, or the nearest one that costs more: a lower call,
// a higher put.
const Market* at_or_dearer(const std::vector<Market>& markets, Right right, double strike) {
  const auto above = std::partition_point(
      markets.begin(), markets.end(),
      [strike](const Market& market) { return market.strike < strike * (1.0 - 1e-12); });
  if (right == Right::kPut) return above == markets.end() ? nullptr : &*above;
  if (above != markets.end() && above->strike <= strike * (1.0 + 1e-12)) return &*above;
  return above == markets.begin() ? nullptr : &*(above - 1);
}

void count_calendars(const ChainView& view, std::size_t expiry, Right right,
                     const std::vector<Market>& later, ViolationCount& count) {
  const auto before = expiry_before(view, expiry);
  if (!before) return;
  const ExpiryCarry& near = view.carry(*before);
  const ExpiryCarry& far = view.carry(expiry);
  if (!near.forward || !far.forward) return;
  const double growth = far.forward->forward / near.forward->forward;
  const double scale =
      *near.discount * near.forward->forward / (*far.discount * far.forward->forward);
  for (const Market& market : markets_of(*view.expiry(*before).chain, right)) {
    const bool out_of_the_money = right == Right::kCall ? market.strike >= near.forward->forward
                                                        : market.strike <= near.forward->forward;
    if (!out_of_the_money) continue;
    const Market* other = at_or_dearer(later, right, market.strike * growth);
    if (other == nullptr) continue;
    ++count.checked;
    if (other->ask * scale < market.bid - kRounding) ++count.executable;
    if (other->mid() * scale < market.mid() - kRounding) ++count.at_mid;
  }
}

// What may be asked for the call less the put of a strike, and what may be bid.
struct ParityBounds {
  double low = 0.0;
  double high = 0.0;
};

struct ParityTerms {
  ExerciseStyle style = ExerciseStyle::kEuropean;
  double discount = 1.0;
  double spot_per_forward = 1.0;  // what the forward costs today, dividends not yet paid included

  ParityBounds bounds(double strike, double forward_low, double forward_high) const {
    switch (style) {
      case ExerciseStyle::kEuropean:
        return {.low = discount * (forward_low - strike),
                .high = discount * (forward_high - strike)};
      case ExerciseStyle::kAmerican:
        return {.low = discount * forward_low - strike,
                .high = std::max(spot_per_forward, discount) * forward_high - discount * strike};
    }
    return {};
  }
};

std::optional<ParityTerms> parity_terms(const ChainView& view, std::size_t expiry) {
  const ExpiryCarry& carry = view.carry(expiry);
  const ExpiryView& slice = view.expiry(expiry);
  if (!carry.forward || !slice.years) return std::nullopt;
  const double yield = carry.dividend_yield.value_or(0.0);
  const bool is_european = slice.option_class.style == ExerciseStyle::kEuropean;
  const auto implied = is_european ? implied_discount(*slice.chain) : std::nullopt;
  const bool is_credible = implied && std::fabs(*implied - *carry.discount) < kDiscountDoubt;
  return ParityTerms{.style = slice.option_class.style,
                     .discount = is_credible ? *implied : *carry.discount,
                     .spot_per_forward = *carry.discount * std::exp(yield * *slice.years)};
}

struct ParityMarket {
  double strike = 0.0;
  double low = 0.0;   // call bid less put ask
  double high = 0.0;  // call ask less put bid
};

std::vector<ParityMarket> parity_markets(const std::vector<Market>& calls,
                                         const std::vector<Market>& puts) {
  std::vector<ParityMarket> markets;
  auto put = puts.begin();
  for (const Market& call : calls) {
    while (put != puts.end() && put->strike < call.strike) ++put;
    if (put == puts.end()) break;
    if (put->strike != call.strike) continue;
    markets.push_back(
        {.strike = call.strike, .low = call.bid - put->ask, .high = call.ask - put->bid});
  }
  return markets;
}

void count_parities(const ChainView& view, std::size_t expiry, const std::vector<Market>& calls,
                    const std::vector<Market>& puts, ViolationCount& count) {
  const auto terms = parity_terms(view, expiry);
  const std::vector<ParityMarket> markets = parity_markets(calls, puts);
  if (!terms || markets.empty()) return;
  const double forward = view.carry(expiry).forward->forward;
  const auto at_the_money = *std::min_element(
      markets.begin(), markets.end(), [forward](const ParityMarket& a, const ParityMarket& b) {
        return std::fabs(a.strike - forward) < std::fabs(b.strike - forward);
      });
  // What a synthetic forward costs at the money, on either side.
  const double forward_low =
      std::min(forward, at_the_money.strike + at_the_money.low / terms->discount);
  const double forward_high =
      std::max(forward, at_the_money.strike + at_the_money.high / terms->discount);
  for (const ParityMarket& market : markets) {
    ++count.checked;
    const ParityBounds mids = terms->bounds(market.strike, forward, forward);
    const bool contradicts =
        market.low > mids.high + kRounding || market.high < mids.low - kRounding;
    if (!contradicts) continue;
    ++count.at_mid;
    const ParityBounds traded = terms->bounds(market.strike, forward_low, forward_high);
    if (market.low > traded.high + kRounding || market.high < traded.low - kRounding) {
      ++count.executable;
    }
  }
}

}  // namespace

ArbitrageCheck check_arbitrage(const ChainView& view, std::size_t expiry) {
  ArbitrageCheck check;
  const ExpiryView& slice = view.expiry(expiry);
  if (slice.option_class.adjusted) return check;
  const std::vector<Market> calls = markets_of(*slice.chain, Right::kCall);
  const std::vector<Market> puts = markets_of(*slice.chain, Right::kPut);
  count_butterflies(calls, check.butterfly);
  count_butterflies(puts, check.butterfly);
  count_calendars(view, expiry, Right::kCall, calls, check.calendar);
  count_calendars(view, expiry, Right::kPut, puts, check.calendar);
  count_parities(view, expiry, calls, puts, check.parity);
  return check;
}

}  // namespace aots::analytics
