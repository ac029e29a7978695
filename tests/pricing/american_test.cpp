#include "pricing/american.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::pricing {
namespace {

AmericanOption stock_put() {
  return {.right = Right::kPut,
          .spot = 100.0,
          .strike = 105.0,
          .years = 0.75,
          .rate = 0.05,
          .dividend_yield = 0.02,
          .vol = 0.25};
}

EuropeanOption as_european(const AmericanOption& option) {
  return {option.right, option.spot,           option.strike, option.years,
          option.rate,  option.dividend_yield, option.vol};
}

AmericanOption any_option(Rng& rng) {
  return {.right = rng.uniform() < 0.5 ? Right::kCall : Right::kPut,
          .spot = 100.0,
          .strike = 100.0 * std::exp(rng.uniform(-0.4, 0.4)),
          .years = std::exp(rng.uniform(-4.0, 1.0)),
          .rate = rng.uniform(0.001, 0.1),
          .dividend_yield = rng.uniform(0.001, 0.1),
          .vol = rng.uniform(0.1, 0.8)};
}

TEST(AmericanPrice, IsTheEuropeanOneWhereEarlyExerciseNeverPays) {
  AmericanOption call = stock_put();
  call.right = Right::kCall;
  call.dividend_yield = 0.0;
  EXPECT_EQ(american_price(call).value(), black_scholes(as_european(call)).value().price);
  AmericanOption put = stock_put();
  put.rate = 0.0;
  EXPECT_EQ(american_price(put).value(), black_scholes(as_european(put)).value().price);
}

TEST(AmericanPrice, IsTheIntrinsicValuePastTheBoundaryAndMeetsItSmoothly) {
  AmericanOption put = stock_put();
  const double boundary = exercise_boundary(put, AmericanScheme::kAccurate).value().value();
  EXPECT_GT(boundary, 60.0);
  EXPECT_LT(boundary, 100.0);
  put.spot = boundary - 0.01;
  EXPECT_EQ(american_price(put, AmericanScheme::kAccurate).value(), 105.0 - put.spot);
  put.spot = boundary + 0.01;
  EXPECT_NEAR(american_price(put, AmericanScheme::kAccurate).value(), 105.0 - put.spot, 1e-5);
  put.spot = boundary + 1e-3;
  EXPECT_NEAR(american_valuation(put, AmericanScheme::kAccurate).value().greeks.delta, -1.0, 2e-3);
}

TEST(AmericanPrice, LiesBetweenItsBoundsOnRandomOptions) {
  Rng rng(11);
  for (int i = 0; i < 500; ++i) {
    const AmericanOption option = any_option(rng);
    SCOPED_TRACE(i);
    const double price = american_price(option).value();
    const bool call = option.right == Right::kCall;
    const double gap = call ? option.spot - option.strike : option.strike - option.spot;
    EXPECT_GE(price, std::max(0.0, gap));
    EXPECT_GE(price, black_scholes(as_european(option)).value().price);
    EXPECT_LE(price, call ? option.spot : option.strike);
  }
}

TEST(AmericanPrice, OfTheFastSchemeIsCloseToTheAccurateOne) {
  Rng rng(12);
  for (int i = 0; i < 300; ++i) {
    const AmericanOption option = any_option(rng);
    SCOPED_TRACE(i);
    const double accurate = american_price(option, AmericanScheme::kAccurate).value();
    EXPECT_NEAR(american_price(option).value(), accurate, 1e-4 * accurate + 1e-6);
  }
}

TEST(AmericanPrice, IsTheSameBitsOnEveryTarget) {
  Rng rng(13);
  for (int i = 0; i < 200; ++i) {
    const AmericanOption option = any_option(rng);
    const double scalar =
        american_price(option, AmericanScheme::kFast, SimdTarget::kScalar).value();
    for (const SimdTarget target : simd_targets()) {
      const double found = american_price(option, AmericanScheme::kFast, target).value();
      ASSERT_EQ(std::bit_cast<std::uint64_t>(found), std::bit_cast<std::uint64_t>(scalar))
          << to_string(target) << " " << i;
    }
  }
}

TEST(AmericanPrice, OfACallIsThatOfThePutWithItsTermsExchanged) {
  const AmericanOption put = stock_put();
  const AmericanOption call{.right = Right::kCall,
                            .spot = put.strike,
                            .strike = put.spot,
                            .years = put.years,
                            .rate = put.dividend_yield,
                            .dividend_yield = put.rate,
                            .vol = put.vol};
  EXPECT_NEAR(american_price(call).value(), american_price(put).value(), 1e-12);
}

TEST(AmericanPrice, WithoutVolIsWhatTheBestMomentPays) {
  AmericanOption put = stock_put();
  put.vol = 0.0;
  EXPECT_DOUBLE_EQ(american_price(put).value(), 5.0);
  put.spot = 110.0;
  put.rate = 0.0;
  put.dividend_yield = 0.2;
  EXPECT_NEAR(american_price(put).value(), 105.0 - 110.0 * std::exp(-0.15), 1e-12);
  put = stock_put();
  put.years = 0.0;
  EXPECT_DOUBLE_EQ(american_price(put).value(), 5.0);
}

TEST(AmericanPrice, RefusesTwoBoundaries) {
  AmericanOption put = stock_put();
  put.rate = -0.01;
  put.dividend_yield = -0.03;
  const auto found = american_price(put);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error(), AmericanFailure::kUnsupported);
  EXPECT_EQ(to_string(found.error()), "unsupported");
  AmericanOption call = put;
  call.right = Right::kCall;
  call.rate = -0.03;
  call.dividend_yield = -0.01;
  EXPECT_EQ(american_price(call).error(), AmericanFailure::kUnsupported);
  EXPECT_EQ(exercise_boundary(call).error(), AmericanFailure::kUnsupported);
  EXPECT_EQ(american_valuation(call).error(), AmericanFailure::kUnsupported);
}

