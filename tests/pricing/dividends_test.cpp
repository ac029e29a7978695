#include "pricing/dividends.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::pricing {
namespace {

AmericanOption stock_call() {
  return {.right = Right::kCall,
          .spot = 100.0,
          .strike = 95.0,
          .years = 0.75,
          .rate = 0.04,
          .dividend_yield = 0.0,
          .vol = 0.25};
}

AmericanOption stock_put() {
  AmericanOption put = stock_call();
  put.right = Right::kPut;
  put.strike = 105.0;
  return put;
}

double european_price(const AmericanOption& option) {
  return black_scholes({option.right, option.spot, option.strike, option.years, option.rate,
                        option.dividend_yield, option.vol})
      .value()
      .price;
}

// A call on a stock without yield is exercised just before the dividend or at expiry, so with one
// dividend its value is one integral over the spot of that evening: Simpson's rule, nine deviations
// to each side of the forward, in two parts with the kink between them.
double call_by_quadrature(const AmericanOption& call, const KnownDividend& dividend) {
  const double deviation = call.vol * std::sqrt(dividend.years);
  const double drift = (call.rate - 0.5 * call.vol * call.vol) * dividend.years;
  const auto spot_at = [&](double z) { return call.spot * std::exp(drift + deviation * z); };
  const auto held = [&](double spot) {
    AmericanOption left = call;
    left.spot = spot_after(dividend, spot);
    left.years = call.years - dividend.years;
    return left.spot > 0.0 ? european_price(left) : 0.0;
  };
  const auto gain = [&](double z) { return spot_at(z) - call.strike - held(spot_at(z)); };
  double low = -9.0;
  double high = 9.0;
  if (gain(low) < 0.0 && gain(high) > 0.0) {
    for (int i = 0; i < 200; ++i) {
      const double middle = 0.5 * (low + high);
      (gain(middle) < 0.0 ? low : high) = middle;
    }
  }
  const auto integral = [&](double from, double to) {
    constexpr int kSteps = 4000;
    double sum = 0.0;
    for (int i = 0; i <= kSteps; ++i) {
      const double z = from + (to - from) * i / kSteps;
      const double spot = spot_at(z);
      const double value = std::max(held(spot), spot - call.strike);
      const double weight = i == 0 || i == kSteps ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0);
      sum += weight * value * std::exp(-0.5 * z * z);
    }
    return sum * (to - from) / kSteps / 3.0 / std::sqrt(2.0 * 3.14159265358979323846);
  };
  const double kink = 0.5 * (low + high);
  return std::exp(-call.rate * dividend.years) * (integral(-9.0, kink) + integral(kink, 9.0));
}

TEST(DividendPrice, OfACallWithOneDividendIsItsIntegralOverTheEveningBefore) {
  for (const double years : {0.02, 0.3, 0.7}) {
    for (const double strike : {70.0, 95.0, 120.0}) {
      for (const KnownDividend paid :
           {KnownDividend{.cash = 2.0}, KnownDividend{.cash = 9.0}, KnownDividend{.share = 0.04}}) {
        AmericanOption call = stock_call();
        call.strike = strike;
        KnownDividend dividend = paid;
        dividend.years = years;
        SCOPED_TRACE(testing::Message() << years << " " << strike << " " << paid.cash);
        const double expected = call_by_quadrature(call, dividend);
        const std::array dividends{dividend};
        EXPECT_NEAR(american_price(call, dividends).value(), expected, 3e-5 * expected + 1e-6);
        EXPECT_NEAR(american_price(call, dividends, AmericanScheme::kAccurate).value(), expected,
                    3e-6 * expected + 1e-7);
      }
    }
  }
}

TEST(DividendPrice, OfAPutWithoutRateIsTheEuropeanOneOnWhatASharePayingStockLeaves) {
  AmericanOption put = stock_put();
  put.rate = 0.0;
  const std::array dividends{KnownDividend{.years = 0.2, .share = 0.02},
                             KnownDividend{.years = 0.6, .share = 0.03}};
  AmericanOption left = put;
  left.spot *= 0.98 * 0.97;
  const double expected = european_price(left);
  EXPECT_NEAR(american_price(put, dividends).value(), expected, 1e-5 * expected);
  EXPECT_NEAR(american_price(put, dividends, AmericanScheme::kAccurate).value(), expected,
              2e-7 * expected);
}

