// A backtest under portfolio margin: what every day ties up, checked against a stress of the
// tests' own on the chains of the toy market.
#include "engine/margin_watch.hpp"

#include <map>

#include <gtest/gtest.h>

#include "calendar/expiry.hpp"
#include "engine/book_events.hpp"
#include "tests/engine/toy_market.hpp"
#include "tests/trading/stress_fixtures.hpp"

namespace aots {
namespace {

using testing::CheckOption;

const Date kFirst = make_date(2017, 1, 3);
const Date kChainsFrom = make_date(2018, 3, 1);
const Date kLast = make_date(2018, 9, 28);

// The toy market's forward is its spot and its rate 0.02, so its chains imply this yield.
constexpr double kToyRate = 0.02;

class DayKeeper final : public engine::BookListener {
 public:
  Status on_event(const engine::BookEvent& event) override {
    if (const auto* day = std::get_if<engine::DayRecorded>(&event)) days.push_back(*day);
    return {};
  }
  std::vector<engine::DayRecorded> days;
};

struct MarginRun {
  engine::DeskRecord desk;
  std::vector<engine::DayRecorded> days;
  std::map<Date, OptionChain> chains;
};

MarginRun run_under(const char* margin, double equity) {
  const calendar::ExchangeCalendar& calendar = testing::exchange();
  const auto events = testing::toy_market(calendar, kFirst, kChainsFrom, kLast);
  MarginRun run;
  for (const MarketEvent& event : events) {
    const auto* chain = std::get_if<OptionChain>(&event);
    if (chain != nullptr) run.chains.emplace(chain->session, *chain);
  }
  const auto strategy = testing::eager_strategy();
  engine::EngineSetup setup = testing::toy_setup(calendar, kChainsFrom, *strategy);
  setup.desks.resize(1);
  DayKeeper keeper;
  setup.desks[0].risk.margin = margin;
  setup.desks[0].initial_equity = Money::from_double(equity);
  setup.desks[0].listener = &keeper;
  engine::Engine engine(std::move(setup), nullptr);
  testing::ListSource source(events);
  SilentObserver observer;
  auto result = engine.run(source, observer);
  if (!result) throw std::runtime_error(result.error().message);
  run.desk = result->desks.front();
  run.days = keeper.days;
  return run;
}

double checked_margin(const engine::DayRecorded& day, const OptionChain& chain) {
  std::vector<CheckOption> options;
  double shares = 0.0;
  for (const Position& position : day.held) {
    for (const PositionLeg& leg : position.legs) {
      if (!still_held(leg)) continue;
      const double years =
          calendar::years_to_cutoff(testing::exchange(), calendar::option_class("SPY"),
                                    leg.contract.expiry, chain.event_time)
              .value_or(0.0);
      options.push_back({leg.contract.right, leg.contract.strike.to_double(), years, *leg.iv,
                         100.0 * static_cast<double>(sign(leg.side) * leg.held())});
    }
    for (const ShareLeg& leg : position.shares) {
      if (still_held(leg)) shares += static_cast<double>(sign(leg.side) * leg.shares);
    }
  }
  return testing::check_stress(options, shares, chain.spot->to_double(), false, kToyRate, kToyRate);
}

TEST(MarginWatch, RecordsTheStressOfEveryDay) {
  const MarginRun run = run_under("portfolio", 300'000.0);
  int stressed = 0;
  for (const engine::DayRecorded& day : run.days) {
    ASSERT_TRUE(day.day.margin.has_value()) << to_string(day.day.date);
    const double expected = checked_margin(day, run.chains.at(day.day.date));
    // The quotes are whole cents, from which the implied yield differs a little.
    EXPECT_NEAR(day.day.margin->to_double(), expected, 1.0 + 0.005 * expected)
        << to_string(day.day.date);
    EXPECT_LE(*day.day.margin, day.day.equity);
    if (expected > 0.0) ++stressed;
  }
  EXPECT_GT(stressed, 50);
}

TEST(MarginWatch, TellsApartTheMarginSystems) {
  const MarginRun stress = run_under("portfolio", 300'000.0);
  const MarginRun reg_t = run_under("reg_t", 300'000.0);
  const MarginRun none = run_under("none", 300'000.0);
  ASSERT_EQ(stress.days.size(), reg_t.days.size());
  int less = 0;
  for (std::size_t i = 0; i < stress.days.size(); ++i) {
    EXPECT_FALSE(none.days[i].day.margin.has_value());
    // The same trades fit under both. Most verticals lose less in the stress than their width, and
    // those near the end of their life more than nothing: 0.375 dollars a sold contract.
    EXPECT_EQ(stress.days[i].day.equity, reg_t.days[i].day.equity);
    const double by_reg_t = reg_t.days[i].day.margin->to_double();
    const double by_stress = stress.days[i].day.margin->to_double();
    if (by_stress < 0.9 * by_reg_t) ++less;
  }
  EXPECT_GT(less, 20);
}

TEST(MarginWatch, WarnsOnceOfAnAccountTooSmallForPortfolioMargin) {
  const auto warnings = [](const MarginRun& run) {
    return std::ranges::count_if(run.desk.warnings, [](const std::string& warning) {
      return warning.find("portfolio margin is for accounts that keep 100000 dollars") !=
             std::string::npos;
    });
  };
  EXPECT_EQ(warnings(run_under("portfolio", 100'000.0)), 1);
  EXPECT_EQ(warnings(run_under("portfolio", 300'000.0)), 0);
  EXPECT_EQ(warnings(run_under("reg_t", 100'000.0)), 0);
}

}  // namespace
}  // namespace aots
