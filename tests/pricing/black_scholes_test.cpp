#include "pricing/black_scholes.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace aots::pricing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

EuropeanOption index_put() {
  return {.right = Right::kPut,
          .spot = 100.0,
          .strike = 95.0,
          .years = 0.5,
          .rate = 0.04,
          .dividend_yield = 0.015,
          .vol = 0.25};
}

BlackInputs at_the_money(Right right, double years, double vol) {
  return {.right = right,
          .forward = 100.0,
          .strike = 100.0,
          .discount = 0.96,
          .years = years,
          .vol = vol};
}

TEST(BlackPrice, MatchesItsDefinitionFromTheMoneyToTheFarWings) {
  struct Point {
    BlackInputs inputs;
    double price;  // worked out with 60 digits
  };
  const std::array<Point, 9> points = {{
      {{Right::kCall, 100, 100, 1, 1, 0.25}, 9.9476449660225785959},
      {{Right::kCall, 100, 110, 0.9375, 0.5, 0.25}, 3.2261387872492935659},
      {{Right::kPut, 5000, 3000, 0.96875, 0.25, 0.125}, 4.1855625697452607289e-15},
      {{Right::kCall, 600, 1200, 1, 0.0625, 0.25}, 3.2871105613723684458e-28},
      {{Right::kPut, 600, 150, 1, 0.0625, 0.25}, 2.2190961897504249968e-109},
      {{Right::kCall, 100, 100, 1, 0.0009765625, 0.0078125}, 0.0097398017434240431869},
      {{Right::kCall, 100, 1, 0.5, 1, 0.25}, 49.5},
      {{Right::kPut, 100, 100.0078125, 1, 1, 0.00390625}, 0.15978023162576272954},
      {{Right::kCall, 100, 100, 1, 16, 5}, 100.0},
  }};
  for (const Point& point : points) {
    SCOPED_TRACE(point.price);
    EXPECT_NEAR(black_price(point.inputs), point.price, 2e-13 * point.price);
  }
}

TEST(BlackPrice, IsTheDiscountedIntrinsicValueWithoutTimeOrVol) {
  BlackInputs call{.right = Right::kCall,
                   .forward = 120.0,
                   .strike = 100.0,
                   .discount = 0.5,
                   .years = 1.0,
                   .vol = 0.0};
  EXPECT_EQ(black_price(call), 10.0);
  call.years = 0.0;
  call.vol = 0.3;
  EXPECT_EQ(black_price(call), 10.0);
  call.right = Right::kPut;
  EXPECT_EQ(black_price(call), 0.0);
  call.forward = 90.0;
  EXPECT_EQ(black_price(call), 5.0);
}

TEST(BlackPrice, ApproachesIntrinsicValueAsTimeRunsOut) {
  BlackInputs put{.right = Right::kPut,
                  .forward = 90.0,
                  .strike = 100.0,
                  .discount = 1.0,
                  .years = 1e-9,
                  .vol = 0.3};
  EXPECT_EQ(black_price(put), 10.0);
  put.years = 1e-4;
  EXPECT_NEAR(black_price(put), 10.0, 1e-12);
}

TEST(BlackPrice, TendsToTheDiscountedForwardOrStrikeAsVolGrows) {
  EXPECT_EQ(black_price(at_the_money(Right::kCall, 1.0, 1e6)), 96.0);
  EXPECT_EQ(black_price(at_the_money(Right::kPut, 1.0, 1e300)), 96.0);
}

TEST(BlackPrice, SurvivesForwardsAndStrikesOfAnySize) {
  const BlackInputs far{.right = Right::kCall,
                        .forward = 1e-200,
                        .strike = 1e200,
                        .discount = 1.0,
                        .years = 1.0,
                        .vol = 0.2};
  EXPECT_EQ(black_price(far), 0.0);
  const BlackInputs large{.right = Right::kPut,
                          .forward = 1e200,
                          .strike = 1e200,
                          .discount = 1.0,
                          .years = 1.0,
                          .vol = 0.2};
  EXPECT_NEAR(black_price(large) / 1e200, 0.0796556745540579317, 1e-15);
}

