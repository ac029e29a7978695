// The functions under the kernels against extended precision (64 bits of mantissa), on every
// target.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/detail/dispatch.hpp"

namespace aots::pricing {
namespace {

static_assert(std::numeric_limits<long double>::digits >= 64);

constexpr double kHalfUlp = 0x1p-53;

// The largest error relative to the result, in units of 2^-53.
template <class Exact>
double largest_error(detail::Map function, const std::vector<double>& at, Exact exact) {
  std::vector<double> found(at.size());
  function(at.size(), at.data(), found.data());
  long double largest = 0.0L;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const long double expected = exact(static_cast<long double>(at[i]));
    const long double error = std::abs(static_cast<long double>(found[i]) - expected);
    largest = std::max(largest, error / std::abs(expected));
  }
  return static_cast<double>(largest) / kHalfUlp;
}

std::vector<double> line(double from, double to, int steps) {
  std::vector<double> points;
  for (int i = 0; i <= steps; ++i) points.push_back(from + (to - from) * i / steps);
  return points;
}

TEST(Exp, IsGoodToOneUnitInTheLastPlace) {
  for (const SimdTarget target : simd_targets()) {
    const auto exact = [](long double x) { return std::exp(x); };
    EXPECT_LE(largest_error(detail::kernels_of(target).exp, line(-707.9, 709.7, 200'001), exact),
              2.0);
    EXPECT_LE(largest_error(detail::kernels_of(target).exp, line(-0.5, 0.5, 50'001), exact), 2.0);
  }
}

TEST(Exp, UnderflowsGraduallyAndOverflowsToInfinity) {
  const std::vector<double> at = {-744.0, -745.2, -2000.0, 709.9, 3000.0};
  for (const SimdTarget target : simd_targets()) {
    std::vector<double> found(at.size());
    detail::kernels_of(target).exp(at.size(), at.data(), found.data());
    EXPECT_EQ(found[0], std::exp(-744.0));
    EXPECT_EQ(found[1], 0.0);
    EXPECT_EQ(found[2], 0.0);
    EXPECT_TRUE(std::isinf(found[3]) && std::isinf(found[4]));
  }
}

TEST(Expm1, KeepsItsRelativePrecisionAroundZero) {
  for (const SimdTarget target : simd_targets()) {
    const auto exact = [](long double x) { return std::expm1(x); };
    const detail::Map expm1 = detail::kernels_of(target).expm1;
    EXPECT_LE(largest_error(expm1, line(-5.0, 5.01, 100'001), exact), 5.0);
    EXPECT_LE(largest_error(expm1, {1e-300, -1e-17, 3e-9, -2e-5, 1e-3}, exact), 2.0);
  }
}

TEST(Log, IsGoodToTwoUnitsInTheLastPlaceAlsoNearOne) {
  for (const SimdTarget target : simd_targets()) {
    const auto exact = [](long double x) { return std::log(x); };
    const detail::Map log = detail::kernels_of(target).log;
    EXPECT_LE(largest_error(log, line(0.5, 2.0003, 100'001), exact), 4.0);
    EXPECT_LE(largest_error(log, line(1.0 - 1e-9, 1.0 + 1.1e-9, 1'000), exact), 4.0);
    EXPECT_LE(largest_error(log, {5e-324, 1e-310, 1e-200, 1e200, 1.7e308}, exact), 2.0);
  }
}

// Phi(-a) / phi(a) without underflow: the continued fraction beyond the reach of erfc.
long double mills(long double a) {
  if (a < 8.0L) {
    const long double root = std::sqrt(std::acos(-1.0L) / 2.0L);
    return root * std::exp(0.5L * a * a) * std::erfc(a / std::sqrt(2.0L));
  }
  long double tail = 0.0L;
  for (int i = 200; i > 0; --i) tail = i / (a + tail);
  return 1.0L / (a + tail);
}

TEST(MillsRatio, IsGoodToFourUnitsInTheLastPlace) {
  const auto exact = [](long double y) { return mills(y - 0.5L); };
  for (const SimdTarget target : simd_targets()) {
    const detail::Map ratio = detail::kernels_of(target).mills_ratio;
    EXPECT_LE(largest_error(ratio, line(0.0, 8.0, 50'001), exact), 9.0);
    EXPECT_LE(largest_error(ratio, line(8.0, 100.0, 50'001), exact), 9.0);
  }
}

TEST(MillsSlope, MatchesItsDefinitionFromTheCentreToTheFarTail) {
  struct Point {
    double a, slope;
  };
  constexpr std::array<Point, 9> kPoints = {{
      {0, 1.0},
      {0.0625, 0.92542606470425529301},
      {0.5, 0.56181777177315382664},
      {1, 0.34432045758120152846},
      {2, 0.15726154142389105355},
      {4, 0.053390468345757317504},
      {7.5, 0.016904831466311773837},
      {38, 0.0006910869783873536518},
      {80, 0.00015617681497046196638},
  }};
  for (const SimdTarget target : simd_targets()) {
    for (const Point& point : kPoints) {
      double found = 0.0;
      detail::kernels_of(target).mills_slope(1, &point.a, &found);
      EXPECT_NEAR(found, point.slope, 8 * kHalfUlp * point.slope);
    }
  }
}

}  // namespace
}  // namespace aots::pricing
