#include "sweep/verdict.hpp"

#include <gtest/gtest.h>

#include "tests/sweep/fake_trials.hpp"

namespace aots::sweep {
namespace {

const std::vector<std::string> kGrid = {"risk.max_positions=1,2,3,4,5,6,7,8", "seed=1,2"};
const research::Search kSearch{.trials = 61, .variance = 0.001};

TEST(SweepVerdict, NamesTheHighestSharpeRatioAndTheFirstOfEquals) {
  const Plan plan = fake_plan(kGrid);
  std::vector<TrialResult> trials = fake_results(plan);
  trials[5].figures = trials[9].figures;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    trials[i].figures[3] = i == 5 || i == 9 ? 2.0 : 1.0;
  }
  trials[0].figures[3] = std::nullopt;
  EXPECT_EQ(judge(trials, kSearch).best, 5U);
  EXPECT_EQ(ranking(trials).front(), 5U);
  EXPECT_EQ(ranking(trials)[1], 9U);
  EXPECT_EQ(ranking(trials).back(), 0U);
}

TEST(SweepVerdict, OfLuckAloneSaysSo) {
  const Plan plan = fake_plan(kGrid);
  const std::vector<TrialResult> trials = fake_results(plan);
  const SweepVerdict verdict = judge(trials, kSearch);
  ASSERT_TRUE(verdict.best && verdict.overfitting);
  EXPECT_GT(verdict.overfitting->probability, 0.2);
  EXPECT_LT(verdict.deflated[*verdict.best].value(), 0.9);
}

TEST(SweepVerdict, OfAnEdgeThatStaysFindsNoOverfitting) {
  const Plan plan = fake_plan(kGrid);
  const std::vector<TrialResult> trials = fake_results(plan, {.sessions = 800, .drift = 0.0006});
  const SweepVerdict verdict = judge(trials, kSearch);
  ASSERT_TRUE(verdict.best && verdict.overfitting);
  EXPECT_GE(*verdict.best, 12U);
  EXPECT_LT(verdict.overfitting->probability, 0.05);
  EXPECT_GT(verdict.deflated[*verdict.best].value(), 0.99);
}

TEST(SweepVerdict, SaysWhyOverfittingIsNotKnown) {
  const Plan plan = fake_plan(kGrid);
  EXPECT_NE(judge(fake_results(plan, {.sessions = 31}), kSearch).no_overfitting.find("32 sessions"),
            std::string::npos);
  std::vector<TrialResult> trials = fake_results(plan);
  trials.back().last = make_date(2030, 1, 2);
  EXPECT_NE(judge(trials, kSearch).no_overfitting.find("different sessions"), std::string::npos);
  trials.resize(1);
  EXPECT_NE(judge(trials, kSearch).no_overfitting.find("no choice"), std::string::npos);
}

TEST(SweepVerdict, TakesAnEquityThatWasUsedUpForStandingStill) {
  const Plan plan = fake_plan(kGrid);
  std::vector<TrialResult> trials = fake_results(plan);
  trials[3].returns.resize(40);
  EXPECT_TRUE(judge(trials, kSearch).overfitting.has_value());
}

TEST(SweepVerdict, IsToldInPlainWords) {
  const Plan plan = fake_plan(kGrid);
  const std::vector<TrialResult> trials = fake_results(plan);
  const SweepVerdict verdict = judge(trials, kSearch);
  const std::vector<std::string> words = verdict_words(plan, trials, verdict);
  ASSERT_EQ(words.size(), 3U);
  const PlannedTrial& best = plan.trials[*verdict.best];
  EXPECT_TRUE(words[0].starts_with(
      fmt::format("Trial {} is the best of these 16 by Sharpe ratio: ", best.number)))
      << words[0];
  EXPECT_NE(words[0].find("risk.max_positions " + best.values[0] + ", seed "), std::string::npos);
  EXPECT_TRUE(words[1].starts_with("With 61 configurations tried on this lake")) << words[1];
  EXPECT_NE(words[2].find("12,870 ways"), std::string::npos) << words[2];
}

TEST(SweepVerdict, SaysWhereNothingWasTradedOrCounted) {
  const Plan plan = fake_plan(kGrid);
  std::vector<TrialResult> still = fake_results(plan);
  for (TrialResult& trial : still) {
    trial.figures[3] = std::nullopt;
    trial.returns.assign(trial.returns.size(), 0.0);
  }
  const SweepVerdict verdict = judge(still, kSearch);
  EXPECT_FALSE(verdict.best.has_value());
  EXPECT_FALSE(verdict.deflated.front().has_value());
  EXPECT_EQ(verdict_words(plan, still, verdict).size(), 1U);
  const std::vector<TrialResult> trials = fake_results(plan);
  const SweepVerdict uncounted = judge(trials, std::nullopt);
  EXPECT_FALSE(uncounted.deflated.front().has_value());
  EXPECT_NE(verdict_words(plan, trials, uncounted)[1].find("not counted"), std::string::npos);
}

}  // namespace
}  // namespace aots::sweep
