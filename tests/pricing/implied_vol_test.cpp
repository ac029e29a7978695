#include "pricing/implied_vol.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "pricing/black_scholes.hpp"

namespace aots::pricing {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

IvQuery quote(Right right, double price, double forward, double strike, double years = 0.25,
              double discount = 1.0) {
  return {.right = right,
          .price = price,
          .forward = forward,
          .strike = strike,
          .discount = discount,
          .years = years};
}

IvQuery quote_at_vol(const BlackInputs& inputs) {
  return quote(inputs.right, black_price(inputs), inputs.forward, inputs.strike, inputs.years,
               inputs.discount);
}

void expect_failure(const IvQuery& query, IvStatus reason) {
  const auto found = implied_vol(query);
  ASSERT_FALSE(found) << "found a vol of " << *found;
  EXPECT_EQ(found.error().reason, reason) << to_string(found.error().reason);
}

TEST(ImpliedVol, RecoversTheVolItsPriceCameFrom) {
  for (const Right right : {Right::kCall, Right::kPut}) {
    for (const double strike : {60.0, 80.0, 95.0, 99.99, 100.0, 100.01, 105.0, 130.0, 200.0}) {
      for (const double years : {1.0 / 365.0, 0.02, 0.25, 1.0, 5.0}) {
        for (const double vol : {0.15, 0.4, 1.2, 3.0}) {
          const BlackInputs inputs{right, 100.0, strike, 0.97, years, vol};
          const IvQuery query = quote_at_vol(inputs);
          const double intrinsic =
              std::max(0.0, (right == Right::kCall ? 1.0 : -1.0) * (100.0 - strike)) * 0.97;
          // Prices that hold at least six digits of time value, however small that is.
          if (query.price - intrinsic < 1e-10 * intrinsic || query.price < 1e-290) continue;
          SCOPED_TRACE(testing::Message() << strike << " " << years << " " << vol);
          const auto found = implied_vol(query);
          ASSERT_TRUE(found) << to_string(found.error().reason);
          // At the largest vols the distance to the upper bound costs a digit or two.
          const double slack = intrinsic == 0.0 ? 1e-13 : 1e-6;
          EXPECT_NEAR(*found, vol, slack * vol);
        }
      }
    }
  }
}

TEST(ImpliedVol, ReadsPricesThatAreSmallerThanAnyTick) {
  // Far wings: 1e-28 and 1e-109 of a price (black_scholes_test.cpp has the 60-digit values).
  const auto call = implied_vol(quote(Right::kCall, 3.2871105613723684458e-28, 600, 1200, 0.0625));
  ASSERT_TRUE(call);
  EXPECT_NEAR(*call, 0.25, 1e-15);
  const auto put = implied_vol(quote(Right::kPut, 2.2190961897504249968e-109, 600, 150, 0.0625));
  ASSERT_TRUE(put);
  EXPECT_NEAR(*put, 0.25, 1e-15);
}

TEST(ImpliedVol, ReadsPricesCloseToTheirUpperBound) {
  for (const double total_vol : {2.0, 4.0, 8.0, 12.0}) {
    const BlackInputs inputs{Right::kCall, 100.0, 130.0, 1.0, 1.0, total_vol};
    const auto found = implied_vol(quote_at_vol(inputs));
    ASSERT_TRUE(found);
    // What is left below the bound sets the number of digits.
    const double left = (100.0 - black_price(inputs)) / 100.0;
    EXPECT_NEAR(*found, total_vol, 1e-15 / left * total_vol + 1e-14);
  }
}

TEST(ImpliedVol, ReadsAnAtTheMoneyQuoteOfAlmostNoTime) {
  const BlackInputs inputs{Right::kPut, 5000.0, 5000.0, 1.0, 60.0 / (365.0 * 86400.0), 0.11};
  const auto found = implied_vol(quote_at_vol(inputs));
  ASSERT_TRUE(found);
  EXPECT_NEAR(*found, 0.11, 1e-15);
}

TEST(ImpliedVol, HandlesForwardsAndStrikesOfAnySize) {
  const BlackInputs inputs{Right::kCall, 1e-150, 3e150, 1.0, 1.0, 30.0};
  const auto found = implied_vol(quote_at_vol(inputs));
  ASSERT_TRUE(found);
  EXPECT_NEAR(*found, 30.0, 1e-12);
}

TEST(ImpliedVol, RefusesAPriceBelowIntrinsicValue) {
  expect_failure(quote(Right::kCall, 9.99, 110.0, 100.0), IvStatus::kBelowIntrinsic);
  expect_failure(quote(Right::kPut, 9.99, 90.0, 100.0), IvStatus::kBelowIntrinsic);
  expect_failure(quote(Right::kPut, 0.0, 90.0, 100.0), IvStatus::kBelowIntrinsic);
  const auto found = implied_vol(quote(Right::kCall, 9.0, 110.0, 100.0, 0.25, 0.95));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, IvStatus::kBelowIntrinsic);
  EXPECT_NEAR(found.error().residual, -0.5, 1e-13);
  EXPECT_EQ(found.error().iterations, 0);
  EXPECT_FALSE(found.error().last_vol);
}

