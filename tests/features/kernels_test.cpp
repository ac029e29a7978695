// Rolling kernels against the same statistics computed from scratch in long double, over many
// steps: what is kept by adding and removing must not drift.
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/extremes.hpp"
#include "features/kernels/moments.hpp"
#include "features/kernels/order_statistics.hpp"
#include "features/kernels/smoothing.hpp"
#include "features/kernels/wide.hpp"

namespace aots::features {
namespace {

constexpr int kSteps = 100'000;

// Log returns with quiet and wild stretches, so that large values enter and leave the window; whole
// multiples of their unit, as the kernels take them.
double next_return(Rng& rng, int step) {
  const double size = (step / 500) % 2 == 0 ? 0.01 : 1e-5;
  const double value = step % 5'000 == 0 ? 2.5 : size * rng.normal() + 1e-4;
  return static_cast<double>(to_fixed(value, kReturnUnit)) * kReturnUnit;
}

struct Moments {
  long double mean = 0.0L, second = 0.0L, third = 0.0L, fourth = 0.0L;  // sums of powers
};

Moments moments_of(std::span<const double> window) {
  Moments result;
  for (const double value : window) result.mean += value;
  result.mean /= static_cast<long double>(window.size());
  for (const double value : window) {
    const long double distance = value - result.mean;
    result.second += distance * distance;
    result.third += distance * distance * distance;
    result.fourth += distance * distance * distance * distance;
  }
  return result;
}

TEST(RollingMoments, AgreeWithBruteForceAfterManySteps) {
  Rng rng(1);
  RollingMoments<20> rolling;
  std::vector<double> values;
  for (int step = 0; step < kSteps; ++step) {
    values.push_back(next_return(rng, step));
    rolling.push(to_fixed(values.back(), kReturnUnit));
    ASSERT_EQ(rolling.full(), step >= 19);
    if (step < 19 || (step % 7 != 0 && step < kSteps - 500)) continue;
    const Moments expected = moments_of(std::span(values).last(20));
    const double deviation = static_cast<double>(std::sqrt(expected.second / 19.0L));
    ASSERT_NEAR(rolling.moments().mean() * kReturnUnit, static_cast<double>(expected.mean), 1e-16);
    ASSERT_NEAR(rolling.moments().sample_deviation() * kReturnUnit, deviation, 1e-14 * deviation);
  }
}

TEST(RollingMoments, OfEqualValuesAreExactlyZeroAfterAStorm) {
  Rng rng(2);
  RollingMoments<60> rolling;
  for (int step = 0; step < 1'000; ++step) rolling.push(to_fixed(rng.normal(), kReturnUnit));
  for (int step = 0; step < 60; ++step) rolling.push(to_fixed(0.0123, kReturnUnit));
  EXPECT_EQ(rolling.moments().sample_deviation(), 0.0);
  EXPECT_EQ(rolling.moments().scatter(), 0.0);
}

TEST(RollingShape, AgreesWithBruteForceAfterManySteps) {
  Rng rng(3);
  RollingShape<60> rolling;
  std::vector<double> values;
  for (int step = 0; step < kSteps; ++step) {
    values.push_back(next_return(rng, step));
    rolling.push(to_fixed(values.back(), kReturnUnit));
    if (step < 59 || (step % 7 != 0 && step < kSteps - 500)) continue;
    const Moments expected = moments_of(std::span(values).last(60));
    const long double m2 = expected.second / 60.0L;
    const auto skewness = static_cast<double>(expected.third / 60.0L / (m2 * std::sqrt(m2)));
    const auto kurtosis = static_cast<double>(expected.fourth / 60.0L / (m2 * m2) - 3.0L);
    ASSERT_NEAR(rolling.skewness(), skewness, 1e-12) << step;
    ASSERT_NEAR(rolling.excess_kurtosis(), kurtosis, 1e-12 * (3.0 + kurtosis)) << step;
  }
}

TEST(ExactCross, AgreesWithBruteForceAfterManySteps) {
  Rng rng(4);
  ExactCross cross;
  std::vector<double> x;
  std::vector<double> y;
  for (int step = 0; step < kSteps; ++step) {
    x.push_back(next_return(rng, step));
    y.push_back(next_return(rng, step + 250));
    cross.add(to_fixed(x.back(), kReturnUnit), to_fixed(y.back(), kReturnUnit));
    if (step < 60) continue;
    const std::size_t gone = x.size() - 61;
    cross.remove(to_fixed(x[gone], kReturnUnit), to_fixed(y[gone], kReturnUnit));
    if (step % 7 != 0) continue;
    const auto xs = std::span(x).last(60);
    const auto ys = std::span(y).last(60);
    const Moments mx = moments_of(xs);
    const Moments my = moments_of(ys);
    long double product = 0.0L;
    for (std::size_t i = 0; i < 60; ++i) product += (xs[i] - mx.mean) * (ys[i] - my.mean);
    const auto slope = static_cast<double>(product / mx.second);
    const auto correlation = static_cast<double>(product / std::sqrt(mx.second * my.second));
    ASSERT_NEAR(cross.slope(), slope, 1e-12 * (1.0 + std::abs(slope))) << step;
    ASSERT_NEAR(cross.correlation(), correlation, 1e-12) << step;
  }
}

TEST(ExactCross, HasNoSlopeWhereNothingMoves) {
  ExactCross cross;
  for (int i = 0; i < 10; ++i) cross.add(5, i);
  EXPECT_TRUE(std::isnan(cross.slope()));
  EXPECT_TRUE(std::isnan(cross.correlation()));
}

TEST(RollingExtreme, AgreesWithLookingAtTheWholeWindow) {
  Rng rng(5);
  RollingMax<14> high;
  RollingMin<14> low;
  std::vector<std::int64_t> values;
  for (int step = 0; step < kSteps; ++step) {
    values.push_back(static_cast<std::int64_t>(rng.below(40)) + step / 100);
    high.push(values.back());
    low.push(values.back());
    const auto window = std::span(values).last(std::min<std::size_t>(values.size(), 14));
    ASSERT_EQ(high.value(), *std::ranges::max_element(window));
    ASSERT_EQ(low.value(), *std::ranges::min_element(window));
    ASSERT_EQ(high.full(), values.size() >= 14);
  }
}

TEST(OrderStatistics, CountAsALinearScanDoes) {
  Rng rng(6);
  OrderStatistics<50> tree;
  std::vector<double> slots(50);
  for (int step = 0; step < kSteps; ++step) {
    const auto slot = static_cast<std::size_t>(step) % 50;
    if (step >= 50) tree.erase(slot);
    // Ascending for a while, then at random with ties.
    slots[slot] = step % 2'000 < 1'000 ? step : static_cast<double>(rng.below(20));
    tree.insert(slot, slots[slot]);
    const auto used = std::span(slots).first(static_cast<std::size_t>(std::min(50, step + 1)));
    const double probe = slots[rng.below(used.size())];
    const auto below = std::ranges::count_if(used, [&](double value) { return value < probe; });
    const auto reached = std::ranges::count_if(used, [&](double value) { return value <= probe; });
    ASSERT_EQ(tree.size(), used.size());
    ASSERT_EQ(tree.counts(probe).below, static_cast<std::size_t>(below));
    ASSERT_EQ(tree.counts(probe).at_or_below, static_cast<std::size_t>(reached));
    ASSERT_EQ(tree.counts(-1.0).at_or_below, 0U);
    ASSERT_EQ(tree.min(), *std::ranges::min_element(used));
    ASSERT_EQ(tree.max(), *std::ranges::max_element(used));
  }
}

TEST(Smoothing, StartsFromTheMeanOfItsFirstValues) {
  Smoothing average = Smoothing::ema(3);
  average.push(1.0);
  average.push(2.0);
  EXPECT_FALSE(average.ready());
  EXPECT_TRUE(std::isnan(average.value()));
  average.push(6.0);
  EXPECT_TRUE(average.ready());
  EXPECT_DOUBLE_EQ(average.value(), 3.0);
  average.push(5.0);
  EXPECT_DOUBLE_EQ(average.value(), 4.0);  // half-way, the factor of 2 / (3 + 1)
  Smoothing wilder = Smoothing::wilder(4);
  for (int i = 0; i < 4; ++i) wilder.push(8.0);
  wilder.push(0.0);
  EXPECT_DOUBLE_EQ(wilder.value(), 6.0);
}

TEST(SettlingSteps, IsTheFirstPowerBelowOneInATrillion) {
  for (const double factor : {0.06, 2.0 / 13.0, 2.0 / 27.0, 1.0 / 14.0, 1.0 / 28.0}) {
    const int steps = settling_steps(factor);
    EXPECT_LT(std::pow(1.0 - factor, steps), 1e-12);
    EXPECT_GE(std::pow(1.0 - factor, steps - 1), 1e-12);
  }
}

TEST(Int256, KeepsPowersThatDoNotFitInLess) {
  const Int256 big(static_cast<Int128>(1) << 100);
  const Int256 minus(-(static_cast<Int128>(1) << 100));
  EXPECT_EQ(to_double(big * big), 0x1p200);
  EXPECT_EQ(to_double(big * minus), -0x1p200);
  EXPECT_EQ(to_double(big * big + big * minus), 0.0);
  EXPECT_EQ(to_double(minus * big * Int256(3) - minus), -3.0 * 0x1p200 + 0x1p100);
  EXPECT_TRUE(minus.is_negative());
  EXPECT_FALSE((-minus).is_negative());
}

TEST(ToDouble, CarriesBothHalvesAndTheSign) {
  EXPECT_EQ(to_double(static_cast<Uint128>(3) << 64), 3.0 * 0x1p64);
  EXPECT_EQ(to_double(Int128{-12345}), -12345.0);
  EXPECT_EQ(to_double(-(static_cast<Int128>(1) << 90)), -0x1p90);
}

}  // namespace
}  // namespace aots::features
