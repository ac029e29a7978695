#include "pricing/terminal_distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/black_scholes.hpp"
#include "pricing/detail/svi.hpp"

namespace aots::pricing {
namespace {

constexpr double kForward = 5000.0;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Smile smile_of(const detail::Svi& svi) {
  std::vector<double> knots;
  std::vector<double> variances;
  for (int i = 0; i < 16; ++i) {
    knots.push_back(-0.5 + 0.05 * i);
    variances.push_back(svi.at(knots.back()).value);
  }
  return Smile::through(knots, variances);
}

// A month of an index: steep puts.
const Smile kSmile = smile_of({.a = 0.0005, .b = 0.035, .rho = -0.55, .m = 0.01, .sigma = 0.05});

TerminalDistribution lognormal(double vol, double years) {
  return TerminalDistribution(LognormalEnd{.forward = kForward, .vol = vol, .years = years});
}

// Simpson's rule in ln(S/F), over which no density here has any weight left outside.
template <class F>
double integral(F&& f, double low = -6.0, double high = 3.0) {
  constexpr int kSteps = 40'000;
  const double step = (high - low) / kSteps;
  double sum = 0.0;
  for (int i = 0; i <= kSteps; ++i) {
    const double price = kForward * std::exp(low + step * i);
    const double weight = i == 0 || i == kSteps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
    sum += weight * f(price) * price;
  }
  return sum * step / 3.0;
}

TEST(TerminalDistribution, IsTheTextbookLognormalWithoutASmile) {
  const auto end = lognormal(0.2, 0.25);
  // N(-d2) at the forward: d2 = -0.05.
  EXPECT_NEAR(end.probability_below(kForward), 0.519938805838372, 1e-14);
  // One standard deviation of the log either side of its mean.
  const double centre = kForward * std::exp(-0.005);
  EXPECT_NEAR(end.probability_between(centre * std::exp(-0.1), centre * std::exp(0.1)),
              0.682689492137086, 1e-14);
  EXPECT_NEAR(end.quantile(0.5), centre, 1e-9);
  EXPECT_NEAR(end.expected_move(), kForward * 2.0 * (2.0 * 0.519938805838372 - 1.0), 1e-9);
}

TEST(TerminalDistribution, HasADensityThatIsAProbability) {
  ASSERT_EQ(butterfly_at(kSmile), std::nullopt);
  for (const auto& end : {lognormal(0.3, 0.5), TerminalDistribution(kForward, kSmile)}) {
    EXPECT_NEAR(integral([&](double s) { return end.density(s); }), 1.0, 1e-7);
    EXPECT_NEAR(integral([&](double s) { return end.density(s) * s; }) / kForward, 1.0, 1e-7);
    double last = 0.0;
    for (double price = 1000.0; price < 9000.0; price += 7.0) {
      EXPECT_GE(end.density(price), 0.0);
      const double below = end.probability_below(price);
      EXPECT_GE(below, last);
      last = below;
    }
  }
}

TEST(TerminalDistribution, PricesOptionsAsTheSmileDoes) {
  const TerminalDistribution end(kForward, kSmile);
  for (const double strike : {4000.0, 4700.0, 5000.0, 5100.0, 5600.0}) {
    const double by_density =
        integral([&](double s) { return end.density(s) * std::max(s - strike, 0.0); });
    const double vol = std::sqrt(kSmile.total_variance(std::log(strike / kForward)));
    const double black = black_price({.right = Right::kCall,
                                      .forward = kForward,
                                      .strike = strike,
                                      .discount = 1.0,
                                      .years = 1.0,
                                      .vol = vol});
    EXPECT_NEAR(by_density, black, 2e-4) << strike;
    EXPECT_DOUBLE_EQ(end.call(strike), black);
    EXPECT_NEAR(end.call(strike) - end.put(strike), kForward - strike, 1e-9);
  }
}

TEST(TerminalDistribution, CountsTheSlopeOfTheSmile) {
  const TerminalDistribution end(kForward, kSmile);
  for (const double strike : {4300.0, 4900.0, 5000.0, 5200.0}) {
    const double step = 0.01;
    const double slope = (end.put(strike + step) - end.put(strike - step)) / (2.0 * step);
    EXPECT_NEAR(end.probability_below(strike), slope, 1e-7);
    const double at = std::log(strike / kForward);
    const auto flat = lognormal(std::sqrt(kSmile.total_variance(at)), 1.0);
    EXPECT_GT(std::fabs(end.probability_below(strike) - flat.probability_below(strike)), 1e-3);
  }
}

TEST(TerminalDistribution, MixesTwoSmilesInTheirPrices) {
  const Smile later = smile_of({.a = 0.001, .b = 0.05, .rho = -0.55, .m = 0.01, .sigma = 0.06});
  const TerminalDistribution near(kForward, kSmile);
  const TerminalDistribution far(kForward, later);
  const TerminalDistribution mix(kForward, {.near = kSmile, .far = later, .far_weight = 0.25});
  EXPECT_NEAR(mix.call(5100.0), 0.75 * near.call(5100.0) + 0.25 * far.call(5100.0), 1e-10);
  EXPECT_NEAR(mix.probability_below(4800.0),
              0.75 * near.probability_below(4800.0) + 0.25 * far.probability_below(4800.0), 1e-14);
  EXPECT_NEAR(integral([&](double s) { return mix.density(s); }), 1.0, 1e-7);
}

TEST(TerminalDistribution, QuantilesUndoProbabilities) {
  const TerminalDistribution end(kForward, kSmile);
  for (const double p : {1e-6, 0.05, 0.1587, 0.5, 0.95, 1.0 - 1e-6}) {
    EXPECT_NEAR(end.probability_below(end.quantile(p)), p, 1e-12);
  }
}

TEST(TerminalDistribution, KnowsTheEndsOfTheLine) {
  const TerminalDistribution end(kForward, kSmile);
  EXPECT_EQ(end.probability_below(0.0), 0.0);
  EXPECT_EQ(end.probability_below(-1.0), 0.0);
  EXPECT_EQ(end.probability_below(kInfinity), 1.0);
  EXPECT_EQ(end.probability_between(0.0), 1.0);
  EXPECT_EQ(end.density(0.0), 0.0);
  EXPECT_EQ(end.call(0.0), kForward);
  EXPECT_EQ(end.put(0.0), 0.0);
  EXPECT_GE(end.probability_below(1e-3), 0.0);
  EXPECT_LT(end.probability_below(1e-3), 1e-9);
}

// ------------------------------------------------------------------------------------- packages

// Short put spread 4900/4800 and short call spread 5150/5250 for a credit of 20.
constexpr std::array kCondor{
    PayoffPoint{.underlying = 0.0, .profit = -80.0},
    PayoffPoint{.underlying = 4800.0, .profit = -80.0},
    PayoffPoint{.underlying = 4900.0, .profit = 20.0},
    PayoffPoint{.underlying = 5150.0, .profit = 20.0},
    PayoffPoint{.underlying = 5250.0, .profit = -80.0},
};

TEST(TerminalDistribution, ACondorEarnsBetweenItsBreakEvens) {
  const TerminalDistribution end(kForward, kSmile);
  const PayoffLine condor{.points = kCondor, .slope_beyond = 0.0};
  EXPECT_NEAR(end.probability_of_profit(condor), end.probability_between(4880.0, 5170.0), 1e-14);
  const double expected =
      20.0 - (end.put(4900.0) - end.put(4800.0)) - (end.call(5150.0) - end.call(5250.0));
  EXPECT_NEAR(end.expected_profit(condor), expected, 1e-9);
  EXPECT_NEAR(integral([&](double s) {
                const double put_side = std::clamp(4900.0 - s, 0.0, 100.0);
                const double call_side = std::clamp(s - 5150.0, 0.0, 100.0);
                return end.density(s) * (20.0 - put_side - call_side);
              }),
              expected, 1e-3);
}

TEST(TerminalDistribution, ALongStraddleEarnsOutsideItsBreakEvens) {
  const TerminalDistribution end(kForward, kSmile);
  const std::array points{PayoffPoint{.underlying = 0.0, .profit = 4800.0},
                          PayoffPoint{.underlying = 5000.0, .profit = -200.0}};
  const PayoffLine straddle{.points = points, .slope_beyond = 1.0};
  EXPECT_NEAR(end.probability_of_profit(straddle), 1.0 - end.probability_between(4800.0, 5200.0),
              1e-14);
  EXPECT_NEAR(end.expected_profit(straddle), end.expected_move() - 200.0, 1e-9);
}

TEST(TerminalDistribution, NeitherAlwaysNorNeverIsAProbabilityOfProfitBeyondOneOrZero) {
  const TerminalDistribution end(kForward, kSmile);
  const std::array credit{PayoffPoint{.underlying = 0.0, .profit = 1.0},
                          PayoffPoint{.underlying = 5000.0, .profit = 2.0}};
  EXPECT_NEAR(end.probability_of_profit({.points = credit, .slope_beyond = 0.0}), 1.0, 1e-14);
  const std::array nothing{PayoffPoint{.underlying = 0.0, .profit = 0.0}};
  EXPECT_EQ(end.probability_of_profit({.points = nothing, .slope_beyond = 0.0}), 0.0);
  EXPECT_EQ(end.expected_profit({.points = nothing, .slope_beyond = 0.0}), 0.0);
  // Profit above zero at every price above zero.
  EXPECT_EQ(end.probability_of_profit({.points = nothing, .slope_beyond = 1.0}), 1.0);
  EXPECT_EQ(end.expected_profit({.points = nothing, .slope_beyond = 1.0}), kForward);
}

}  // namespace
}  // namespace aots::pricing
