#include "features/iv_rank.hpp"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace aots::features {
namespace {

std::vector<double> ramp(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(IvRank, IsTheShareOfTheRangeBelowToday) {
  std::vector<double> history(100, 0.20);
  history[10] = 0.10;
  history[20] = 0.30;
  history.back() = 0.25;
  const auto rank = iv_rank(history);
  ASSERT_TRUE(rank.has_value());
  EXPECT_NEAR(rank->rank, 0.75, 1e-12);
  // 97 values at 0.20, one at 0.10 and today's own are at or below today's.
  EXPECT_DOUBLE_EQ(rank->percentile, 0.99);
  EXPECT_EQ(rank->sessions, 100);
}

TEST(IvRank, LooksAtTheLast252ValuesOnly) {
  std::vector<double> history = ramp(300);
  history.front() = 1000.0;
  const auto rank = iv_rank(history);
  ASSERT_TRUE(rank.has_value());
  EXPECT_EQ(rank->sessions, 252);
  EXPECT_DOUBLE_EQ(rank->rank, 1.0);
  EXPECT_DOUBLE_EQ(rank->percentile, 1.0);
}

TEST(IvRank, NeedsSixtySessions) {
  EXPECT_FALSE(iv_rank(ramp(59)).has_value());
  const auto rank = iv_rank(ramp(60));
  ASSERT_TRUE(rank.has_value());
  EXPECT_EQ(rank->sessions, 60);
}

TEST(IvRank, IsAbsentWhereNothingMoves) {
  EXPECT_FALSE(iv_rank(std::vector<double>(252, 0.2)).has_value());
  EXPECT_FALSE(iv_rank({}).has_value());
}

TEST(PercentileOfScore, CountsTiesHalfAsKindRankDoes) {
  // scipy.stats.percentileofscore([1, 2, ..., 100], 100) is 100.
  EXPECT_DOUBLE_EQ(percentile_of_score(ramp(100)).value(), 1.0);
  // Of 252 values, 100 below, 3 equal: (100 + 103 + 1) / 504.
  std::vector<double> history(252, 30.0);
  for (std::size_t i = 0; i < 100; ++i) history[i] = 10.0;
  history[150] = 20.0;
  history[160] = 20.0;
  history.back() = 20.0;
  EXPECT_DOUBLE_EQ(percentile_of_score(history).value(), 204.0 / 504.0);
}

TEST(PercentileOfScore, IsTheSmallestShareAtANewLow) {
  std::vector<double> history(252, 30.0);
  history.back() = 12.0;
  EXPECT_DOUBLE_EQ(percentile_of_score(history).value(), 2.0 / 504.0);
}

TEST(PercentileOfScore, NeedsSixtySessions) {
  EXPECT_FALSE(percentile_of_score(ramp(59)).has_value());
  EXPECT_TRUE(percentile_of_score(ramp(60)).has_value());
}

}  // namespace
}  // namespace aots::features