TEST(BlackPriceDeathTest, RefusesInputsThatBreakItsPreconditions) {
  const BlackInputs good = at_the_money(Right::kCall, 1.0, 0.2);
  BlackInputs bad = good;
  bad.forward = 0.0;
  EXPECT_DEATH(black_price(bad), "forward");
  bad = good;
  bad.strike = kNotANumber;
  EXPECT_DEATH(black_price(bad), "strike");
  bad = good;
  bad.discount = kInfinity;
  EXPECT_DEATH(black_price(bad), "discount");
  bad = good;
  bad.years = -0.1;
  EXPECT_DEATH(black_price(bad), "years");
  bad = good;
  bad.vol = -0.2;
  EXPECT_DEATH(black_price(bad), "vol");
  EXPECT_DEATH(black_greeks(good, {.spot = 0.0, .rate = 0.0, .dividend_yield = 0.0}), "spot");
}

TEST(BlackGreeks, AreCertainWithoutVolatilityLeft) {
  const SpotCarry carry{.spot = 100.0, .rate = 0.05, .dividend_yield = 0.02};
  const BlackInputs call{.right = Right::kCall,
                         .forward = 103.0,
                         .strike = 90.0,
                         .discount = 0.95,
                         .years = 1.0,
                         .vol = 0.0};
  const Greeks in = black_greeks(call, carry);
  EXPECT_DOUBLE_EQ(in.delta, 0.95 * 1.03);
  EXPECT_EQ(in.gamma, 0.0);
  EXPECT_EQ(in.vega_per_vol_point, 0.0);
  EXPECT_DOUBLE_EQ(in.theta_per_day, 0.95 * (0.02 * 103.0 - 0.05 * 90.0) / 365.0);
  EXPECT_DOUBLE_EQ(in.rho_per_rate_pct, 0.95 * 0.90);

  BlackInputs put = call;
  put.right = Right::kPut;
  EXPECT_EQ(black_greeks(put, carry), Greeks{});
}

TEST(BlackGreeks, TakeTheMeanOfBothSidesAtTheKinkOfAnExpiredOption) {
  const SpotCarry carry{.spot = 100.0, .rate = 0.0, .dividend_yield = 0.0};
  BlackInputs expired = at_the_money(Right::kCall, 0.0, 0.2);
  expired.discount = 1.0;
  const Greeks call = black_greeks(expired, carry);
  EXPECT_EQ(call.delta, 0.5);
  EXPECT_EQ(call.gamma, 0.0);
  EXPECT_EQ(call.theta_per_day, 0.0);
  EXPECT_EQ(call.vega_per_vol_point, 0.0);
  expired.right = Right::kPut;
  EXPECT_EQ(black_greeks(expired, carry).delta, -0.5);
}

TEST(BlackGreeks, KeepTheVegaOfAnAtTheMoneyOptionWithoutVol) {
  // The first vol point is worth forward * phi(0) * sqrt(years), whatever comes after.
  const Greeks greeks = black_greeks(at_the_money(Right::kCall, 0.25, 0.0),
                                     {.spot = 100.0, .rate = 0.0, .dividend_yield = 0.0});
  EXPECT_DOUBLE_EQ(greeks.vega_per_vol_point, 0.96 * 0.39894228040143267794 * 0.5);
}

TEST(BlackGreeks, VanishQuietlyInWingsBeyondTheSmallestDouble) {
  const BlackInputs far{.right = Right::kCall,
                        .forward = 100.0,
                        .strike = 1000.0,
                        .discount = 1.0,
                        .years = 0.01,
                        .vol = 0.2};
  const SpotCarry carry{.spot = 100.0, .rate = 0.05, .dividend_yield = 0.0};
  EXPECT_EQ(black_greeks(far, carry), Greeks{});
  BlackInputs deep = far;
  deep.right = Right::kPut;
  EXPECT_EQ(black_greeks(deep, carry).delta, -1.0);
}

TEST(BlackGreeks, SaturateAtEndlessVol) {
  const SpotCarry carry{.spot = 100.0, .rate = 0.0, .dividend_yield = 0.0};
  BlackInputs option = at_the_money(Right::kCall, 1.0, 1000.0);
  option.discount = 1.0;
  EXPECT_EQ(black_greeks(option, carry).delta, 1.0);
  option.right = Right::kPut;
  EXPECT_EQ(black_greeks(option, carry).delta, 0.0);
}

