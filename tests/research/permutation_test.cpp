#include "research/permutation.hpp"

#include <algorithm>
#include <set>
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

// Every way to choose 2 of 6 and 1 of 3, by hand: the share that does at least as well is what the
// draws must find.
TEST(Permutation, AgreesWithEveryChoiceOfASmallPool) {
  const std::vector<double> first{0.3, -0.2, 0.5, 0.1, -0.4, 0.2}, second{0.6, -0.1, 0.2};
  const std::vector<std::size_t> chosen_first{0, 2};
  const std::size_t chosen_second = 2;
  const double observed = 0.3 + 0.5 + 0.2;
  int as_good = 0, choices = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t j = i + 1; j < first.size(); ++j) {
      for (const double other : second) {
        ++choices;
        if (first[i] + first[j] + other >= observed - 1e-12) ++as_good;
      }
    }
  }
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool chosen = i == chosen_first[0] || i == chosen_first[1];
    candidates.push_back({"condor", first[i], chosen});
  }
  for (std::size_t i = 0; i < second.size(); ++i) {
    candidates.push_back({"spread", second[i], i == chosen_second});
  }
  const auto report = permutation_test(candidates, 20'000, 3);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(choices, 45);
  EXPECT_NEAR(report->p_value, static_cast<double>(as_good) / choices, 0.01);
  EXPECT_NEAR(report->expected, (2.0 * 0.5 / 6.0 + 0.7 / 3.0) / 3.0, 0.003);
}

// Two entries side by side, moved along six places that go round.
TEST(Permutation, AgreesWithEveryShiftOfASmallPool) {
  const std::vector<double> results{0.4, 0.3, -0.1, -0.3, 0.2, 0.6};
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < results.size(); ++i) candidates.push_back({"a", results[i], i < 2});
  int as_good = 0;
  for (std::size_t by = 0; by < results.size(); ++by) {
    if (results[by % 6] + results[(by + 1) % 6] >= 0.7 - 1e-12) ++as_good;
  }
  const auto report = permutation_test(candidates, 20'000, 3);
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(as_good, 3);
  EXPECT_NEAR(report->shifted_p_value, as_good / 6.0, 0.01);
}

// Drawn days take one good month for many good decisions; days that move together do not.
TEST(Permutation, IsNotFooledByEntriesThatCameInOneBunch) {
  Rng rng(5);
  int fooled = 0, kept = 0;
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Candidate> candidates;
    const std::uint64_t month = rng.below(20);
    for (std::uint64_t m = 0; m < 20; ++m) {
      const double result = rng.normal();
      for (int day = 0; day < 20; ++day) candidates.push_back({"a", result, m == month});
    }
    const auto report = permutation_test(candidates, 199, static_cast<std::uint64_t>(round));
    ASSERT_TRUE(report.has_value());
    if (report->p_value <= 0.05) ++fooled;
    if (report->shifted_p_value <= 0.05) ++kept;
  }
  EXPECT_GT(fooled, kRounds / 4);
  EXPECT_LE(kept, kRounds / 10);
}

TEST(RandomEntries, DrawTheSameForTheSameSeedAndNothingTwice) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 9; ++i) candidates.push_back({i % 3 == 0 ? "a" : "b", 0.0, i < 5});
  RandomEntries first(candidates, 4), second(candidates, 4);
  for (int draw = 0; draw < 50; ++draw) {
    const auto places = first.next();
    const std::set<std::size_t> distinct(places.begin(), places.end());
    EXPECT_EQ(distinct.size(), 5U);
    EXPECT_EQ(std::ranges::count_if(places, [](std::size_t place) { return place % 3 == 0; }), 2);
    EXPECT_TRUE(std::ranges::equal(places, second.next()));
  }
}

}  // namespace
}  // namespace aots::research
