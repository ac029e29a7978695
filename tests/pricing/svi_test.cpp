#include "pricing/svi.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "pricing/detail/polynomial.hpp"

namespace aots::pricing {
namespace {

// Gatheral and Jacquier (2014), example 3.1, from Axel Vogt: no wing is too steep, yet a butterfly
// costs less than nothing.
constexpr Svi kVogt{.a = -0.0410, .b = 0.1331, .rho = 0.3060, .m = 0.3586, .sigma = 0.4153};

// Their surface SVI as a slice: theta is the total variance at the money.
Svi ssvi(double theta, double phi, double rho) {
  return {.a = 0.5 * theta * (1.0 - rho * rho),
          .b = 0.5 * theta * phi,
          .rho = rho,
          .m = -rho / phi,
          .sigma = std::sqrt(1.0 - rho * rho) / phi};
}

TEST(Svi, HasTheJumpWingsOfThePublishedExample) {
  const double at_money = kVogt.total_variance(0.0);
  EXPECT_NEAR(at_money, 0.01742625, 1e-7);
  EXPECT_NEAR(kVogt.at(0.0).slope / (2.0 * std::sqrt(at_money)), -0.1752111, 1e-6);
  EXPECT_NEAR(kVogt.left_slope() / std::sqrt(at_money), 0.6997381, 1e-6);
  EXPECT_NEAR(kVogt.right_slope() / std::sqrt(at_money), 1.316798, 1e-5);
  EXPECT_NEAR(kVogt.least_variance(), 0.0116249, 1e-6);
}

TEST(Svi, FindsTheButterflyOfThePublishedExample) {
  const auto at = butterfly_at(kVogt);
  ASSERT_TRUE(at);
  EXPECT_LT(durrleman_g(kVogt.at(*at), *at), 0.0);
  EXPECT_GT(*at, 0.4);
  EXPECT_LT(*at, 1.5);
}

// The same page repairs it with other jump wings; the call wing 0.3493158 is free of arbitrage, and
// so is the one nearest to the original prices, 0.8564763.
TEST(Svi, ProvesThePublishedRepairs) {
  for (const double call_wing : {0.3493158, 0.8564763}) {
    const double v = 0.01742625;
    const double psi = -0.1752111;
    const double p = 0.6997381;
    const double least = call_wing == 0.3493158 ? 0.01548182 : 0.0116249;
    const double root = std::sqrt(v);
    Svi s{.a = 0, .b = 0.5 * root * (call_wing + p), .rho = 0, .m = 0, .sigma = 0};
    s.rho = 1.0 - p * root / s.b;
    const double beta = s.rho - 2.0 * psi * root / s.b;
    const double alpha = std::copysign(std::sqrt(1.0 / (beta * beta) - 1.0), beta);
    const double rest = std::sqrt(1.0 - s.rho * s.rho);
    s.m = (v - least) /
          (s.b * (-s.rho + std::copysign(std::sqrt(1.0 + alpha * alpha), alpha) - alpha * rest));
    s.sigma = alpha * s.m;
    s.a = least - s.b * s.sigma * rest;
    ASSERT_NEAR(s.total_variance(0.0), v, 1e-12);
    EXPECT_EQ(butterfly_at(s), std::nullopt) << call_wing;
  }
}

TEST(Svi, IsFreeOfButterfliesWhereTheSurfaceConditionsHold) {
  // theta phi (1 + |rho|) < 4 and theta phi^2 (1 + |rho|) <= 4.
  for (const double rho : {-0.95, -0.7, 0.0, 0.4, 0.9}) {
    for (const double theta : {1e-4, 0.01, 0.04, 0.5}) {
      const double phi = 0.999 * std::min(4.0 / (theta * (1.0 + std::fabs(rho))),
                                          2.0 / std::sqrt(theta * (1.0 + std::fabs(rho))));
      EXPECT_EQ(butterfly_at(ssvi(theta, phi, rho)), std::nullopt) << rho << " " << theta;
    }
  }
}

TEST(Svi, DerivativesAreThoseOfItsValues) {
  const double step = 1e-4;
  for (const double k : {-0.8, -0.1, 0.0, 0.3586, 0.9}) {
    const Jet jet = kVogt.at(k);
    const double up = kVogt.total_variance(k + step);
    const double down = kVogt.total_variance(k - step);
    EXPECT_DOUBLE_EQ(jet.value, kVogt.total_variance(k));
    EXPECT_NEAR(jet.slope, (up - down) / (2.0 * step), 1e-8);
    EXPECT_NEAR(jet.curvature, (up - 2.0 * jet.value + down) / (step * step), 1e-6);
  }
}

TEST(Svi, RefusesWingsBeyondLeesBound) {
  Svi steep{.a = 0.5, .b = 1.5, .rho = 0.34, .m = 0.0, .sigma = 1.0};
  ASSERT_GT(steep.right_slope(), 2.0);
  EXPECT_EQ(butterfly_at(steep), std::numeric_limits<double>::infinity());
  steep.rho = -0.34;
  EXPECT_EQ(butterfly_at(steep), -std::numeric_limits<double>::infinity());
}

TEST(Svi, RefusesWhatIsNoSmile) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(butterfly_at({.a = nan, .b = 0.1, .rho = 0.0, .m = 0.0, .sigma = 0.1}).has_value());
  EXPECT_TRUE(butterfly_at({.a = 0.04, .b = -0.1, .rho = 0.0, .m = 0.0, .sigma = 0.1}));
  EXPECT_TRUE(butterfly_at({.a = 0.04, .b = 0.1, .rho = 1.5, .m = 0.0, .sigma = 0.1}));
  EXPECT_TRUE(butterfly_at({.a = -0.02, .b = 0.1, .rho = 0.0, .m = 0.0, .sigma = 0.1}));
  EXPECT_TRUE(butterfly_at({.a = 0.04, .b = 0.1, .rho = 0.0, .m = 0.0, .sigma = 0.0}));
  EXPECT_TRUE(butterfly_at(flat_smile(0.0, 1.0)));
}

TEST(Svi, AFlatSmileHasOneVol) {
  const Svi flat = flat_smile(0.2, 0.25);
  EXPECT_DOUBLE_EQ(flat.vol(-1.0, 0.25), 0.2);
  EXPECT_DOUBLE_EQ(durrleman_g(flat.at(0.7), 0.7), 1.0);
  EXPECT_EQ(butterfly_at(flat), std::nullopt);
  EXPECT_EQ(calendar_at(flat, flat_smile(0.2, 0.26)), std::nullopt);
  EXPECT_TRUE(calendar_at(flat_smile(0.2, 0.26), flat).has_value());
}

TEST(Svi, FindsACalendarSpreadThatHidesBetweenItsWings) {
  const Svi near = ssvi(0.01, 4.0, -0.6);
  Svi far = ssvi(0.012, 4.0, -0.6);
  EXPECT_EQ(calendar_at(near, far), std::nullopt);
  // The same wings; only around the money is the later expiry below.
  far.sigma *= 0.5;
  const auto at = calendar_at(near, far);
  ASSERT_TRUE(at);
  EXPECT_LT(far.total_variance(*at), near.total_variance(*at));
}

TEST(Svi, FindsACalendarSpreadFarOutInAWing) {
  const Svi near = ssvi(0.01, 4.0, -0.6);
  const Svi flatter = ssvi(0.02, 1.9, -0.6);
  const auto at = calendar_at(near, flatter);
  ASSERT_TRUE(at);
  EXPECT_TRUE(std::isinf(*at) || flatter.total_variance(*at) < near.total_variance(*at));
}

TEST(Svi, TheSameSmileLaterIsNoCalendarSpread) {
  const Svi near = ssvi(0.01, 4.0, -0.6);
  Svi far = near;
  far.a *= 1.0 + 1e-6;
  EXPECT_EQ(calendar_at(near, far), std::nullopt);
}

TEST(Polynomial, IsProvedPositiveOrShownWhereItIsNot) {
  // (x - 0.3)^2 + e on [0, 1].
  const auto parabola = [](double e) { return detail::Polynomial<3>{{0.09 + e, -0.6, 1.0}}; };
  EXPECT_EQ(detail::not_positive_at(parabola(1e-9)), std::nullopt);
  const auto root = detail::not_positive_at(parabola(-1e-9));
  ASSERT_TRUE(root);
  EXPECT_NEAR(*root, 0.3, 1e-4);
  EXPECT_TRUE(detail::not_positive_at(parabola(0.0)).has_value());
}

}  // namespace
}  // namespace aots::pricing