TEST(DividendPrice, WithoutDividendsIsThatOfTheOtherEngine) {
  for (const AmericanOption& option : {stock_call(), stock_put()}) {
    const double expected = american_price(option).value();
    EXPECT_EQ(american_price(option, std::span<const KnownDividend>()).value(), expected);
    const std::array none{KnownDividend{.years = 0.3}};
    EXPECT_NEAR(american_price(option, none).value(), expected, 1e-9);
    const std::array late{KnownDividend{.years = 0.8, .cash = 5.0}};
    EXPECT_EQ(american_price(option, late).value(), expected);
    const std::array small{KnownDividend{.years = 0.3, .cash = 1e-6}};
    EXPECT_NEAR(american_price(option, small).value(), expected, 2e-6);
  }
  EXPECT_EQ(american_price(stock_call(), std::span<const KnownDividend>()).value(),
            european_price(stock_call()));
}

TEST(DividendPrice, OfManySmallDividendsNearsThatOfAYield) {
  for (AmericanOption option : {stock_call(), stock_put()}) {
    std::vector<KnownDividend> dividends;
    constexpr int kPayments = 75;
    for (int i = 0; i < kPayments; ++i) {
      dividends.push_back({.years = option.years * (i + 0.5) / kPayments,
                           .share = 1.0 - std::exp(-0.04 * option.years / kPayments)});
    }
    const double found = american_price(option, dividends).value();
    option.dividend_yield = 0.04;
    // Exercise in the evening before a payment is worth some half of it more.
    const double expected = american_price(option).value();
    EXPECT_GT(found, expected);
    EXPECT_LT(found, expected + 0.5 * option.spot * 0.04 * option.years / kPayments)
        << to_string(option.right);
  }
}

TEST(DividendPrice, DoesNotDependOnTheOrderInWhichDividendsAreGiven) {
  const std::array forth{KnownDividend{.years = 0.2, .cash = 1.0},
                         KnownDividend{.years = 0.5, .cash = 2.0}};
  const std::array back{forth[1], forth[0]};
  EXPECT_EQ(american_price(stock_put(), forth).value(), american_price(stock_put(), back).value());
}

TEST(DividendPrice, FallsWithTheDividendOfACallAndRisesWithThatOfAPut) {
  double call = american_price(stock_call()).value();
  double put = american_price(stock_put()).value();
  for (const double cash : {0.5, 1.0, 2.0, 4.0, 8.0, 16.0}) {
    const std::array dividends{KnownDividend{.years = 0.4, .cash = cash}};
    const double next_call = american_price(stock_call(), dividends).value();
    const double next_put = american_price(stock_put(), dividends).value();
    EXPECT_LT(next_call, call);
    EXPECT_GT(next_put, put);
    call = next_call;
    put = next_put;
  }
}

TEST(DividendPrice, LiesBetweenItsBoundsOnRandomOptions) {
  Rng rng(31);
  for (int i = 0; i < 60; ++i) {
    const AmericanOption option{.right = rng.uniform() < 0.5 ? Right::kCall : Right::kPut,
                                .spot = 100.0,
                                .strike = 100.0 * std::exp(rng.uniform(-0.6, 0.6)),
                                .years = std::exp(rng.uniform(-5.0, 1.5)),
                                .rate = rng.uniform(-0.02, 0.1),
                                .dividend_yield = rng.uniform(0.0, 0.05),
                                .vol = std::exp(rng.uniform(-3.0, 0.5))};
    std::vector<KnownDividend> dividends;
    for (int j = 0; j < 3; ++j) {
      dividends.push_back({.years = option.years * rng.uniform(),
                           .cash = rng.uniform() < 0.5 ? rng.uniform(0.0, 8.0) : 0.0,
                           .share = rng.uniform(0.0, 0.03)});
    }
    SCOPED_TRACE(i);
    const double price = american_price(option, dividends).value();
    const bool call = option.right == Right::kCall;
    const double gap = call ? option.spot - option.strike : option.strike - option.spot;
    EXPECT_GE(price, std::max(0.0, gap));
    EXPECT_LE(price, (call ? option.spot
                           : option.strike * std::exp(std::max(0.0, -option.rate * option.years))) +
                         1e-6);
    EXPECT_NEAR(price, american_price(option, dividends, AmericanScheme::kAccurate).value(),
                3e-5 * price + 3e-5);
  }
}

