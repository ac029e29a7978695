// The stress: its moves, its floor, and that options are repriced in full.
#include "trading/risk/margin_stress.hpp"

#include <gtest/gtest.h>

namespace aots::trading {
namespace {

constexpr pricing::UnderlyingNow kMarket{.spot = 100.0, .rate = 0.0, .dividend_yield = 0.0};

pricing::HeldOption option(Right right, double strike, double contracts, double years = 0.1) {
  return {right, strike, years, 0.25, contracts * 100.0, 0.0};
}

StressResult stress(std::vector<pricing::HeldOption> options,
                    MarginClass margin_class = MarginClass::kStock, double shares = 0.0) {
  return stress_margin({margin_class, options, shares}, kMarket);
}

TEST(MarginStress, MovesStocksFifteenPercentAndBroadIndicesEightDownAndSixUp) {
  EXPECT_NEAR(stress({}, MarginClass::kStock, 100.0).requirement, 1'500.0, 1e-9);
  EXPECT_NEAR(stress({}, MarginClass::kStock, -100.0).requirement, 1'500.0, 1e-9);
  EXPECT_NEAR(stress({}, MarginClass::kBroadIndex, 100.0).requirement, 800.0, 1e-9);
  EXPECT_NEAR(stress({}, MarginClass::kBroadIndex, -100.0).requirement, 600.0, 1e-9);
  EXPECT_NEAR(stress({}, MarginClass::kSmallCapIndex, 100.0).requirement, 1'000.0, 1e-9);
  EXPECT_NEAR(stress({}, MarginClass::kSmallCapIndex, -100.0).requirement, 1'000.0, 1e-9);
}

TEST(MarginStress, LooksAtElevenSpotsAndThreeVols) {
  const StressResult result = stress({option(Right::kPut, 95, -1)});
  ASSERT_EQ(result.cells.size(), 33U);
  EXPECT_DOUBLE_EQ(result.cells.front().spot_move, -0.15);
  EXPECT_DOUBLE_EQ(result.cells.back().spot_move, 0.15);
  EXPECT_DOUBLE_EQ(result.cells.back().vol_factor, 1.15);
}

TEST(MarginStress, ASoldPutFearsTheFallWithVolUp) {
  const StressResult result = stress({option(Right::kPut, 95, -1)});
  EXPECT_DOUBLE_EQ(result.worst.spot_move, -0.15);
  EXPECT_DOUBLE_EQ(result.worst.vol_factor, 1.15);
  EXPECT_DOUBLE_EQ(result.requirement, -result.worst.profit);
  // Deep in the money at 85 it costs at least its intrinsic value of 10.
  EXPECT_GT(result.requirement, 900.0);
}

// Delta and gamma would have a sold straddle lose without end; in full it is bounded by its
// strikes.
TEST(MarginStress, AVerticalNeverLosesMoreThanItsWidth) {
  const StressResult result = stress({option(Right::kPut, 95, -1), option(Right::kPut, 90, 1)});
  EXPECT_LE(result.requirement, 500.0);
  EXPECT_GT(result.requirement, 250.0);
}

TEST(MarginStress, AsksForTheLeastByContract) {
  const StressResult result = stress({option(Right::kCall, 300, -2)});
  EXPECT_DOUBLE_EQ(result.least, 75.0);
  EXPECT_DOUBLE_EQ(result.requirement, 75.0);
}

// Long contracts were asked for 37.50 dollars each though they were worth nothing.
TEST(MarginStress, AsksForALongContractAtMostWhatItIsWorth) {
  EXPECT_NEAR(stress({option(Right::kCall, 300, 2)}).requirement, 0.0, 1e-9);
  const StressResult cheap = stress({option(Right::kPut, 86, 1)});
  EXPECT_GT(cheap.requirement, 0.0);
  EXPECT_LT(cheap.requirement, 37.5);
  EXPECT_DOUBLE_EQ(stress({option(Right::kPut, 100, 1)}).least, 37.5);
}

TEST(MarginStress, LongAndShortOfOneContractCancel) {
  EXPECT_DOUBLE_EQ(stress({option(Right::kPut, 95, -2), option(Right::kPut, 95, 2)}).requirement,
                   0.0);
  EXPECT_DOUBLE_EQ(stress({option(Right::kCall, 300, -2), option(Right::kCall, 300, 1)}).least,
                   37.5);
}

TEST(MarginStress, SharesOffsetTheOptionsThatProtectThem) {
  const double alone = stress({}, MarginClass::kStock, 100.0).requirement;
  const double hedged =
      stress({option(Right::kPut, 100, 1)}, MarginClass::kStock, 100.0).requirement;
  EXPECT_LT(hedged, alone / 3.0);
}

}  // namespace
}  // namespace aots::trading