TEST(ImpliedVol, RefusesAPriceAtOrAboveItsUpperBound) {
  expect_failure(quote(Right::kCall, 100.0, 100.0, 120.0), IvStatus::kAboveBound);
  expect_failure(quote(Right::kPut, 120.0, 100.0, 120.0), IvStatus::kAboveBound);
  expect_failure(quote(Right::kCall, 100.0 * (1.0 - 1e-15), 100.0, 120.0), IvStatus::kAboveBound);
  const auto found = implied_vol(quote(Right::kCall, 97.0, 100.0, 120.0, 0.25, 0.95));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, IvStatus::kAboveBound);
  EXPECT_NEAR(found.error().residual, 2.0, 1e-13);
}

TEST(ImpliedVol, SaysNoTimeValueWhenOnlyRoundingIsLeftAboveIntrinsicValue) {
  // The rule: in the money, under 100 roundings (2.2e-16 of the larger of forward and strike) of
  // time value fewer than two digits are known.
  constexpr double kRounding = 2.220446049250313e-16 * 110.0;
  expect_failure(quote(Right::kCall, 10.0, 110.0, 100.0), IvStatus::kNoTimeValue);
  expect_failure(quote(Right::kCall, 10.0 - 90 * kRounding, 110.0, 100.0), IvStatus::kNoTimeValue);
  expect_failure(quote(Right::kCall, 10.0 + 90 * kRounding, 110.0, 100.0), IvStatus::kNoTimeValue);
  expect_failure(quote(Right::kPut, 10.0 + 90 * kRounding, 100.0, 110.0), IvStatus::kNoTimeValue);
  expect_failure(quote(Right::kCall, 10.0 - 110 * kRounding, 110.0, 100.0),
                 IvStatus::kBelowIntrinsic);
  EXPECT_TRUE(implied_vol(quote(Right::kCall, 10.0 + 110 * kRounding, 110.0, 100.0)));
}

TEST(ImpliedVol, SaysNoTimeValueForAnOutOfTheMoneyPriceOfZero) {
  expect_failure(quote(Right::kCall, 0.0, 100.0, 120.0), IvStatus::kNoTimeValue);
  expect_failure(quote(Right::kPut, 0.0, 100.0, 100.0), IvStatus::kNoTimeValue);
}

TEST(ImpliedVol, SaysExpiredWhenNoTimeIsLeft) {
  expect_failure(quote(Right::kCall, 5.0, 100.0, 100.0, 0.0), IvStatus::kExpired);
  expect_failure(quote(Right::kCall, 5.0, 100.0, 100.0, -0.1), IvStatus::kExpired);
}

