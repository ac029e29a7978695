// Whole engine, seeded faults: rejects, partial fills, duplicates, late and lost reports, gaps.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "calendar/new_york.hpp"
#include "tests/engine/toy_market.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots {
namespace {

const Date kFirst = make_date(2017, 1, 3);
const Date kChainsFrom = make_date(2018, 3, 1);
const Date kLast = make_date(2018, 6, 29);

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

struct Variation {
  trading::FillConfig fill;
  trading::ExecutionConfig execution;
  std::uint64_t seed = 1;
  std::int32_t quoted_size = 10;
};

std::vector<MarketEvent> market_with_size(std::int32_t size) {
  auto events = testing::toy_market(exchange(), kFirst, kChainsFrom, kLast);
  for (MarketEvent& event : events) {
    auto* chain = std::get_if<OptionChain>(&event);
    if (chain == nullptr) continue;
    for (ExpiryChain& slice : chain->expiries) {
      for (OptionQuote& quote : slice.quotes) quote.bid_size = quote.ask_size = size;
    }
  }
  return events;
}

testing::ToyRun run_with(const Variation& variation, std::vector<MarketEvent> events) {
  const auto strategy = testing::eager_strategy();
  engine::EngineSetup setup = testing::toy_setup(exchange(), kChainsFrom, *strategy);
  setup.desks.resize(1);
  setup.desks[0].fill = variation.fill;
  setup.desks[0].execution = variation.execution;
  setup.desks[0].seed = variation.seed;
  engine::MemoryJournal journal;
  engine::Engine engine(std::move(setup), &journal);
  testing::ListSource source(std::move(events));
  SilentObserver observer;
  auto result = engine.run(source, observer);
  if (!result) throw std::runtime_error(result.error().message);
  return {std::move(*result), journal.lines()};
}

testing::ToyRun run_with(const Variation& variation) {
  return run_with(variation, market_with_size(variation.quoted_size));
}

const engine::Funnel& funnel_of(const testing::ToyRun& run) {
  return run.result.desks.front().funnel;
}

// Cash is what was there at first and what every leg and fee moved, to the millionth.
void expect_every_dollar_accounted_for(const testing::ToyRun& run) {
  Money cash = Money::from_double(100'000.0);
  for (const Position& position : run.result.positions.front()) {
    for (const PositionLeg& leg : position.legs) {
      const Price moved = leg.exit_total - leg.entry_total;
      if (position.entry_time) cash += notional(moved, sign(leg.side), leg.contract.multiplier);
      EXPECT_GE(leg.held(), 0);
    }
    for (const ShareLeg& leg : position.shares) {
      cash -= trading::share_value(leg, leg.entry_price);
      if (leg.exit_price) cash += trading::share_value(leg, *leg.exit_price);
    }
    cash -= position.fees;
  }
  EXPECT_EQ(run.result.desks.front().equity.back().cash, cash);
}

TEST(OrderFaults, ARunWithPartialFillsAccountsForEveryDollar) {
  Variation thin;
  thin.quoted_size = 1;
  const auto run = run_with(thin);
  EXPECT_GT(funnel_of(run).partially_filled, 5);
  EXPECT_EQ(funnel_of(run).fills_without_size, 0);
  expect_every_dollar_accounted_for(run);
  for (const Position& position : run.result.positions.front()) {
    if (position.entry_time) {
      EXPECT_LE(position.quantity, 1);
    }
  }
}

TEST(OrderFaults, OrdersRestForLaterSnapshotsWhenTheyMayStand) {
  Variation patient;
  patient.quoted_size = 1;
  patient.execution.cancel_after_minutes = 0;
  patient.execution.time_in_force = "gtc";
  const auto run = run_with(patient);
  expect_every_dollar_accounted_for(run);
  const auto& positions = run.result.positions.front();
  EXPECT_TRUE(std::ranges::any_of(positions, [](const Position& p) { return p.quantity > 1; }));
}

TEST(OrderFaults, RejectedOrdersNeverBecomeTrades) {
  Variation all;
  all.fill.faults.reject = 1.0;
  const auto none = run_with(all);
  EXPECT_EQ(funnel_of(none).fills, 0);
  EXPECT_EQ(funnel_of(none).unfilled.at("rejected"), funnel_of(none).orders);

  Variation some;
  some.fill.faults.reject = 0.3;
  const auto run = run_with(some);
  EXPECT_GT(funnel_of(run).fills, 0);
  EXPECT_GT(funnel_of(run).unfilled.at("rejected"), 0);
  expect_every_dollar_accounted_for(run);
}

TEST(OrderFaults, DuplicatedReportsChangeNoTrade) {
  Variation duplicated;
  duplicated.fill.faults.duplicate = 1.0;
  const auto run = run_with(duplicated);
  const auto clean = run_with({});
  EXPECT_GT(funnel_of(run).duplicate_fills, 0);
  EXPECT_EQ(funnel_of(clean).duplicate_fills, 0);
  EXPECT_EQ(run.result.positions, clean.result.positions);
}

TEST(OrderFaults, LostAndLateReportsChangeNoTrade) {
  Variation faulty;
  faulty.quoted_size = 1;
  faulty.fill.faults = {.duplicate = 0.3, .late = 0.5, .lost = 0.3, .late_seconds_max = 120};
  Variation clean;
  clean.quoted_size = 1;
  const auto expected = run_with(clean);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    faulty.seed = seed;
    const auto run = run_with(faulty);
    EXPECT_EQ(run.result.positions, expected.result.positions);
    EXPECT_EQ(funnel_of(run).fills, funnel_of(expected).fills);
    EXPECT_NE(run.journal, expected.journal);
  }
}

// The seed's monitor forgot an order whose cancel it had asked for.
TEST(OrderFaults, FillsThatComeAfterTheCancelWasAskedForAreBooked) {
  Variation late;
  late.quoted_size = 1;
  late.execution.cancel_after_minutes = 1;
  late.fill.faults = {.late = 0.8, .late_seconds_max = 600};
  Variation clean;
  clean.quoted_size = 1;
  const auto run = run_with(late);
  EXPECT_GT(funnel_of(run).late_fills, 3);
  EXPECT_EQ(funnel_of(run).fills, funnel_of(run_with(clean)).fills);
  expect_every_dollar_accounted_for(run);
}

TEST(OrderFaults, SurvivesGapsAndCrossedQuotes) {
  auto events = market_with_size(10);
  std::int64_t number = 0;
  std::erase_if(events, [&](const MarketEvent& event) {
    return std::holds_alternative<OptionChain>(event) && ++number % 5 == 0;
  });
  for (MarketEvent& event : events) {
    auto* chain = std::get_if<OptionChain>(&event);
    if (chain == nullptr || ++number % 3 != 0) continue;
    for (ExpiryChain& slice : chain->expiries) {
      for (OptionQuote& quote : slice.quotes) std::swap(quote.bid, quote.ask);
    }
  }
  const auto run = run_with({}, std::move(events));
  EXPECT_GT(funnel_of(run).fills, 0);
  expect_every_dollar_accounted_for(run);
}

// A peer dropped a trade without a word when there was no quote to leave at.
TEST(OrderFaults, ATradeWithoutAnExitQuoteStaysUntilItSettles) {
  auto events = market_with_size(10);
  const Date quotes_end = make_date(2018, 5, 31);
  for (MarketEvent& event : events) {
    auto* chain = std::get_if<OptionChain>(&event);
    if (chain == nullptr || chain->session <= quotes_end) continue;
    for (ExpiryChain& slice : chain->expiries) slice.quotes.clear();
  }
  const auto run = run_with({}, std::move(events));
  const auto& positions = run.result.positions.front();
  std::int64_t held_on = 0;
  for (const Position& position : positions) {
    if (!position.entry_time) continue;
    const bool closed = position.status == PositionStatus::kClosed;
    const bool expired_by_then = position.signal.expiry < kLast;
    EXPECT_TRUE(closed || !expired_by_then) << position.id.value;
    if (closed && position.exit_reason == "expiry") ++held_on;
  }
  EXPECT_GT(held_on, 0);
  expect_every_dollar_accounted_for(run);
}

TEST(OrderFaults, UnfilledOrdersAreCancelledFiveMinutesAfterTheyReachedTheMarket) {
  auto events = market_with_size(0);
  const auto run = run_with({}, std::move(events));
  EXPECT_EQ(funnel_of(run).fills, 0);
  ASSERT_GT(funnel_of(run).orders, 0);
  EXPECT_EQ(funnel_of(run).unfilled.at("cancelled"), funnel_of(run).orders);
  const auto asked = std::ranges::find_if(run.journal, [](const std::string& line) {
    return line.find("cancel_pending") != std::string::npos;
  });
  ASSERT_NE(asked, run.journal.end());
  EXPECT_NE(asked->find("unfilled after 5 minutes"), std::string::npos);
  EXPECT_NE(asked->find("T21:05:00.25"), std::string::npos) << *asked;
}

TEST(OrderFaults, APriceWalkUnderCrossFillsLaterAndNeverBetter) {
  Variation walking;
  walking.execution.walk_steps = 4;
  walking.execution.walk_every_seconds = 60;
  const auto walked = run_with(walking);
  const auto plain = run_with({});
  EXPECT_EQ(funnel_of(walked).fills, funnel_of(plain).fills);
  const Position& a = walked.result.positions.front().front();
  const Position& b = plain.result.positions.front().front();
  EXPECT_EQ(a.entry_net, b.entry_net);
  EXPECT_GT(*a.entry_time, *b.entry_time);
}

TEST(OrderFaults, TheSameSeedGivesTheSameBytes) {
  Variation faulty;
  faulty.quoted_size = 1;
  faulty.fill.faults = {.reject = 0.1, .duplicate = 0.3, .late = 0.3, .lost = 0.2};
  const auto a = run_with(faulty);
  EXPECT_EQ(a.journal, run_with(faulty).journal);
  faulty.seed = 2;
  EXPECT_NE(a.journal, run_with(faulty).journal);
}

TEST(OrderFaults, NoSpreadMixesExpiries) {
  const auto run = run_with({});
  for (const Position& position : run.result.positions.front()) {
    for (const PositionLeg& leg : position.legs) {
      EXPECT_EQ(leg.contract.expiry, position.signal.expiry) << position.id.value;
    }
  }
}

// A peer without a margin check went on trading with equity below zero.
TEST(OrderFaults, ABookWithoutEquityOpensNothing) {
  const auto strategy = testing::eager_strategy();
  engine::EngineSetup setup = testing::toy_setup(exchange(), kChainsFrom, *strategy);
  setup.desks.resize(1);
  engine::DeskSetup& desk = setup.desks.front();
  desk.initial_equity = Money::from_double(1000.0);
  desk.fill.commission_per_contract = 500.0;  // the first trade ruins the book
  desk.risk.margin = "none";
  desk.risk.max_drawdown = 1e9;
  desk.risk.max_risk_per_trade = 0.0;  // one contract
  desk.risk.hard_max_risk_per_trade = 1e9;
  desk.risk.max_portfolio_risk = desk.risk.max_portfolio_delta = desk.risk.max_portfolio_gamma =
      1e9;
  engine::Engine engine(std::move(setup), nullptr);
  testing::ListSource source(market_with_size(1));
  SilentObserver observer;
  const auto result = engine.run(source, observer).value();
  const engine::DeskRecord& record = result.desks.front();
  const auto ruined = std::ranges::find_if(
      record.equity, [](const auto& day) { return !day.equity.is_positive(); });
  ASSERT_NE(ruined, record.equity.end());
  std::int64_t refused = 0;
  for (const engine::SignalRecord& signal : record.signals) {
    if (calendar::new_york_date(signal.time) <= ruined->date) continue;
    EXPECT_EQ(signal.rule, "equity_positive");
    ++refused;
  }
  EXPECT_GT(refused, 10);
  EXPECT_EQ(record.funnel.orders, 1);
}

// Sells what the eager strategy buys and the other way round, at its prices.
class ReversedLegs final : public strategy::Strategy {
 public:
  std::string_view name() const override { return "reversed_legs"; }
  strategy::Decision evaluate(const strategy::MarketView& view) const override {
    strategy::Decision decision = eager_->evaluate(view);
    if (auto* signal = std::get_if<Signal>(&decision)) {
      for (SignalLeg& leg : signal->legs) leg.side = opposite(leg.side);
    }
    return decision;
  }
  std::optional<std::string> exit_reason(const strategy::PositionContext&) const override {
    return std::nullopt;
  }