TEST(DividendPrice, WithoutVolIsWhatTheBestMomentPays) {
  AmericanOption call = stock_call();
  call.vol = 0.0;
  const std::array dividends{KnownDividend{.years = 0.5, .cash = 10.0}};
  EXPECT_NEAR(american_price(call, dividends).value(), 100.0 - 95.0 * std::exp(-0.04 * 0.5), 1e-12);
  AmericanOption put = stock_put();
  put.vol = 0.0;
  EXPECT_NEAR(american_price(put, dividends).value(),
              105.0 * std::exp(-0.02) - (100.0 - 10.0 * std::exp(-0.02)), 1e-12);
}

TEST(DividendPrice, RefusesUnusableInputs) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](const AmericanOption& option, const KnownDividend& dividend) {
    const std::array dividends{KnownDividend{.years = 0.1, .cash = 0.1}, dividend};
    const auto found = american_price(option, dividends);
    return !found && found.error() == AmericanFailure::kInvalid &&
           !american_valuation(option, dividends) && !early_exercise(option, dividends);
  };
  for (const double bad : {-0.5, kNan, std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(refused(stock_put(), {.years = bad, .cash = 1.0})) << bad;
    EXPECT_TRUE(refused(stock_put(), {.years = 0.2, .cash = bad})) << bad;
    EXPECT_TRUE(refused(stock_put(), {.years = 0.2, .share = bad})) << bad;
    for (double AmericanOption::*const input : {&AmericanOption::spot, &AmericanOption::strike,
                                                &AmericanOption::years, &AmericanOption::vol}) {
      AmericanOption option = stock_put();
      option.*input = bad;
      EXPECT_TRUE(refused(option, {.years = 0.2, .cash = 1.0})) << bad;
    }
  }
  EXPECT_TRUE(refused(stock_put(), {.years = 0.2, .share = 1.1}));
  AmericanOption two = stock_put();
  two.rate = -0.01;
  two.dividend_yield = -0.03;
  const std::array dividends{KnownDividend{.years = 0.1, .cash = 0.1}};
  EXPECT_EQ(american_price(two, dividends).error(), AmericanFailure::kUnsupported);
}

TEST(DividendPrice, OfAStockThatPaysItselfAwayIsThatOfTheStrikeOrNothing) {
  const std::array all{KnownDividend{.years = 0.0, .cash = 200.0}};
  EXPECT_EQ(american_price(stock_put(), all).value(), 105.0);
  EXPECT_EQ(american_price(stock_call(), all).value(), 5.0);
  const std::array later{KnownDividend{.years = 0.3, .share = 1.0}};
  EXPECT_NEAR(american_price(stock_put(), later).value(), 105.0 * std::exp(-0.04 * 0.3), 1e-3);
}

TEST(EarlyExercise, OfACallIsDueOnlyTheEveningBeforeALargeDividend) {
  AmericanOption call = stock_call();
  call.strike = 70.0;
  call.years = 0.1;
  const auto due = [&](double years, double cash) {
    const std::array dividends{KnownDividend{.years = years, .cash = cash}};
    return early_exercise(call, dividends).value().due;
  };
  EXPECT_TRUE(due(0.0, 1.0));
  EXPECT_FALSE(due(0.01, 1.0));  // two days before there is interest to earn
  EXPECT_FALSE(due(0.0, 0.01));  // less than the interest on the strike
  call.strike = 100.0;
  EXPECT_FALSE(due(0.0, 1.0));  // at the money the right to wait is worth more
  const std::array dividends{KnownDividend{.years = 0.0, .cash = 1.0}};
  const EarlyExercise answer = early_exercise(call, dividends).value();
  AmericanOption left = call;
  left.spot = 99.0;
  EXPECT_EQ(answer.holding, american_price(left).value());
  EXPECT_EQ(answer.pays, 0.0);
}

TEST(EarlyExercise, OfAPutWaitsForTheDividend) {
  AmericanOption put = stock_put();
  put.strike = 140.0;
  EXPECT_TRUE(early_exercise(put, {}).value().due);
  const std::array soon{KnownDividend{.years = 0.02, .cash = 3.0}};
  const EarlyExercise waits = early_exercise(put, soon).value();
  EXPECT_FALSE(waits.due);
  EXPECT_GT(waits.holding, waits.pays);
  const std::array far{KnownDividend{.years = 0.7, .cash = 1.0}};
  EXPECT_TRUE(early_exercise(put, far).value().due);
  const Valuation value = american_valuation(put, far).value();
  EXPECT_EQ(value.price, 40.0);
  EXPECT_EQ(value.greeks, (Greeks{.delta = -1.0}));
}

