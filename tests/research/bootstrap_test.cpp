#include "research/bootstrap.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::research {
namespace {

std::vector<double> noise(std::size_t count, double mean, double deviation, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(mean + deviation * rng.normal());
  return values;
}

std::vector<double> autoregressive(std::size_t count, double phi, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> values;
  double value = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    value = phi * value + 0.01 * rng.normal();
    values.push_back(value);
  }
  return values;
}

TEST(BlockLength, OfIndependentReturnsIsShort) {
  EXPECT_LT(block_length(noise(2000, 0.0, 0.01, 7)), 4.0);
}

// In theory (2 phi / (1 - phi^2))^(2/3) n^(1/3): 15.3 for 2000 returns at 0.5.
TEST(BlockLength, GrowsWithWhatReturnsRemember) {
  EXPECT_NEAR(block_length(autoregressive(2000, 0.5, 7)), 15.3, 6.0);
  EXPECT_GT(block_length(autoregressive(2000, 0.8, 7)), block_length(autoregressive(2000, 0.3, 7)));
}

TEST(Bootstrap, IntervalOfSharpeHasTheWidthOfTheory) {
  const auto returns = noise(1000, 0.0005, 0.01, 11);
  const auto report = bootstrap(returns, {.resamples = 4000, .confidence = 0.90, .block = 1.0});
  ASSERT_TRUE(report.has_value());
  ASSERT_TRUE(report->sharpe.has_value());
  // 1.645 standard errors of sqrt(1 / n) each way, annualised.
  const double width = 2.0 * 1.645 * std::sqrt(252.0 / 1000.0);
  EXPECT_NEAR(report->sharpe->high - report->sharpe->low, width, 0.1 * width);
}

// Blocks keep what follows what: a trending series has wider intervals than its shuffled self.
TEST(Bootstrap, OfATrendingSeriesIsWiderInBlocks) {
  const auto returns = autoregressive(1500, 0.6, 3);
  const auto blocks = bootstrap(returns, {.resamples = 2000});
  const auto single = bootstrap(returns, {.resamples = 2000, .block = 1.0});
  ASSERT_TRUE(blocks && single);
  const auto width = [](const Interval& i) { return i.high - i.low; };
  EXPECT_GT(width(blocks->total_return), 1.4 * width(single->total_return));
}

TEST(Bootstrap, GivesTheSameForTheSameSeedAndElseAnother) {
  const auto returns = noise(300, 0.0, 0.01, 5);
  const auto a = bootstrap(returns, {.seed = 1});
  const auto b = bootstrap(returns, {.seed = 1});
  const auto c = bootstrap(returns, {.seed = 2});
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(a->total_return.low, b->total_return.low);
  EXPECT_EQ(a->max_drawdown.high, b->max_drawdown.high);
  EXPECT_NE(a->total_return.low, c->total_return.low);
}

TEST(Bootstrap, CountsRuinOnlyWhereTheAccountFallsThatFar) {
  const auto calm = bootstrap(noise(250, 0.0005, 0.002, 1));
  const auto wild = bootstrap(noise(250, -0.01, 0.05, 1));
  ASSERT_TRUE(calm && wild);
  EXPECT_EQ(calm->ruin_probability, 0.0);
  EXPECT_GT(wild->ruin_probability, 0.9);
}

TEST(Bootstrap, SaysNothingOfAHandfulOfDays) {
  EXPECT_FALSE(bootstrap(noise(kReturnsMin - 1, 0.0, 0.01, 1)).has_value());
}

TEST(Bootstrap, HasNoSharpeWhereNothingEverMoved) {
  const auto report = bootstrap(std::vector<double>(100, 0.0));
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->sharpe.has_value());
  EXPECT_EQ(report->total_return.high, 0.0);
  EXPECT_EQ(report->max_drawdown.high, 0.0);
}

}  // namespace
}  // namespace aots::research
