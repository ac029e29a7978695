#include "engine/engine.hpp"

#include <set>

#include <gtest/gtest.h>

#include "tests/engine/toy_market.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots {
namespace {

const Date kFirst = make_date(2017, 1, 3);
const Date kChainsFrom = make_date(2018, 3, 1);
const Date kLast = make_date(2018, 9, 28);

class EngineOnToyMarket : public ::testing::Test {
 protected:
  static const testing::ToyRun& run() {
    static const calendar::ExchangeCalendar calendar;
    static const testing::ToyRun result =
        testing::run_toy(calendar, testing::toy_market(calendar, kFirst, kChainsFrom, kLast),
                         kChainsFrom, testing::eager_strategy());
    return result;
  }
};

TEST_F(EngineOnToyMarket, OpensAndClosesPositions) {
  const auto& funnel = run().result.desks.front().funnel;
  EXPECT_GT(funnel.decision_points, 100);
  EXPECT_GT(funnel.fills, 10);
  EXPECT_GT(funnel.closing_fills, 5);
}

TEST_F(EngineOnToyMarket, TradesBothStructures) {
  std::set<std::string> actions;
  for (const Position& position : run().result.positions.front()) {
    actions.insert(position.signal.action);
  }
  EXPECT_EQ(actions, (std::set<std::string>{"buy_call_debit_spread", "sell_put_credit_spread"}));
}

TEST_F(EngineOnToyMarket, FunnelAddsUp) {
  for (const engine::DeskRecord& desk : run().result.desks) {
    std::int64_t none = 0, refused = 0, unfilled = 0;
    for (const auto& [rule, count] : desk.funnel.no_signal) none += count;
    for (const auto& [rule, count] : desk.funnel.refusals) refused += count;
    for (const auto& [state, count] : desk.funnel.unfilled) unfilled += count;
    EXPECT_EQ(desk.funnel.decision_points, desk.funnel.signals + none) << desk.name;
    EXPECT_EQ(desk.funnel.signals, desk.funnel.orders + refused) << desk.name;
    EXPECT_LE(desk.funnel.fills + unfilled, desk.funnel.orders) << desk.name;
    EXPECT_GE(desk.funnel.fills + unfilled, desk.funnel.orders - 1) << desk.name;
  }
}

TEST_F(EngineOnToyMarket, CashIsInitialEquityPlusEveryDollarThatMoved) {
  for (std::size_t desk = 0; desk < run().result.desks.size(); ++desk) {
    Money cash = Money::from_double(100'000.0);
    for (const Position& position : run().result.positions[desk]) {
      if (position.status == PositionStatus::kNeverFilled ||
          position.status == PositionStatus::kPending) {
        continue;
      }
      for (const PositionLeg& leg : position.legs) {
        const std::int64_t held = sign(leg.side) * leg.contracts;
        cash -= notional(leg.entry_price, held, leg.contract.multiplier);
        if (leg.exit_price) cash += notional(*leg.exit_price, held, leg.contract.multiplier);
      }
      for (const ShareLeg& leg : position.shares) {
        cash -= trading::share_value(leg, leg.entry_price);
        if (leg.exit_price) cash += trading::share_value(leg, *leg.exit_price);
      }
      cash -= position.fees;
    }
    EXPECT_EQ(run().result.desks[desk].equity.back().cash, cash);
  }
}

TEST_F(EngineOnToyMarket, EveryFillComesAfterItsDecision) {
  for (const auto& positions : run().result.positions) {
    for (const Position& position : positions) {
      if (position.entry_time) {
        EXPECT_GT(*position.entry_time, position.signal.time);
      }
    }
  }
}

TEST_F(EngineOnToyMarket, NextSnapshotFillsOnALaterSession) {
  std::int64_t filled = 0;
  for (const Position& position : run().result.positions[1]) {
    if (!position.entry_time) continue;
    ++filled;
    EXPECT_GE(*position.entry_time - position.signal.time, std::chrono::hours(20));
  }
  EXPECT_GT(filled, 5);
}

TEST_F(EngineOnToyMarket, NoVerticalLosesMoreThanItsWidthAndCosts) {
  std::int64_t closed = 0;
  for (const Position& position : run().result.positions.front()) {
    // Delivered shares move beyond the width overnight: that is what delivery costs.
    if (position.status != PositionStatus::kClosed || !position.shares.empty()) continue;
    ++closed;
    EXPECT_GE(position.realized, -position.max_risk - position.fees);
    EXPECT_LE(position.realized, position.max_profit);
  }
  EXPECT_GT(closed, 5);
}

TEST(Engine, GivesTheSameRecordsForTheSameEvents) {
  const calendar::ExchangeCalendar calendar;
  const auto events = testing::toy_market(calendar, kFirst, kChainsFrom, make_date(2018, 6, 29));
  const auto a = testing::run_toy(calendar, events, kChainsFrom, testing::eager_strategy());
  const auto b = testing::run_toy(calendar, events, kChainsFrom, testing::eager_strategy());
  EXPECT_EQ(a.journal, b.journal);
  EXPECT_FALSE(a.journal.empty());
}

TEST(Engine, RejectsEventsThatGoBackInTime) {
  const calendar::ExchangeCalendar calendar;
  auto events = testing::toy_market(calendar, kFirst, kLast, make_date(2017, 1, 10));
  std::swap(events.front(), events.back());
  engine::MemoryJournal journal;
  const auto strategy = testing::eager_strategy();
  engine::Engine engine(testing::toy_setup(calendar, kChainsFrom, *strategy), &journal);
  testing::ListSource source(std::move(events));
  SilentObserver observer;
  const auto result = engine.run(source, observer);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInternal);
}

class StopAtOnce final : public WorkObserver {
 public:
  void progress(std::string_view, std::int64_t, std::int64_t, std::string_view) override {}
  bool stop_requested() const override { return true; }
};

TEST(Engine, StopsWhenTheUserAsks) {
  const calendar::ExchangeCalendar calendar;
  engine::MemoryJournal journal;
  const auto strategy = testing::eager_strategy();
  engine::Engine engine(testing::toy_setup(calendar, kChainsFrom, *strategy), &journal);
  testing::ListSource source(testing::toy_market(calendar, kFirst, kLast, make_date(2017, 2, 1)));
  StopAtOnce observer;
  const auto result = engine.run(source, observer);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace aots
