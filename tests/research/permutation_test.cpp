#include "research/permutation.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace aots::research {
namespace {

TEST(Permutation, FindsDaysThatWereChosenWell) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 200; ++i) {
    const bool chosen = i % 10 == 0;
    candidates.push_back({"SPY put spread", chosen ? 0.5 : (i % 2 == 0 ? 0.1 : -0.1), chosen});
  }
  const auto report = permutation_test(candidates, 999, 1);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->chosen, 20);
  EXPECT_EQ(report->candidates, 200);
  EXPECT_DOUBLE_EQ(report->observed, 0.5);
  EXPECT_DOUBLE_EQ(report->p_value, 0.001);  // never 0
}

// Under the null hypothesis the p-value is uniform.
TEST(Permutation, IsUniformWhereDaysWereChosenBlindly) {
  Rng rng(17);
  constexpr int kRounds = 400;
  int below_a_tenth = 0;
  double sum = 0.0;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Candidate> candidates;
    for (int i = 0; i < 60; ++i) candidates.push_back({"a", rng.normal(), i % 4 == 0});
    const auto report = permutation_test(candidates, 199, static_cast<std::uint64_t>(round));
    ASSERT_TRUE(report.has_value());
    sum += report->p_value;
    if (report->p_value <= 0.1) ++below_a_tenth;
  }
  EXPECT_NEAR(sum / kRounds, 0.5, 0.05);
  EXPECT_NEAR(below_a_tenth, 0.1 * kRounds, 20);
}

// A kind that always wins is no merit of the days: it is drawn among itself.
TEST(Permutation, DrawsAmongTheSameKind) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 50; ++i) candidates.push_back({"winner", 1.0, i < 25});
  for (int i = 0; i < 50; ++i) candidates.push_back({"loser", -1.0, false});
  const auto report = permutation_test(candidates, 99, 1);
  ASSERT_TRUE(report.has_value());
  EXPECT_DOUBLE_EQ(report->expected, 1.0);
  EXPECT_DOUBLE_EQ(report->p_value, 1.0);
}

TEST(Permutation, SaysNothingWhereThereIsNoChoice) {
  EXPECT_FALSE(permutation_test(std::vector<Candidate>{{"a", 1.0, true}}, 99, 1).has_value());
  EXPECT_FALSE(permutation_test(std::vector<Candidate>{{"a", 1.0, false}}, 99, 1).has_value());
}

}  // namespace
}  // namespace aots::research
