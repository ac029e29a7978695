#include "research/overfitting.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::research {
namespace {

std::vector<std::vector<double>> noise_trials(int trials, int sessions, Rng& rng) {
  std::vector<std::vector<double>> result;
  for (int i = 0; i < trials; ++i) {
    std::vector<double> returns;
    for (int k = 0; k < sessions; ++k) returns.push_back(0.01 * rng.normal());
    result.push_back(std::move(returns));
  }
  return result;
}

TEST(Overfitting, OfWorthlessTrialsIsACoinToss) {
  Rng rng(3);
  double sum = 0.0;
  constexpr int kRounds = 30;
  for (int round = 0; round < kRounds; ++round) {
    const auto report = overfitting(noise_trials(20, 400, rng), 8);
    ASSERT_TRUE(report.has_value());
    sum += report->probability;
  }
  EXPECT_NEAR(sum / kRounds, 0.5, 0.12);
}

TEST(Overfitting, OfOneTrialWithAnEdgeIsNil) {
  Rng rng(3);
  auto trials = noise_trials(20, 800, rng);
  for (double& value : trials[7]) value += 0.01;
  const auto report = overfitting(trials);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->trials, 20);
  EXPECT_EQ(report->splits, 12870);  // 16 over 8
  EXPECT_EQ(report->probability, 0.0);
  EXPECT_EQ(report->loss_probability, 0.0);
}

// Every trial is good in one half of the history and bad in the other, so the best of any sample is
// the worst of the rest.
TEST(Overfitting, OfTrialsThatMirrorThemselvesIsCertain) {
  std::vector<std::vector<double>> trials;
  for (const double sign : {1.0, -1.0}) {
    std::vector<double> returns;
    for (int i = 0; i < 80; ++i) {
      returns.push_back(sign * (i < 40 ? 0.01 : -0.01) + (i % 2 == 0 ? 0.001 : -0.001));
    }
    trials.push_back(std::move(returns));
  }
  const auto report = overfitting(trials, 2);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->splits, 2);
  EXPECT_EQ(report->probability, 1.0);
  EXPECT_EQ(report->loss_probability, 1.0);
}

TEST(Overfitting, NeedsTwoTrialsAndTwoSessionsABlock) {
  Rng rng(3);
  EXPECT_FALSE(overfitting(noise_trials(1, 400, rng)).has_value());
  EXPECT_FALSE(overfitting(noise_trials(5, 31, rng)).has_value());
  EXPECT_TRUE(overfitting(noise_trials(5, 32, rng)).has_value());
}

}  // namespace
}  // namespace aots::research
