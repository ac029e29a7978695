#include "features/iv_rank.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace aots::features {
namespace {

std::vector<double> ramp(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

YearWindow year_of(std::span<const double> values) {
  YearWindow window;
  Date session = make_date(2018, 1, 2);
  for (const double value : values) {
    window.add(session, value);
    session += Days(1);
  }
  return window;
}

std::optional<IvRank> iv_rank(std::span<const double> values) { return year_of(values).rank(); }

std::optional<double> percentile_of_score(std::span<const double> values) {
  return year_of(values).percentile_of_score();
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
  EXPECT_FALSE(YearWindow().rank().has_value());
}

TEST(YearWindow, ForgetsValuesOlderThanAYearAcrossAHole) {
  YearWindow window = year_of(ramp(100));
  EXPECT_EQ(window.sessions(), 100);
  // 372 days after the 41st value: it is still within the year, the 40 before are not.
  window.add(make_date(2018, 1, 2) + Days(40 + kIvWindowDays), 7.0);
  EXPECT_EQ(window.sessions(), 61);
  EXPECT_DOUBLE_EQ(*window.latest(), 7.0);
}

TEST(YearWindow, RestatesItsLatestValue) {
  YearWindow window = year_of(ramp(100));
  window.replace_latest(0.5);
  EXPECT_EQ(window.sessions(), 100);
  EXPECT_DOUBLE_EQ(window.rank()->rank, 0.0);
  EXPECT_DOUBLE_EQ(window.rank()->percentile, 0.01);
}

TEST(YearWindow, AgreesWithCountingOverManyStepsWithTies) {
  std::mt19937_64 random(7);
  YearWindow window;
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(static_cast<double>(random() % 97) / 8.0 + (i % 1000) / 100.0);
    window.add(make_date(1800, 1, 1) + Days(i), values.back());
    const std::span<const double> all(values);
    const auto recent = all.last(std::min<std::size_t>(all.size(), 252));
    if (recent.size() < 60) continue;
    const double today = recent.back();
    const auto below = std::ranges::count_if(recent, [&](double value) { return value < today; });
    const auto at_or_below =
        std::ranges::count_if(recent, [&](double value) { return value <= today; });
    const auto [low, high] = std::minmax_element(recent.begin(), recent.end());
    const auto n = static_cast<double>(recent.size());
    ASSERT_EQ(window.percentile_of_score(),
              static_cast<double>(below + at_or_below + 1) / (2.0 * n));
    ASSERT_EQ(window.rank()->percentile, static_cast<double>(at_or_below) / n);
    ASSERT_EQ(window.rank()->rank, (today - *low) / (*high - *low));
  }
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
