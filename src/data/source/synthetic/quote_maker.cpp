#include "data/source/synthetic/quote_maker.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/contract.hpp"
#include "base/normal.hpp"

namespace aots::data {
namespace {

constexpr double kReferenceDays = 30.0;
// Width in vol terms against the days to expiry, relative to 30 days: a floor and a part that grows
// as expiry comes near.
constexpr double kWidthFloor = 0.8;
constexpr double kWidthPower = 0.8;
// In the money: factor at a delta of 1, and the share of the underlying's price added there.
constexpr double kInMoneyFactor = 8.0;
constexpr double kInMoneyShare = 0.0015;

// Trading by days to expiry and by distance from the money in deviations, out of and in the money.
constexpr double kVolumeTenorPower = 1.2;
constexpr double kVolumeTenorMax = 20.0;
constexpr double kVolumeOut = 0.35;
constexpr double kVolumeIn = 1.2;
// Open interest: standing contracts per contract of daily volume when a history begins, and the net
// share of a session's volume that opens positions, uniform between these.
constexpr double kStandingInterest = 4.0;
constexpr double kOpeningLow = -0.20;
constexpr double kOpeningHigh = 0.45;

// Four independent uniforms on (0, 1) from one draw, 16 bits each: ample for jitter.
struct Jitter {
  explicit Jitter(std::uint64_t bits)
      : bid(part(bits)), ask(part(bits >> 16)), size(part(bits >> 32)), volume(part(bits >> 48)) {}

  static double part(std::uint64_t bits) {
    return (static_cast<double>(bits & 0xFFFFU) + 0.5) * 0x1.0p-16;
  }

