#include "sweep/trial_result.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tests/sweep/fake_trials.hpp"

namespace aots::sweep {
namespace {

TEST(TrialResult, ReadsBackEveryBitOfEveryNumber) {
  std::vector<TrialResult> results = fake_results(fake_plan({"seed=1,2,3"}));
  results[0].returns = {0.1, -1.0 / 3.0, 0.0, std::numeric_limits<double>::denorm_min(), 1e300};
  results[1].figures.front() = std::nullopt;
  results[2].first = std::nullopt;
  const auto read = read_results(to_json(results));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, results);
}

TEST(TrialResult, IsNotReadFromAnythingElse) {
  const std::string json = to_json(fake_results(fake_plan({"seed=1"})));
  const std::vector<std::string> texts = {
      "",
      "{}",
      "[{}]",
      "[1]",
      json.substr(0, json.size() / 2),
      R"([{"key":"a","first":null,"last":null,"sessions":1,"figures":[1],"returns":[]}])"};
  for (const std::string& text : texts) {
    EXPECT_FALSE(read_results(text).has_value()) << text.substr(0, 80);
  }
}

TEST(TrialResult, CountsRefusalsOfAllRules) {
  const TrialResult result = fake_results(fake_plan({"seed=1"})).front();
  EXPECT_EQ(result.figure("refusals"), 3.0);
  EXPECT_EQ(result.figure("signals"), 1.0);
  EXPECT_EQ(result.figure("trades"), 0.0);
  EXPECT_FALSE(result.figure("win_rate").has_value());
  EXPECT_EQ(result.sessions, 120);
  EXPECT_EQ(result.returns.size(), 120U);
}

}  // namespace
}  // namespace aots::sweep