TEST(BlackScholes, QuotesGreeksInTheUnitsOfATradersScreen) {
  const EuropeanOption option = index_put();
  const auto base = black_scholes(option);
  ASSERT_TRUE(base);

  EuropeanOption moved = option;
  moved.years -= 1.0 / 365.0;
  const double one_day = black_scholes(moved).value().price - base->price;
  EXPECT_NEAR(one_day, base->greeks.theta_per_day, 1e-4);

  moved = option;
  moved.vol += 0.01;
  const double one_point = black_scholes(moved).value().price - base->price;
  EXPECT_NEAR(one_point, base->greeks.vega_per_vol_point, 1e-3);

  moved = option;
  moved.rate += 0.01;
  const double one_percent = black_scholes(moved).value().price - base->price;
  EXPECT_NEAR(one_percent, base->greeks.rho_per_rate_pct, 5e-3);

  moved = option;
  moved.spot += 0.01;
  EXPECT_NEAR(black_scholes(moved).value().price - base->price, 0.01 * base->greeks.delta, 1e-5);
  EXPECT_NEAR(black_scholes(moved).value().greeks.delta - base->greeks.delta,
              0.01 * base->greeks.gamma, 1e-6);
}

TEST(BlackScholes, AgreesWithTheForwardFormItRestsOn) {
  const EuropeanOption option = index_put();
  const double discount = std::exp(-0.02);
  const double forward = 100.0 * std::exp(0.0125);
  const BlackInputs inputs{Right::kPut, forward, 95.0, discount, 0.5, 0.25};
  const auto found = black_scholes(option);
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->price, black_price(inputs));
  EXPECT_NEAR(found->greeks.delta, black_greeks(inputs, {100.0, 0.04, 0.015}).delta, 1e-15);
}

TEST(BlackScholes, PricesAnExpiringOptionAtItsIntrinsicValue) {
  EuropeanOption option = index_put();
  option.years = 0.0;
  option.strike = 110.0;
  const auto found = black_scholes(option);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->price, 10.0);
  EXPECT_EQ(found->greeks.delta, -1.0);
  EXPECT_EQ(found->greeks.gamma, 0.0);
}

TEST(BlackScholes, AcceptsNegativeRatesAndYields) {
  EuropeanOption option = index_put();
  option.rate = -0.01;
  option.dividend_yield = -0.02;
  EXPECT_TRUE(black_scholes(option));
}

struct BadInput {
  std::string name;
  double EuropeanOption::*field;
  std::vector<double> values;
  std::string expected;
};

TEST(BlackScholes, NamesTheInputThatIsWrongAndWhatItShouldBe) {
  const std::vector<BadInput> cases = {
      {"spot", &EuropeanOption::spot, {0.0, -1.0, kNotANumber, kInfinity}, "above zero"},
      {"strike", &EuropeanOption::strike, {0.0, -5.0, kNotANumber, kInfinity}, "above zero"},
      {"years", &EuropeanOption::years, {-0.01, kNotANumber, kInfinity}, "zero or more"},
      {"rate", &EuropeanOption::rate, {kNotANumber, -kInfinity}, "finite"},
      {"dividend_yield", &EuropeanOption::dividend_yield, {kNotANumber, kInfinity}, "finite"},
      {"vol", &EuropeanOption::vol, {-0.2, kNotANumber, kInfinity}, "zero or more"},
  };
  for (const BadInput& bad : cases) {
    for (const double value : bad.values) {
      SCOPED_TRACE(bad.name + " " + std::to_string(value));
      EuropeanOption option = index_put();
      option.*bad.field = value;
      const auto found = black_scholes(option);
      ASSERT_FALSE(found);
      EXPECT_EQ(found.error().code, ErrorCode::kData);
      EXPECT_NE(found.error().message.find("The " + bad.name + " of"), std::string::npos)
          << found.error().message;
      EXPECT_NE(found.error().message.find(bad.expected), std::string::npos)
          << found.error().message;
    }
  }
}

TEST(BlackScholes, RefusesACarryThatLeavesTheRangeOfNumbers) {
  EuropeanOption option = index_put();
  option.rate = 500.0;  // 5% written in a unit of basis points
  option.years = 2.0;
  const auto found = black_scholes(option);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kData);
  EXPECT_NE(found.error().message.find("fractions"), std::string::npos) << found.error().message;
}

}  // namespace
}  // namespace aots::pricing
