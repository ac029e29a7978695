#include "base/rng.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace aots {
namespace {

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

template <class Draw>
Moments moments(int count, Draw draw) {
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < count; ++i) {
    const double value = draw();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / count;
  return {mean, squares / count - mean * mean};
}

constexpr int kDraws = 200'000;

// An independent implementation of the two generators, itself checked against the sequence that the
// authors' reference code gives for the state {1, 2, 3, 4}.
TEST(Rng, GivesThePublishedSequence) {
  Rng zero(0);
  EXPECT_EQ(zero.next(), 5987356902031041503U);
  EXPECT_EQ(zero.next(), 7051070477665621255U);
  EXPECT_EQ(zero.next(), 6633766593972829180U);
  EXPECT_EQ(zero.next(), 211316841551650330U);
  Rng other(42);
  EXPECT_EQ(other.next(), 15021278609987233951U);
  EXPECT_EQ(other.next(), 5881210131331364753U);
}

TEST(Rng, GivesNamedPurposesStreamsOfTheirOwn) {
  Rng spreads(7, "spreads");
  Rng again(7, "spreads");
  Rng jumps(7, "jumps");
  Rng other_seed(8, "spreads");
  const auto first = spreads.next();
  EXPECT_EQ(again.next(), first);
  EXPECT_NE(jumps.next(), first);
  EXPECT_NE(other_seed.next(), first);
  EXPECT_NE(Rng(7).next(), first);
}

TEST(Rng, DrawsUniformNumbers) {
  Rng rng(1);
  const auto [mean, variance] = moments(kDraws, [&] { return rng.uniform(); });
  EXPECT_NEAR(mean, 0.5, 0.003);
  EXPECT_NEAR(variance, 1.0 / 12.0, 0.001);
}

TEST(Rng, DrawsNormalNumbers) {
  Rng rng(2);
  double fourth = 0.0;
  const auto [mean, variance] = moments(kDraws, [&] {
    const double value = rng.normal();
    fourth += value * value * value * value / kDraws;
    return value;
  });
  EXPECT_NEAR(mean, 0.0, 0.01);
  EXPECT_NEAR(variance, 1.0, 0.015);
  EXPECT_NEAR(fourth, 3.0, 0.12);
}

TEST(Rng, DrawsExponentialNumbers) {
  Rng rng(3);
  const auto [mean, variance] = moments(kDraws, [&] { return rng.exponential(); });
  EXPECT_NEAR(mean, 1.0, 0.01);
  EXPECT_NEAR(variance, 1.0, 0.03);
}

TEST(Rng, DrawsPoissonCountsOfSmallAndLargeMeans) {
  Rng rng(4);
  for (const double expected : {0.02, 1.5, 29.0, 75.0}) {
    const auto [mean, variance] =
        moments(kDraws, [&] { return static_cast<double>(rng.poisson(expected)); });
    const double tolerance = 5.0 * std::sqrt(expected / kDraws);
    EXPECT_NEAR(mean, expected, tolerance);
    EXPECT_NEAR(variance, expected, 0.03 * expected + tolerance);
  }
  EXPECT_EQ(rng.poisson(0.0), 0);
}

TEST(Rng, DrawsEveryIntegerBelowABoundAboutEquallyOften) {
  Rng rng(5);
  std::vector<int> counts(7, 0);
  for (int i = 0; i < kDraws; ++i) ++counts[rng.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, kDraws / 7.0, 900.0);
}

TEST(RngDeathTest, ExpectsSensibleArguments) {
  Rng rng(6);
  EXPECT_DEATH(static_cast<void>(rng.below(0)), "precondition violated");
  EXPECT_DEATH(static_cast<void>(rng.uniform(1.0, 1.0)), "precondition violated");
  EXPECT_DEATH(static_cast<void>(rng.poisson(-1.0)), "precondition violated");
}

}  // namespace
}  // namespace aots