TEST(AmericanPrice, RefusesUnusableInputs) {
  for (const double bad :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (double AmericanOption::*const input : {&AmericanOption::spot, &AmericanOption::strike,
                                                &AmericanOption::years, &AmericanOption::vol}) {
      AmericanOption option = stock_put();
      option.*input = bad;
      const auto found = american_price(option);
      ASSERT_FALSE(found);
      EXPECT_EQ(found.error(), AmericanFailure::kInvalid);
    }
  }
  EXPECT_EQ(to_string(AmericanFailure::kInvalid), "invalid");
}

TEST(ExerciseBoundary, IsAbsentWhereExerciseIsNeverDue) {
  AmericanOption call = stock_put();
  call.right = Right::kCall;
  call.dividend_yield = 0.0;
  EXPECT_FALSE(exercise_boundary(call).value().has_value());
  call.dividend_yield = 0.04;
  EXPECT_GT(exercise_boundary(call).value().value(), call.strike);
}

TEST(AmericanGreeks, AreTheSlopesOfThePrice) {
  constexpr AmericanScheme kScheme = AmericanScheme::kAccurate;
  for (const Right right : {Right::kPut, Right::kCall}) {
    AmericanOption option = stock_put();
    option.right = right;
    option.dividend_yield = 0.04;
    option.strike = 102.0;
    const Greeks greeks = american_valuation(option, kScheme).value().greeks;
    const auto price = [&](double AmericanOption::*what, double bump) {
      AmericanOption moved = option;
      moved.*what += bump;
      return american_price(moved, kScheme).value();
    };
    const auto slope = [&](double AmericanOption::*what, double bump) {
      return (price(what, bump) - price(what, -bump)) / (2.0 * bump);
    };
    EXPECT_NEAR(greeks.delta, slope(&AmericanOption::spot, 0.01), 1e-6);
    const double here = price(&AmericanOption::spot, 0.0);
    const double bend =
        price(&AmericanOption::spot, 0.1) - 2.0 * here + price(&AmericanOption::spot, -0.1);
    EXPECT_NEAR(greeks.gamma, bend / 0.01, 1e-5);
    EXPECT_NEAR(greeks.theta_per_day, -slope(&AmericanOption::years, 1e-3) / 365.0, 1e-6);
    EXPECT_NEAR(greeks.vega_per_vol_point, 0.01 * slope(&AmericanOption::vol, 1e-3), 1e-5);
    EXPECT_NEAR(greeks.rho_per_rate_pct, 0.01 * slope(&AmericanOption::rate, 1e-4), 1e-5);
  }
}

TEST(AmericanGreeks, OfAnOptionToBeExercisedAreThoseOfItsIntrinsicValue) {
  AmericanOption put = stock_put();
  put.spot = 50.0;
  const Valuation found = american_valuation(put).value();
  EXPECT_EQ(found.price, 55.0);
  EXPECT_EQ(found.greeks, (Greeks{.delta = -1.0}));
}

TEST(AmericanImpliedVol, RecoversTheVolItsPriceCameFrom) {
  Rng rng(14);
  int recovered = 0;
  for (int i = 0; i < 60; ++i) {
    const AmericanOption option = any_option(rng);
    const Valuation value = american_valuation(option).value();
    // Near and past the boundary the price says nothing about vol.
    if (value.greeks.vega_per_vol_point < 1e-3) continue;
    const auto found = american_implied_vol({option.right, value.price, option.spot, option.strike,
                                             option.years, option.rate, option.dividend_yield});
    ASSERT_TRUE(found) << to_string(found.error().reason) << " " << i;
    EXPECT_NEAR(*found, option.vol, 1e-8) << i;
    ++recovered;
  }
  EXPECT_GT(recovered, 40);
}

TEST(AmericanImpliedVol, SaysWhyThereIsNone) {
  const auto reason = [](double price, double years = 0.5) {
    const auto found = american_implied_vol({Right::kPut, price, 100.0, 110.0, years, 0.05, 0.0});
    return found ? IvStatus::kOk : found.error().reason;
  };
  EXPECT_EQ(reason(9.0), IvStatus::kBelowIntrinsic);
  EXPECT_EQ(reason(10.0), IvStatus::kNoTimeValue);
  EXPECT_EQ(reason(111.0), IvStatus::kAboveBound);
  EXPECT_EQ(reason(12.0, 0.0), IvStatus::kExpired);
  EXPECT_EQ(reason(-1.0), IvStatus::kNoQuote);
  EXPECT_EQ(reason(12.0), IvStatus::kOk);
  const auto two_boundaries =
      american_implied_vol({Right::kPut, 12.0, 100.0, 110.0, 0.5, -0.01, -0.03});
  ASSERT_FALSE(two_boundaries);
  EXPECT_EQ(two_boundaries.error().reason, IvStatus::kNoQuote);
}

}  // namespace
}  // namespace aots::pricing