TEST(DividendGreeks, AreTheSlopesOfThePrice) {
  const std::array dividends{KnownDividend{.years = 0.2, .cash = 1.5},
                             KnownDividend{.years = 0.5, .cash = 0.5, .share = 0.01}};
  for (const AmericanOption& option : {stock_call(), stock_put()}) {
    const Greeks greeks = american_valuation(option, dividends).value().greeks;
    const auto price = [&](double AmericanOption::*what, double bump) {
      AmericanOption moved = option;
      moved.*what += bump;
      return american_price(moved, dividends, AmericanScheme::kAccurate).value();
    };
    const auto slope = [&](double AmericanOption::*what, double bump) {
      return (price(what, bump) - price(what, -bump)) / (2.0 * bump);
    };
    SCOPED_TRACE(to_string(option.right));
    EXPECT_NEAR(greeks.delta, slope(&AmericanOption::spot, 0.5), 1e-4);
    const double bend = price(&AmericanOption::spot, 1.0) -
                        2.0 * price(&AmericanOption::spot, 0.0) +
                        price(&AmericanOption::spot, -1.0);
    EXPECT_NEAR(greeks.gamma, bend, 1e-4);
    EXPECT_NEAR(greeks.vega_per_vol_point, 0.01 * slope(&AmericanOption::vol, 5e-3), 1e-4);
    EXPECT_NEAR(greeks.rho_per_rate_pct, 0.01 * slope(&AmericanOption::rate, 1e-3), 1e-4);
    // A day later everything is a day nearer.
    std::array later = dividends;
    for (KnownDividend& dividend : later) dividend.years -= 1.0 / 365.0;
    AmericanOption tomorrow = option;
    tomorrow.years -= 1.0 / 365.0;
    const double decay = american_price(tomorrow, later, AmericanScheme::kAccurate).value() -
                         price(&AmericanOption::spot, 0.0);
    EXPECT_NEAR(greeks.theta_per_day, decay, 2e-4);
  }
}

TEST(DividendImpliedVol, RecoversTheVolItsPriceCameFrom) {
  const std::array dividends{KnownDividend{.years = 0.2, .cash = 1.5},
                             KnownDividend{.years = 0.5, .cash = 1.5}};
  for (AmericanOption option : {stock_call(), stock_put()}) {
    for (const double vol : {0.15, 0.6}) {
      option.vol = vol;
      const double price = american_price(option, dividends).value();
      const auto found = american_implied_vol({option.right, price, option.spot, option.strike,
                                               option.years, option.rate, option.dividend_yield},
                                              dividends);
      ASSERT_TRUE(found) << to_string(found.error().reason);
      EXPECT_NEAR(*found, vol, 1e-6);
    }
  }
}

TEST(DividendImpliedVol, SaysWhyThereIsNone) {
  const std::array dividends{KnownDividend{.years = 0.2, .cash = 1.5}};
  const auto reason = [&](double price, double years = 0.5) {
    const auto found =
        american_implied_vol({Right::kPut, price, 100.0, 110.0, years, 0.05, 0.0}, dividends);
    return found ? IvStatus::kOk : found.error().reason;
  };
  EXPECT_EQ(reason(9.0), IvStatus::kBelowIntrinsic);
  EXPECT_EQ(reason(10.0), IvStatus::kNoTimeValue);
  EXPECT_EQ(reason(111.0), IvStatus::kAboveBound);
  EXPECT_EQ(reason(12.0, 0.0), IvStatus::kExpired);
  EXPECT_EQ(reason(std::numeric_limits<double>::quiet_NaN()), IvStatus::kNoQuote);
  const std::array bad{KnownDividend{.years = -1.0, .cash = 1.5}};
  EXPECT_EQ(
      american_implied_vol({Right::kPut, 12.0, 100.0, 110.0, 0.5, 0.05, 0.0}, bad).error().reason,
      IvStatus::kNoQuote);
}

}  // namespace
}  // namespace aots::pricing