  double bid, ask, size, volume;
};

Price floor_to_tick(double dollars, const calendar::TickRule& tick) {
  if (dollars <= 0.0) return Price{};
  const Price step = dollars < tick.threshold.to_double() ? tick.below : tick.from;
  return Price::from_double(dollars, Rounding::kDown).rounded_to(step, Rounding::kDown);
}

Price ceil_to_tick(double dollars, const calendar::TickRule& tick) {
  const Price exact = Price::from_double(dollars, Rounding::kUp);
  const Price step = exact <= tick.threshold ? tick.below : tick.from;
  return exact.rounded_to(step, Rounding::kUp);
}

double tenor_width(double days) {
  return kWidthFloor + (1.0 - kWidthFloor) * std::pow(kReferenceDays / days, kWidthPower);
}

double tenor_volume(double days) {
  return std::min(kVolumeTenorMax, std::pow(kReferenceDays / days, kVolumeTenorPower));
}

}  // namespace

// One side of a strike: call or put.
struct QuoteMaker::Value {
  Price strike;
  Right right = Right::kCall;
  double price = 0.0;       // theoretical, per share
  double in_money = 0.0;    // 0 out of the money, 1 at a delta of 1
  double deviations = 0.0;  // strike from the forward, positive out of the money
};

// What the width of both sides of a strike rests on.
struct QuoteMaker::Width {
  double out_of_money = 0.0;  // dollars, full width
  double spot = 0.0;
  double mean_volume = 0.0;  // of the expiry at the money
};

QuoteMaker::QuoteMaker(std::uint64_t seed, std::string_view symbol)
    : rng_(seed, "quotes " + std::string(symbol)) {}

ExpiryChain QuoteMaker::quote(ListedExpiry& expiry, const ExpiryPricing& pricing,
                              const QuotingConditions& conditions) {
  const calendar::OptionClass& option_class = *expiry.option_class;
  ExpiryChain chain{.root = option_class.root,
                    .expiry = expiry.label,
                    .multiplier = option_class.multiplier,
                    .quotes = {}};
  chain.quotes.reserve(2 * expiry.strikes.size());
  const double days = std::max(0.5, 365.0 * pricing.years);
  const double width_per_vega =
      conditions.liquidity.spread_vol_points * tenor_width(days) * conditions.stress;
  const double vega_scale = 0.01 * pricing.discount * pricing.forward * std::sqrt(pricing.years);
  const double mean_volume = conditions.liquidity.volume * tenor_volume(days);
  for (ListedStrike& listed : expiry.strikes) {
    const double strike = listed.strike.to_double();
    Value call{.strike = listed.strike, .right = Right::kCall};
    Value put{.strike = listed.strike, .right = Right::kPut};
    Width width{.spot = pricing.spot, .mean_volume = mean_volume};
    const double parity = pricing.discount * (pricing.forward - strike);
    if (pricing.smile) {
      const double k = std::log(strike / pricing.forward);
      const double root = std::sqrt(pricing.smile->total_variance(k));
      const double d1 = -k / root + 0.5 * root;
      const double call_delta = normal_cdf(d1);
      if (k < 0.0) {
        put.price =
            pricing.discount * (strike * normal_cdf(root - d1) - pricing.forward * normal_cdf(-d1));
        call.price = put.price + parity;
      } else {
        call.price =
            pricing.discount * (pricing.forward * call_delta - strike * normal_cdf(d1 - root));
        put.price = call.price - parity;
      }
      call.in_money = std::max(0.0, 2.0 * call_delta - 1.0);
      put.in_money = std::max(0.0, 1.0 - 2.0 * call_delta);
      call.deviations = k / std::sqrt(pricing.smile->theta());
      width.out_of_money = width_per_vega * vega_scale * normal_density(d1);
    } else {
      call.price = std::max(0.0, parity);
      put.price = std::max(0.0, -parity);
      call.in_money = parity > 0.0 ? 1.0 : 0.0;
      put.in_money = parity < 0.0 ? 1.0 : 0.0;
    }
    put.deviations = -call.deviations;
    chain.quotes.push_back(quote_one(call, width, expiry, listed.call_interest, conditions));
    chain.quotes.push_back(quote_one(put, width, expiry, listed.put_interest, conditions));
  }
  return chain;
}

OptionQuote QuoteMaker::quote_one(const Value& value, const Width& width,
                                  const ListedExpiry& expiry, std::int64_t& open_interest,
                                  const QuotingConditions& conditions) {
  const calendar::TickRule& tick = expiry.option_class->tick;
  const Jitter jitter(rng_.next());
  const double half =
      0.5 * (width.out_of_money * (1.0 + kInMoneyFactor * value.in_money) +
             kInMoneyShare * conditions.stress * width.spot * value.in_money * value.in_money);
  const Price bid = floor_to_tick(value.price - half * (0.7 + 0.6 * jitter.bid), tick);
  Price ask = ceil_to_tick(value.price + half * (0.7 + 0.6 * jitter.ask), tick);
  if (ask <= bid) ask = bid + (bid < tick.threshold ? tick.below : tick.from);

  const double decay = value.deviations >= 0.0 ? kVolumeOut : kVolumeIn;
  const double mean = width.mean_volume * std::exp(-decay * value.deviations * value.deviations);
  const double log_uniform = std::log(jitter.volume);
  // Half the square of an exponential variable: mean 1, and now and then ten times as much.
  const auto volume = static_cast<std::int64_t>(0.5 * mean * log_uniform * log_uniform);
  if (conditions.opens_market) {
    open_interest = static_cast<std::int64_t>(kStandingInterest * mean * 2.0 * jitter.size);
  }
  const double size = 1.0 + conditions.liquidity.quote_size * (0.2 + 1.6 * jitter.size) /
                                conditions.stress / (1.0 + 2.0 * value.in_money);
  OptionQuote quote{.strike = value.strike,
                    .right = value.right,
                    .bid = bid,
                    .ask = ask,
                    .bid_size = bid.is_zero() ? 0 : static_cast<std::int32_t>(size),
                    .ask_size = static_cast<std::int32_t>(size * (0.5 + jitter.ask)) + 1,
                    .volume = volume,
                    .open_interest = open_interest,
                    .vendor_iv = std::nullopt,
                    .vendor_delta = std::nullopt};
  const double opening = kOpeningLow + (kOpeningHigh - kOpeningLow) * jitter.bid;
  open_interest = std::max<std::int64_t>(
      0, open_interest + std::llround(opening * static_cast<double>(volume)));
  return quote;
}

}  // namespace aots::data
