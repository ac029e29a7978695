#include "trading/portfolio/assignment.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

HolderView call_view(const char* mid) {
  return {.right = Right::kCall,
          .strike = dollars("280"),
          .spot = dollars("290"),
          .mid = dollars(mid),
          .years = 0.05,
          .rate = 0.02};
}

HolderView put_view(const char* mid) {
  return {.right = Right::kPut,
          .strike = dollars("320"),
          .spot = dollars("290"),
          .mid = dollars(mid),
          .years = 0.05,
          .rate = 0.05};
}

constexpr double kNever = 0.999999;

TEST(Assignment, OfACallComesWhenTheDividendExceedsTheTimeValue) {
  HolderView view = call_view("10.40");
  view.dividend = 0.41;
  EXPECT_EQ(assignment(view, {}, kNever), AssignmentReason::kDividend);
  view.dividend = 0.40;
  EXPECT_FALSE(assignment(view, {}, kNever).has_value());
}

TEST(Assignment, NeverComesOutOfTheMoney) {
  HolderView view = call_view("0.05");
  view.spot = dollars("280");
  view.dividend = 5.0;
  EXPECT_FALSE(assignment(view, {}, 0.0).has_value());
}

TEST(Assignment, OfAPutComesWhenANightsInterestExceedsItsTimeValue) {
  // One night on 320 dollars at 5% is 0.0438.
  EXPECT_EQ(assignment(put_view("30.04"), {}, kNever), AssignmentReason::kCarry);
  EXPECT_FALSE(assignment(put_view("30.05"), {}, kNever).has_value());
  HolderView weekend = put_view("30.10");
  weekend.nights = 3;
  EXPECT_EQ(assignment(weekend, {}, kNever), AssignmentReason::kCarry);
}

TEST(Assignment, OfAPutWaitsForADividendThatIsWorthMoreThanTheInterest) {
  HolderView view = put_view("30.00");
  view.dividend = 1.0;
  EXPECT_FALSE(carry_exercise_is_due(view));
}

TEST(Assignment, OfAPutGoesByTheAmericanBoundaryWhereItsVolIsKnown) {
  HolderView view = put_view("30.20");
  view.vol = 0.15;
  EXPECT_TRUE(carry_exercise_is_due(view));
  view.vol = 0.60;
  EXPECT_FALSE(carry_exercise_is_due(view));
}

TEST(Assignment, ChanceFallsInALineWithTheTimeValue) {
  const LifecycleConfig config;  // 0.02 without time value, nothing at 0.10
  EXPECT_EQ(assignment(call_view("10"), config, 0.0199), AssignmentReason::kUnforced);
  EXPECT_FALSE(assignment(call_view("10"), config, 0.0201).has_value());
  EXPECT_EQ(assignment(call_view("10.05"), config, 0.0099), AssignmentReason::kUnforced);
  EXPECT_FALSE(assignment(call_view("10.05"), config, 0.0101).has_value());
  EXPECT_FALSE(assignment(call_view("10.10"), config, 0.0).has_value());
}

TEST(Assignment, CanBeSwitchedOff) {
  HolderView view = call_view("10");
  view.dividend = 5.0;
  LifecycleConfig config;
  config.early_assignment = false;
  EXPECT_FALSE(assignment(view, config, 0.0).has_value());
}

TEST(Assignment, ValuesAnUnquotedOptionAtItsLastVol) {
  HolderView view = call_view("10");
  view.mid.reset();
  view.vol = 0.30;
  EXPECT_GT(time_value(view).value(), 2.0);
}

// A leg that had no mark and no vol yet counted as without time value, so that short puts in the
// money were assigned on the evening they were sold, for a profit that no holder gives away.
TEST(Assignment, NeverComesWhereTheTimeValueIsUnknown) {
  HolderView put = put_view("30.00");
  put.mid.reset();
  EXPECT_FALSE(time_value(put).has_value());
  EXPECT_FALSE(assignment(put, {}, 0.0).has_value());
  HolderView call = call_view("10.00");
  call.mid.reset();
  call.dividend = 5.0;
  EXPECT_FALSE(assignment(call, {}, 0.0).has_value());
}

TEST(AssignmentDraw, DependsOnSeedPositionContractAndSessionAlone) {
  const OptionContract a = contract(Right::kCall, "290");
  const OptionContract b = contract(Right::kCall, "291");
  const double draw = assignment_draw(7, PositionId{3}, a, kSession);
  EXPECT_EQ(draw, assignment_draw(7, PositionId{3}, a, kSession));
  EXPECT_NE(draw, assignment_draw(8, PositionId{3}, a, kSession));
  EXPECT_NE(draw, assignment_draw(7, PositionId{4}, a, kSession));
  EXPECT_NE(draw, assignment_draw(7, PositionId{3}, b, kSession));
  EXPECT_NE(draw, assignment_draw(7, PositionId{3}, a, kExpiry));
}

TEST(AssignmentDraw, IsUniform) {
  int below = 0;
  for (int i = 1; i <= 10'000; ++i) {
    below += assignment_draw(1, PositionId{i}, contract(Right::kPut, "290"), kSession) < 0.25;
  }
  EXPECT_NEAR(below, 2500, 130);  // three standard deviations
}

}  // namespace
}  // namespace aots::trading
