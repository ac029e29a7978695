#include "research/sharpe.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/normal.hpp"
#include "base/rng.hpp"
#include "research/normal.hpp"

namespace aots::research {
namespace {

TEST(Normal, QuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-13);
  EXPECT_NEAR(normal_quantile(0.5), 0.0, 1e-15);
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-12);
  EXPECT_NEAR(normal_quantile(1e-300), -37.04709629936120, 1e-12);
}

TEST(Normal, QuantileUndoesTheDistribution) {
  for (double x = -8.0; x <= 5.0; x += 0.37) {
    EXPECT_NEAR(normal_quantile(normal_cdf(x)), x, 1e-9) << x;
  }
}

TEST(ReturnMoments, AreThoseOfASmallSample) {
  const auto moments = return_moments(std::vector<double>{0.01, -0.02, 0.03, 0.0});
  ASSERT_TRUE(moments.has_value());
  EXPECT_EQ(moments->count, 4);
  EXPECT_NEAR(moments->mean, 0.005, 1e-16);
  EXPECT_NEAR(moments->deviation, std::sqrt(0.0013 / 3.0), 1e-15);
  EXPECT_NEAR(moments->skew, 0.0, 1e-12);
  // m2 = 3.25e-4, m4 = (5^4 + 25^4 + 25^4 + 5^4) / 4 x 1e-12
  EXPECT_NEAR(moments->kurtosis, 195625.0e-12 / (3.25e-4 * 3.25e-4), 1e-9);
}

TEST(ReturnMoments, AreAbsentWhereNothingVaries) {
  EXPECT_FALSE(return_moments(std::vector<double>{}).has_value());
  EXPECT_FALSE(return_moments(std::vector<double>{0.01}).has_value());
  EXPECT_FALSE(return_moments(std::vector<double>{0.01, 0.01, 0.01}).has_value());
}

// Bailey and Lopez de Prado (2012), section on hedge funds: two years of monthly returns with an
// annual ratio of 1.59, skew -2.448 and kurtosis 10.164 give 0.913, as normal returns 0.982.
TEST(ProbabilisticSharpe, IsThatOfThePublishedExample) {
  const ReturnMoments fund{
      .count = 24, .mean = 0.458, .deviation = 1.0, .skew = -2.448, .kurtosis = 10.164};
  EXPECT_NEAR(probabilistic_sharpe(fund, 0.0), 0.913, 5e-4);
  const ReturnMoments normal{.count = 24, .mean = 0.458, .deviation = 1.0};
  EXPECT_NEAR(probabilistic_sharpe(normal, 0.0), 0.982, 5e-4);
}

// Bailey and Lopez de Prado (2014), numerical example: an annual ratio of 2.5 over five years of
// daily returns, skew -3, kurtosis 10, the best of 100 trials whose annual ratios vary by 1/2.
TEST(DeflatedSharpe, IsThatOfThePublishedExample) {
  const ReturnMoments best{.count = 1250,
                           .mean = 2.5 / std::sqrt(250.0),
                           .deviation = 1.0,
                           .skew = -3.0,
                           .kurtosis = 10.0};
  const double variance = 0.5 / 250.0;
  EXPECT_NEAR(expected_best_sharpe(100, variance), 0.1132, 5e-5);
  EXPECT_NEAR(deflated_sharpe(best, {.trials = 100, .variance = variance}), 0.9004, 1e-4);
  EXPECT_NEAR(deflated_sharpe(best, {.trials = 46, .variance = variance}), 0.9505, 1e-4);
}

TEST(DeflatedSharpe, FallsWithEveryFurtherTrial) {
  const ReturnMoments moments{.count = 500, .mean = 0.08, .deviation = 1.0};
  double before = 1.0;
  for (const std::int64_t trials : {1, 2, 10, 100, 1000}) {
    const double now = deflated_sharpe(moments, {.trials = trials});
    EXPECT_LT(now, before) << trials;
    before = now;
  }
}

TEST(DeflatedSharpe, OfOneTrialIsTheProbabilityOfAnyEdge) {
  const ReturnMoments moments{.count = 500, .mean = 0.08, .deviation = 1.0};
  EXPECT_EQ(deflated_sharpe(moments, {}), probabilistic_sharpe(moments, 0.0));
}

// The approximation against the mean of simulated maxima.
TEST(ExpectedBestSharpe, IsNearTheMeanOfSimulatedMaxima) {
  Rng rng(20190102);
  for (const int trials : {5, 50, 500}) {
    double sum = 0.0;
    constexpr int kRounds = 4000;
    for (int round = 0; round < kRounds; ++round) {
      double best = rng.normal();
      for (int i = 1; i < trials; ++i) best = std::max(best, rng.normal());
      sum += best;
    }
    EXPECT_NEAR(expected_best_sharpe(trials, 1.0), sum / kRounds, 0.04) << trials;
  }
}

TEST(TrackRecord, OfThatLengthIsJustConvincing) {
  ReturnMoments moments{.count = 100, .mean = 0.1, .deviation = 1.0, .skew = -1.0, .kurtosis = 6.0};
  const auto needed = track_record_needed(moments, 0.0);
  ASSERT_TRUE(needed.has_value());
  moments.count = static_cast<std::int64_t>(std::ceil(*needed));
  EXPECT_GE(probabilistic_sharpe(moments, 0.0), 0.95);
  moments.count -= 2;
  EXPECT_LT(probabilistic_sharpe(moments, 0.0), 0.95);
  EXPECT_FALSE(track_record_needed(moments, 0.2).has_value());
}

}  // namespace
}  // namespace aots::research