 private:
  std::shared_ptr<const strategy::Strategy> eager_ = testing::eager_strategy();
};

// A peer gave no rows and no word when the legs of a spread were written the wrong way round.
TEST(OrderFaults, ReversedLegsAreRefusedByNameAndCounted) {
  const ReversedLegs strategy;
  engine::Engine engine(testing::toy_setup(exchange(), kChainsFrom, strategy), nullptr);
  testing::ListSource source(market_with_size(10));
  SilentObserver observer;
  const auto result = engine.run(source, observer).value();
  const engine::Funnel& funnel = result.desks.front().funnel;
  EXPECT_GT(funnel.signals, 10);
  EXPECT_EQ(funnel.refusals.at("net_price_of_legs"), funnel.signals);
  EXPECT_EQ(funnel.orders, 0);
}

// Four books on one stream: what one fills at changes its equity, and its equity its sizes.
TEST(FillModelBooks, AreIndependentOfEachOther) {
  const auto strategy = testing::eager_strategy();
  const auto desks_alone = [&](const std::vector<std::size_t>& chosen) {
    engine::EngineSetup setup = testing::toy_setup(exchange(), kChainsFrom, *strategy);
    engine::DeskSetup desk = setup.desks.front();
    desk.risk.max_risk_per_trade = 0.05;
    std::vector<engine::DeskSetup> all;
    for (const char* model : {"cross", "fraction", "mid"}) {
      desk.name = desk.fill.model = model;
      all.push_back(desk);
    }
    desk.name = "next_snapshot";
    desk.fill.model = "cross";
    desk.fill.delay = "next_snapshot";
    all.push_back(desk);
    setup.desks.clear();
    for (const std::size_t i : chosen) setup.desks.push_back(all[i]);
    engine::MemoryJournal journal;
    engine::Engine engine(std::move(setup), &journal);
    auto events = market_with_size(500);
    testing::ListSource source(std::move(events));
    SilentObserver observer;
    return engine.run(source, observer).value();
  };
  const auto together = desks_alone({0, 1, 2, 3});
  std::set<std::int64_t> quantities;
  std::set<Money> equities;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto alone = desks_alone({i});
    EXPECT_EQ(alone.positions[0], together.positions[i]) << together.desks[i].name;
    equities.insert(together.desks[i].equity.back().equity);
    std::int64_t contracts = 0;
    for (const Position& position : together.positions[i]) contracts += position.quantity;
    quantities.insert(contracts);
  }
  EXPECT_EQ(equities.size(), 4U);
  EXPECT_GT(quantities.size(), 1U);
}

}  // namespace
}  // namespace aots
