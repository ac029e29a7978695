#include "features/iv_history.hpp"

#include <gtest/gtest.h>

#include "tests/analytics/chain_fixture.hpp"

namespace aots::features {
namespace {

TEST(IvSource, IsOwnOnceAYearOfItPrecedesTheFirstDecision) {
  EXPECT_EQ(choose_iv_source(Symbol("SPY"), 252, true).name(), "own");
  EXPECT_EQ(choose_iv_source(Symbol("AAPL"), 252, false).name(), "own");
  EXPECT_EQ(choose_iv_source(Symbol("SPY"), 251, true).name(), "VIX");
}

TEST(IvSource, IsTheSymbolsIndexWhereThereIsOne) {
  EXPECT_EQ(choose_iv_source(Symbol("SPX"), 0, true).name(), "VIX");
  EXPECT_EQ(choose_iv_source(Symbol("QQQ"), 0, true).name(), "VXN");
  EXPECT_EQ(choose_iv_source(Symbol("IWM"), 0, true).name(), "none");
  EXPECT_EQ(choose_iv_source(Symbol("SPX"), 0, false).name(), "none");
}

TEST(IvHistory, RanksItsLatestValueWithinTheLastYear) {
  IvHistory history(choose_iv_source(Symbol("SPX"), 0, true));
  EXPECT_FALSE(history.rank().has_value());
  EXPECT_FALSE(history.latest().has_value());
  const Date first = make_date(2019, 1, 2);
  history.add(first, 9.0);  // leaves the window before the end
  for (int i = 1; i <= 252; ++i) history.add(first + Days{i}, i == 100 ? 0.40 : 0.10);
  history.add(first + Days{253}, 0.25);
  const auto rank = history.rank();
  ASSERT_TRUE(rank.has_value());
  EXPECT_NEAR(rank->rank, 0.5, 1e-12);
  EXPECT_EQ(rank->sessions, 252);
  EXPECT_DOUBLE_EQ(history.latest().value(), 0.25);
  EXPECT_EQ(history.latest_session(), first + Days{253});
}

TEST(IvHistory, ForgetsValuesThatLeftTheYearWhereSessionsAreMissing) {
  IvHistory history{IvSource{}};
  for (int i = 0; i < 100; ++i) history.add(make_date(2019, 1, 2) + Days{i}, 0.10 + 0.001 * i);
  EXPECT_TRUE(history.rank().has_value());
  history.add(make_date(2026, 7, 22), 0.15);
  EXPECT_EQ(history.sessions(), 1);
  EXPECT_FALSE(history.rank().has_value());
}

TEST(IvHistory, KeepsAYearWithoutGapsWhole) {
  const auto sessions = test::nyse().sessions(make_date(1990, 1, 2), make_date(2035, 12, 31));
  int longest = 0;
  for (std::size_t i = kIvWindowSessions - 1; i < sessions.size(); ++i) {
    longest = std::max(longest, days_between(sessions[i + 1 - kIvWindowSessions], sessions[i]));
  }
  EXPECT_LE(longest, kIvWindowDays);
  EXPECT_GT(longest, kIvWindowDays - 5);
}

TEST(IvHistoryDeathTest, DoesNotTakeASessionTwice) {
  IvHistory history{IvSource{}};
  history.add(make_date(2019, 1, 2), 0.2);
  EXPECT_DEATH(history.add(make_date(2019, 1, 2), 0.2), "precondition");
}

}  // namespace
}  // namespace aots::features
