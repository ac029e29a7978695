#include "data/clean/step_switches.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "data/clean/pipelines.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::data {
namespace {

template <class Subject>
std::vector<std::string> names_of(const Pipeline<Subject>& pipeline) {
  std::vector<std::string> names;
  for (const auto& step : pipeline) names.emplace_back(step->name());
  return names;
}

const Date kToday = make_date(2026, 11, 2);

TEST(StepSwitches, RunEveryStepByDefaultInTheOrderOfTheMission) {
  EXPECT_EQ(names_of(chain_pipeline(test::nyse(), kToday)),
            (std::vector<std::string>{"chain_session", "contracts", "one_snapshot", "duplicates",
                                      "quote_outliers", "chain_notes"}));
  EXPECT_EQ(names_of(bar_pipeline(test::nyse(), kToday)),
            (std::vector<std::string>{"plausible_dates", "sessions", "bar_shape", "duplicates",
                                      "order_of_dates", "reverting_spikes"}));
}

TEST(StepSwitches, LeaveOutTheStepThatIsSwitchedOff) {
  const auto chain = names_of(chain_pipeline(test::nyse(), kToday, {.quote_outliers = false}));
  EXPECT_EQ(std::count(chain.begin(), chain.end(), "quote_outliers"), 0);
  EXPECT_EQ(chain.size(), 5U);
  const auto bars = names_of(bar_pipeline(test::nyse(), kToday, {.reverting_spikes = false}));
  EXPECT_EQ(std::count(bars.begin(), bars.end(), "reverting_spikes"), 0);
}

TEST(StepSwitches, AreKeysOfTheConfigurationThatKnowNoOthers) {
  StepSwitches steps;
  ConfigBinder binder;
  bind(binder, steps);
  EXPECT_TRUE(binder.set("data.steps.price_repair=false"));
  EXPECT_FALSE(steps.price_repair);
  EXPECT_TRUE(steps.enrichment);
  EXPECT_FALSE(binder.set("data.steps.duplicates=false"));
  EXPECT_FALSE(binder.set("data.steps.quote_outlier=false"));
}

}  // namespace
}  // namespace aots::data
