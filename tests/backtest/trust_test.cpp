#include "backtest/trust.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/run_documents.hpp"
#include "tests/backtest/fake_run.hpp"

namespace aots::backtest {
namespace {

TEST(Trust, CountsARunByWhatDecidesItsResult) {
  const RunResult run = fake_run();
  RunResult elsewhere = run;
  elsewhere.config.lake = "elsewhere";
  EXPECT_EQ(trial_key(run), trial_key(elsewhere));
  RunResult other_data = run;
  other_data.datasets.front().sha256 = std::string(64, 'b');
  EXPECT_NE(trial_key(run), trial_key(other_data));
  EXPECT_NE(trial_key(run), trial_key(fake_run({.seed = 2})));
  // What runs beside the book decides nothing of it.
  RunResult alone = run;
  alone.config.books = "configured";
  alone.config.benchmarks = "none";
  EXPECT_EQ(trial_key(run), trial_key(alone));
}

TEST(Trust, OfASearchKnowsHowItsRatiosScatter) {
  const std::vector<data::Trial> one{{.key = "a", .sessions = 100, .sharpe = 0.1}};
  EXPECT_EQ(search_of(one).trials, 1);
  EXPECT_FALSE(search_of(one).variance.has_value());
  const std::vector<data::Trial> three{{.key = "a", .sessions = 100, .sharpe = 0.1},
                                       {.key = "b", .sessions = 100, .sharpe = {}},
                                       {.key = "c", .sessions = 100, .sharpe = 0.3}};
  EXPECT_EQ(search_of(three).trials, 3);
  EXPECT_NEAR(search_of(three).variance.value(), 0.02, 1e-15);
}

TEST(Trust, FallsWithTheNumberOfTries) {
  RunResult run = fake_run({.sessions = 120});
  run.search = research::Search{.trials = 1};
  const Trust first = trust_of(run);
  run.search = research::Search{.trials = 50};
  const Trust fiftieth = trust_of(run);
  ASSERT_TRUE(first.deflated_sharpe && fiftieth.deflated_sharpe);
  EXPECT_EQ(first.deflated_sharpe, first.probabilistic_sharpe);
  EXPECT_LT(*fiftieth.deflated_sharpe, *first.deflated_sharpe);
  EXPECT_EQ(first.expected_best, 0.0);
  EXPECT_GT(fiftieth.expected_best.value(), 0.0);
}

TEST(Trust, OfARunThatNeverTradedSaysNothing) {
  const Trust trust = trust_of(fake_run({.trades = false}));
  EXPECT_FALSE(trust.moments.has_value());
  EXPECT_FALSE(trust.bootstrap.has_value());
  const auto json = nlohmann::json::parse(summary_json(fake_run({.trades = false})));
  EXPECT_TRUE(json.at("trust").at("probabilistic_sharpe").is_null());
  EXPECT_TRUE(json.at("trust").at("bootstrap").is_null());
  EXPECT_TRUE(json.at("trust").at("trials").is_null());
}

TEST(Trust, IsInTheSummaryAndItsSearchInTheManifest) {
  RunResult run = fake_run({.sessions = 120});
  run.search = research::Search{.trials = 7, .variance = 0.001};
  const auto summary = nlohmann::json::parse(summary_json(run)).at("trust");
  EXPECT_EQ(summary.at("trials"), 7);
  EXPECT_EQ(summary.at("bootstrap").at("sharpe").size(), 2U);
  const auto manifest = nlohmann::json::parse(manifest_json(run, kVersion)).at("search");
  EXPECT_EQ(manifest.at("trials"), 7);
  EXPECT_EQ(manifest.at("sharpe_variance"), 0.001);
}

}  // namespace
}  // namespace aots::backtest