TEST(ImpliedVol, SaysNoQuoteWithoutAPrice) {
  expect_failure(quote(Right::kCall, kNotANumber, 100.0, 100.0), IvStatus::kNoQuote);
  expect_failure(quote(Right::kCall, std::numeric_limits<double>::infinity(), 100.0, 100.0),
                 IvStatus::kNoQuote);
  expect_failure(quote(Right::kCall, -0.01, 100.0, 100.0), IvStatus::kNoQuote);
}

TEST(ImpliedVolDeathTest, RefusesInputsThatBreakItsPreconditions) {
  EXPECT_DEATH(static_cast<void>(implied_vol(quote(Right::kCall, 5.0, 0.0, 100.0))), "forward");
  EXPECT_DEATH(static_cast<void>(implied_vol(quote(Right::kCall, 5.0, 100.0, -1.0))), "strike");
  EXPECT_DEATH(static_cast<void>(implied_vol(quote(Right::kCall, 5.0, 1.0, 1.0, 1.0, 0.0))),
               "discount");
  EXPECT_DEATH(static_cast<void>(implied_vol(quote(Right::kCall, 5.0, 1.0, 1.0, kNotANumber))),
               "years");
  EXPECT_DEATH(static_cast<void>(implied_vol(quote(Right::kCall, 5.0, 100.0, 100.0),
                                             IvBounds{.min = 2.0, .max = 1.0})),
               "bounds");
}

TEST(ImpliedVolBounds, LetCredibleVolsPass) {
  const BlackInputs inputs{Right::kCall, 100.0, 105.0, 1.0, 0.25, 0.2};
  const auto found = implied_vol(quote_at_vol(inputs), IvBounds{});
  ASSERT_TRUE(found);
  EXPECT_NEAR(*found, 0.2, 1e-14);
}

TEST(ImpliedVolBounds, RefuseAVolBelowTheLeast) {
  const BlackInputs inputs{Right::kCall, 100.0, 100.0, 1.0, 0.25, 0.005};
  const auto found = implied_vol(quote_at_vol(inputs), IvBounds{});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, IvStatus::kNoTimeValue);
  ASSERT_TRUE(found.error().last_vol);
  EXPECT_NEAR(*found.error().last_vol, 0.005, 1e-15);
  EXPECT_LT(found.error().residual, 0.0);
}

TEST(ImpliedVolBounds, RefuseAVolAboveTheLargest) {
  const BlackInputs inputs{Right::kPut, 100.0, 80.0, 1.0, 0.01, 6.0};
  const auto found = implied_vol(quote_at_vol(inputs), IvBounds{});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, IvStatus::kAboveBound);
  ASSERT_TRUE(found.error().last_vol);
  EXPECT_NEAR(*found.error().last_vol, 6.0, 1e-13);
  EXPECT_GT(found.error().residual, 0.0);
}

TEST(ImpliedVolBounds, KeepTheReasonOfAPriceWithoutAnyVol) {
  const auto found = implied_vol(quote(Right::kCall, 5.0, 100.0, 100.0, 0.0), IvBounds{});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, IvStatus::kExpired);
}

TEST(IvStatus, HasTheNamesOfTheCommandLine) {
  constexpr std::array<std::pair<IvStatus, std::string_view>, 7> kNames = {{
      {IvStatus::kOk, "ok"},
      {IvStatus::kBelowIntrinsic, "below_intrinsic"},
      {IvStatus::kAboveBound, "above_bound"},
      {IvStatus::kNoTimeValue, "no_time_value"},
      {IvStatus::kExpired, "expired"},
      {IvStatus::kNoQuote, "no_quote"},
      {IvStatus::kNotConverged, "not_converged"},
  }};
  for (const auto& [status, name] : kNames) EXPECT_EQ(to_string(status), name);
}

}  // namespace
}  // namespace aots::pricing
