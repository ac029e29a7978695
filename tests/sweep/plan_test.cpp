#include "sweep/plan.hpp"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace aots::sweep {
namespace {

std::string message_of(const PlanRequest& request) {
  const auto plan = make_plan({}, request);
  EXPECT_FALSE(plan.has_value());
  if (plan) return "";
  EXPECT_EQ(exit_code(plan.error().code), 2);
  return plan.error().message;
}

TEST(Plan, TriesTheWholeGridWithTheLastKeyFastest) {
  const auto plan = make_plan(
      {}, {.grids = {"strategy.iv_rank.sell_threshold=0.5,0.70", "fill.model=cross, mid"}});
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  ASSERT_EQ(plan->trials.size(), 4U);
  const std::vector<std::vector<std::string>> expected = {
      {"0.5", "cross"}, {"0.5", "mid"}, {"0.7", "cross"}, {"0.7", "mid"}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(plan->trials[i].number, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(plan->trials[i].values, expected[i]);
  }
  EXPECT_EQ(plan->trials[1].config.strategy.iv_rank.sell_threshold, 0.5);
  EXPECT_EQ(plan->trials[2].config.strategy.iv_rank.sell_threshold, 0.7);
  EXPECT_EQ(plan->trials[2].config.fill.model, "cross");
  EXPECT_EQ(plan->trials[3].config.fill.model, "mid");
}

TEST(Plan, RunsTheConfiguredBookAloneAndKeepsTheRestOfTheConfiguration) {
  backtest::RunConfig base;
  base.risk.max_positions = 3;
  base.ledger = "sqlite:///somewhere";
  const auto plan = make_plan(base, {.grids = {"seed=1,2"}});
  ASSERT_TRUE(plan.has_value());
  for (const PlannedTrial& trial : plan->trials) {
    EXPECT_EQ(trial.config.books, "configured");
    EXPECT_EQ(trial.config.ledger, "");
    EXPECT_EQ(trial.config.risk.max_positions, 3);
  }
}

TEST(Plan, ReportsEveryMistakeAtOnceInTheWordsOfTheConfiguration) {
  const std::string message = message_of(
      {.grids = {"strategy.iv_rank.sel_threshold=0.5", "risk.max_positions=3,many,-1",
                 "fill.model=cros", "no assignment", "=3", "risk.max_drawdown=0.1,,0.2"}});
  const std::vector<std::string_view> lines = split(message, '\n');
  ASSERT_EQ(lines.size(), 7U) << message;
  EXPECT_EQ(lines[0],
            "--grid: strategy.iv_rank.sel_threshold: found an unknown key, did you mean "
            "strategy.iv_rank.sell_threshold?");
  EXPECT_TRUE(lines[1].starts_with("--grid: risk.max_positions: found 'many'")) << message;
  EXPECT_NE(lines[2].find("out of range"), std::string::npos) << message;
  EXPECT_NE(lines[3].find("did you mean cross?"), std::string::npos) << message;
  EXPECT_NE(lines[4].find("expected KEY=a,b,c"), std::string::npos) << message;
  EXPECT_NE(lines[5].find("expected KEY=a,b,c"), std::string::npos) << message;
  EXPECT_NE(lines[6].find("empty value"), std::string::npos) << message;
}

TEST(Plan, RefusesAValueOrAKeyThatIsGivenTwice) {
  EXPECT_EQ(message_of({.grids = {"risk.max_drawdown=0.2,0.20"}}),
            "--grid: risk.max_drawdown: 0.2 is given twice");
  EXPECT_EQ(message_of({.grids = {"risk.max_drawdown=0.1", "risk.max_drawdown=0.2"}}),
            "--grid: risk.max_drawdown: given twice; name all of its values once");
}

TEST(Plan, RefusesKeysThatChangeNothingOrThatAllTrialsShare) {
  for (const char* grid :
       {"backtest.books=all,configured", "backtest.benchmarks=all,none", "data.lake=a,b",
        "note=a,b", "preset=a,b", "data.sources.chains=a,b", "ledger=a,b"}) {
    EXPECT_NE(message_of({.grids = {grid}}).find("cannot be swept"), std::string::npos) << grid;
  }
}

TEST(Plan, RefusesNoTrialAndTooMany) {
  EXPECT_NE(message_of({}).find("at least one --grid"), std::string::npos);
  EXPECT_NE(message_of({.grids = {"seed=1,2"}, .random = 0}).find("at least one trial"),
            std::string::npos);
  EXPECT_NE(message_of({.grids = {"seed=1,2"}, .random = -3}).find("at least one trial"),
            std::string::npos);
  std::string values = "0";
  for (int i = 1; i < 71; ++i) values += fmt::format(",{}", i);  // 71 x 71 = 5041
  EXPECT_NE(message_of({.grids = {"seed=" + values, "risk.max_positions=" + values}})
                .find("would have 5041 trials; 5000 are the most"),
            std::string::npos);
  EXPECT_NE(message_of({.grids = {"risk.max_drawdown=0.1..0.5"}, .random = 5001})
                .find("5000 are the most"),
            std::string::npos);
}

TEST(Plan, RefusesMoreDrawsThanThereAreDifferentTrials) {
  EXPECT_NE(message_of({.grids = {"seed=1,2,3"}, .random = 4}).find("only 3 different"),
            std::string::npos);
  EXPECT_NE(
      message_of({.grids = {"risk.max_positions=2..4"}, .random = 4}).find("only 3 different"),
      std::string::npos);
}

TEST(Plan, RefusesRangesThatCannotBeDrawnFrom) {
  EXPECT_NE(message_of({.grids = {"risk.max_drawdown=0.1..0.5"}}).find("needs --random"),
            std::string::npos);
  EXPECT_NE(message_of({.grids = {"risk.max_drawdown=0.5..0.1"}, .random = 2})
                .find("smaller number first"),
            std::string::npos);
  EXPECT_NE(message_of({.grids = {"risk.max_drawdown=0..0.5:log"}, .random = 2}).find("above 0"),
            std::string::npos);
  EXPECT_NE(message_of({.grids = {"risk.max_drawdown=0.1..7"}, .random = 2}).find("out of range"),
            std::string::npos);
}

TEST(Plan, DrawsDifferentTrialsWithinTheirRangesFromTheSeed) {
  const PlanRequest request{.grids = {"risk.max_drawdown=0.01..0.9:log", "risk.max_positions=2..4",
                                      "fill.model=cross,mid"},
                            .random = 200};
  backtest::RunConfig base;
  base.seed = 7;
  const auto plan = make_plan(base, request);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  ASSERT_EQ(plan->trials.size(), 200U);
  std::set<std::vector<std::string>> different;
  std::map<std::int64_t, int> positions;
  int small = 0;
  for (const PlannedTrial& trial : plan->trials) {
    different.insert(trial.values);
    ++positions[trial.config.risk.max_positions];
    const double drawdown = trial.config.risk.max_drawdown;
    EXPECT_GE(drawdown, 0.01);
    EXPECT_LE(drawdown, 0.9);
    if (drawdown < std::sqrt(0.01 * 0.9)) ++small;
  }
  EXPECT_EQ(different.size(), 200U);
  // Half of a logarithmic range lies below its geometric middle; every whole number comes alike.
  EXPECT_NEAR(small, 100, 30);
  ASSERT_EQ(positions.size(), 3U);
  for (const auto& [value, count] : positions) EXPECT_NEAR(count, 67, 25) << value;
  const auto again = make_plan(base, request);
  EXPECT_EQ(again->trials.back().values, plan->trials.back().values);
  base.seed = 8;
  EXPECT_NE(make_plan(base, request)->trials.front().values, plan->trials.front().values);
}

TEST(Plan, DrawsEveryTrialOnceWhereThereAreNoMore) {
  const auto plan = make_plan({}, {.grids = {"risk.max_positions=2..9"}, .random = 8});
  ASSERT_TRUE(plan.has_value());
  std::set<std::int64_t> seen;
  for (const PlannedTrial& trial : plan->trials) seen.insert(trial.config.risk.max_positions);
  EXPECT_EQ(seen.size(), 8U);
}

}  // namespace
}  // namespace aots::sweep
