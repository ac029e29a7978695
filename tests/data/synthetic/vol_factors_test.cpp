#include "data/source/synthetic/vol_factors.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::data {
namespace {

constexpr VolDynamics kDynamics{.fast_speed = 17.0,
                                .fast_deviation = 0.25,
                                .slow_speed = 3.0,
                                .slow_deviation = 0.20,
                                .shock_correlation = 0.5};

// The mean of the relative variance at a horizon over simulated paths from one state.
double simulated_variance(const VolState& state, double years, std::uint64_t seed) {
  Rng rng(seed);
  constexpr int kPaths = 20000;
  constexpr int kSteps = 250;
  const double dt = years / kSteps;
  double sum = 0.0;
  for (int path = 0; path < kPaths; ++path) {
    double fast = state.fast;
    double slow = state.slow;
    double target = state.slow_target;
    for (int step = 0; step < kSteps; ++step) {
      const double a = rng.normal();
      const double b = kDynamics.shock_correlation * a + std::sqrt(0.75) * rng.normal();
      fast += -kDynamics.fast_speed * fast * dt +
              kDynamics.fast_deviation * std::sqrt(2.0 * kDynamics.fast_speed * dt) * a;
      slow += kDynamics.slow_speed * (target - slow) * dt +
              kDynamics.slow_deviation * std::sqrt(2.0 * kDynamics.slow_speed * dt) * b;
      target -= state.target_speed * target * dt;
    }
    sum += std::exp(2.0 * (fast + slow));
  }
  return sum / kPaths / std::exp(2.0 * kDynamics.stationary_variance());
}

TEST(VarianceAhead, AgreesWithTheMeanOverSimulatedPaths) {
  const VolState state{.fast = 0.5, .slow = -0.2, .slow_target = 0.4, .target_speed = 2.0};
  const VarianceAhead ahead(kDynamics, state);
  for (const double years : {0.02, 0.1, 0.5}) {
    EXPECT_NEAR(ahead.at(years) / simulated_variance(state, years, 11), 1.0, 0.03) << years;
  }
}

TEST(VarianceAhead, TendsToOneInTheLongRun) {
  const VarianceAhead ahead(kDynamics, {.fast = 0.9, .slow = -0.4});
  EXPECT_NEAR(ahead.at(10.0), 1.0, 1e-6);
}

TEST(VarianceAhead, ScalesTheFactorsAsAPower) {
  const VolState state{.fast = 0.3, .slow = 0.1};
  const VarianceAhead half(kDynamics, state, 0.5);
  const double expected = 0.4 - 0.5 * kDynamics.stationary_variance();
  EXPECT_NEAR(half.log_at(0.0), expected, 1e-12);
}

TEST(VarianceAhead, FollowsATargetThatFadesAsFastAsTheFactorReverts) {
  const VolState same{.slow_target = 0.3, .target_speed = 3.0};
  VolState near = same;
  near.target_speed = 3.0 + 1e-6;
  EXPECT_NEAR(VarianceAhead(kDynamics, same).at(0.3), VarianceAhead(kDynamics, near).at(0.3), 1e-6);
}

TEST(VariancePremium, GrowsFromItsNearEndToItsLevel) {
  const VariancePremium premium{.level = 1.5, .near_discount = 0.4, .speed = 6.0};
  EXPECT_NEAR(premium.at(0.0), 0.9, 1e-12);
  EXPECT_LT(premium.at(0.1), premium.at(0.2));
  EXPECT_NEAR(premium.at(5.0), 1.5, 1e-9);
}

TEST(Integrate, IsExactForPolynomialsOfDegreeFive) {
  const auto fifth = [](double x) { return std::pow(x, 5) - 3.0 * x * x + 1.0; };
  EXPECT_NEAR(integrate(fifth, 0.0, 2.0), 64.0 / 6.0 - 8.0 + 2.0, 1e-12);
}

TEST(Integrate, ResolvesFactorsThatRevertWithinWeeks) {
  const auto fading = [](double x) { return std::exp(1.5 * std::exp(-25.0 * x)); };
  const double whole = integrate(fading, 0.0, 1.0);
  double parts = 0.0;
  for (int i = 0; i < 1000; ++i) parts += integrate(fading, 0.001 * i, 0.001 * (i + 1));
  EXPECT_NEAR(whole / parts, 1.0, 2e-4);
}

}  // namespace
}  // namespace aots::data
