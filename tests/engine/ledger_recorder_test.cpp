// A book's events become a ledger's rows, the same whether each event is committed or all at once.
#include "engine/ledger_recorder.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/kept_checks.hpp"
#include "ledger/standing.hpp"
#include "tests/engine/toy_market.hpp"
#include "tests/ledger/ledger_fixture.hpp"

namespace aots {
namespace {

using ledger::Backend;
using ledger::Place;
using ledger::UnitOfWork;

const Date kFirst = make_date(2017, 1, 3);
const Date kChainsFrom = make_date(2018, 3, 1);
const Date kLast = make_date(2018, 6, 29);

struct Market {
  std::int32_t quoted_size = 10;
  trading::LifecycleConfig lifecycle{};
  std::optional<Money> equity{};  // that the book begins with
  trading::BookMemory memory{};
};

std::vector<MarketEvent> events_of(const calendar::ExchangeCalendar& calendar,
                                   std::int32_t quoted_size) {
  auto events = testing::toy_market(calendar, kFirst, kChainsFrom, kLast);
  for (MarketEvent& event : events) {
    auto* chain = std::get_if<OptionChain>(&event);
    if (chain == nullptr) continue;
    for (ExpiryChain& slice : chain->expiries) {
      for (OptionQuote& quote : slice.quotes) quote.bid_size = quote.ask_size = quoted_size;
    }
  }
  return events;
}

Result<testing::ToyRun> run_with(engine::BookListener& listener, const Market& market = {}) {
  static const calendar::ExchangeCalendar kCalendar;
  static const auto kStrategy = testing::eager_strategy();
  engine::EngineSetup setup = testing::toy_setup(kCalendar, kChainsFrom, *kStrategy);
  setup.desks.front().listener = &listener;
  setup.desks.front().lifecycle = market.lifecycle;
  setup.desks.front().memory = market.memory;
  if (market.equity) setup.desks.front().initial_equity = *market.equity;
  engine::MemoryJournal journal;
  engine::Engine engine(std::move(setup), &journal);
  testing::ListSource source(events_of(kCalendar, market.quoted_size));
  SilentObserver observer;
  AOTS_TRY(result, engine.run(source, observer));
  return testing::ToyRun{std::move(result), journal.lines()};
}

std::int64_t lines_with(const testing::ToyRun& run, std::string_view event) {
  return std::ranges::count_if(run.journal, [&](const std::string& line) {
    return line.find(fmt::format("\"event\":\"{}\"", event)) != std::string::npos;
  });
}

class RecordedToyMarket : public ::testing::Test {
 protected:
  RecordedToyMarket() {
    UnitOfWork unit(ledger::sample_run());
    engine::LedgerRecorder recorder(unit);
    run_ = run_with(recorder).value();
    EXPECT_TRUE(ledger_.commit(unit, ledger::Rewrite::kNever));
  }

  template <class E>
  std::vector<E> rows() {
    return ledger_.read<E>(1).value();
  }
  const std::vector<Position>& positions() const { return run_.result.positions.front(); }

  Place place_ = Place::make(ledger::Backend::kSqlite).value();
  ledger::Ledger ledger_ = place_.open().value();
  testing::ToyRun run_;
};

TEST_F(RecordedToyMarket, HasATradeForEveryPosition) {
  const auto trades = rows<ledger::TradeEntry>();
  ASSERT_EQ(trades.size(), positions().size());
  ASSERT_GT(trades.size(), 10U);
  for (std::size_t i = 0; i < trades.size(); ++i) {
    const Position& position = positions()[i];
    EXPECT_EQ(trades[i].trade, position.id);
    EXPECT_EQ(trades[i].status, position.status);
    EXPECT_EQ(trades[i].entry_time, position.entry_time);
    EXPECT_EQ(trades[i].exit_time, position.exit_time);
    EXPECT_EQ(trades[i].quantity, position.quantity);
    EXPECT_EQ(trades[i].fees, position.fees);
    EXPECT_EQ(trades[i].exit_reason, position.exit_reason);
    EXPECT_TRUE(trades[i].signal.has_value());
    if (position.status == PositionStatus::kClosed) {
      EXPECT_EQ(trades[i].pnl, position.realized);
    }
  }
}

TEST_F(RecordedToyMarket, HasEveryLegAsItEnded) {
  const auto legs = rows<ledger::LegEntry>();
  std::size_t next = 0;
  for (const Position& position : positions()) {
    for (const PositionLeg& leg : position.legs) {
      ASSERT_LT(next, legs.size());
      const ledger::LegEntry& row = legs[next++];
      EXPECT_EQ(row.trade, position.id);
      EXPECT_EQ(row.contract, leg.contract);
      EXPECT_EQ(row.quantity, leg.contracts);
      EXPECT_EQ(row.exit_price, leg.exit_price);
      EXPECT_EQ(row.entry_bid, leg.entry_bid);
    }
  }
  EXPECT_EQ(next, legs.size());
  const auto with = [&](std::string_view status) {
    return std::ranges::count_if(legs, [&](const auto& leg) { return leg.status == status; });
  };
  EXPECT_GT(with("closed"), 0);
}

TEST_F(RecordedToyMarket, HasEverySignalOrderFillAndDay) {
  const auto& desk = run_.result.desks.front();
  const auto signals = rows<ledger::SignalEntry>();
  EXPECT_EQ(signals.size(), desk.signals.size());
  const auto executed = std::ranges::count_if(signals, &ledger::SignalEntry::executed);
  EXPECT_EQ(executed, desk.funnel.fills);
  const auto orders = rows<ledger::OrderEntry>();
  EXPECT_EQ(static_cast<std::int64_t>(orders.size()), lines_with(run_, "order"));
  const auto filled = std::ranges::count_if(
      orders, [](const ledger::OrderEntry& order) { return order.state == OrderState::kFilled; });
  EXPECT_EQ(filled, lines_with(run_, "fill"));
  EXPECT_EQ(static_cast<std::int64_t>(rows<ledger::FillEntry>().size()), lines_with(run_, "fill"));
  EXPECT_EQ(rows<ledger::EquityEntry>().size(), desk.equity.size());
  const auto& regimes = run_.result.regimes;
  const auto changes = std::ranges::count_if(regimes, &features::RegimeObservation::changed);
  EXPECT_EQ(static_cast<std::int64_t>(rows<ledger::RegimeEntry>().size()), changes);
  EXPECT_EQ(rows<ledger::QuoteEntry>().size(), 2 * signals.size());
}

TEST_F(RecordedToyMarket, HoldsTheSameRowsWhenEveryEventIsCommitted) {
  const Place other = Place::make(ledger::Backend::kSqlite).value();
  auto live = other.open().value();
  UnitOfWork unit(ledger::sample_run());
  std::int64_t commits = 0;
  engine::LedgerRecorder recorder(unit, [&](UnitOfWork& rows) -> Status {
    AOTS_TRY(report, live.commit(rows));
    static_cast<void>(report);
    rows.clear();
    ++commits;
    return {};
  });
  ASSERT_TRUE(run_with(recorder));
  EXPECT_GT(commits, 100);
  const auto same = [&](const auto& kind) {
    using E = std::decay_t<decltype(kind)>;
    return live.read<E>(1).value() == rows<E>();
  };
  EXPECT_TRUE(same(ledger::SignalEntry{}));
  EXPECT_TRUE(same(ledger::QuoteEntry{}));
  EXPECT_TRUE(same(ledger::TradeEntry{}));
  EXPECT_TRUE(same(ledger::LegEntry{}));
  EXPECT_TRUE(same(ledger::OrderEntry{}));
  EXPECT_TRUE(same(ledger::OrderLegEntry{}));
  EXPECT_TRUE(same(ledger::FillEntry{}));
  EXPECT_TRUE(same(ledger::FillLegEntry{}));
  EXPECT_TRUE(same(ledger::EquityEntry{}));
  EXPECT_TRUE(same(ledger::RegimeEntry{}));
  EXPECT_TRUE(same(ledger::ShareLotEntry{}));
  EXPECT_TRUE(place_.verify().sound());
  EXPECT_TRUE(other.verify().sound());
}

// Thin quotes fill orders in part, and holders who exercise without a reason deliver shares.
class RecordedThinMarket : public ::testing::TestWithParam<ledger::Backend> {
 protected:
  RecordedThinMarket() {
    Market market{.quoted_size = 1};
    market.lifecycle.assignment_probability = 1.0;
    market.lifecycle.assignment_time_value = 2.0;
    UnitOfWork unit(ledger::sample_run());
    engine::LedgerRecorder recorder(unit);
    run_ = run_with(recorder, market).value();
    EXPECT_TRUE(ledger_.commit(unit, ledger::Rewrite::kNever));
  }

  template <class E>
  std::vector<E> rows() {
    return ledger_.read<E>(1).value();
  }
  const std::vector<Position>& positions() const { return run_.result.positions.front(); }

  Place place_ = Place::make(GetParam()).value();
  ledger::Ledger ledger_ = place_.open().value();
  testing::ToyRun run_;
};

AOTS_BOTH_DATABASES(RecordedThinMarket);

TEST_P(RecordedThinMarket, HasEveryLotOfDeliveredShares) {
  const auto lots = rows<ledger::ShareLotEntry>();
  std::size_t next = 0;
  std::size_t closed = 0;
  for (const Position& position : positions()) {
    for (std::size_t i = 0; i < position.shares.size(); ++i) {
      ASSERT_LT(next, lots.size());
      const ledger::ShareLotEntry& row = lots[next++];
      const ShareLeg& leg = position.shares[i];
      EXPECT_EQ(row.trade, position.id);
      EXPECT_EQ(row.lot, static_cast<std::int64_t>(i) + 1);
      EXPECT_EQ(row.side, leg.side);
      EXPECT_EQ(row.shares, leg.shares);
      EXPECT_EQ(row.entry_price, leg.entry_price);
      EXPECT_EQ(row.exit_price, leg.exit_price);
      EXPECT_EQ(row.closed_at, leg.closed_at);
      EXPECT_EQ(row.leaving_reason, leg.leaving);
      if (row.status == "closed") ++closed;
    }
  }
  EXPECT_EQ(next, lots.size());
  EXPECT_GT(closed, 3U);
  EXPECT_TRUE(place_.verify().sound());
}

// What a reader adds up to the trade's profit: legs, lots and fees.
TEST_P(RecordedThinMarket, AccountsForTheProfitOfEveryClosedTradeThatHeldShares) {
  std::map<PositionId, Money> profit;
  for (const auto& leg : rows<ledger::LegEntry>()) {
    if (!leg.entry_price || !leg.exit_price) continue;
    profit[leg.trade] += notional(*leg.exit_price - *leg.entry_price, sign(leg.side) * leg.quantity,
                                  leg.contract.multiplier);
  }
  std::set<PositionId> with_shares;
  for (const auto& lot : rows<ledger::ShareLotEntry>()) {
    with_shares.insert(lot.trade);
    if (!lot.exit_price) continue;
    profit[lot.trade] +=
        notional(*lot.exit_price - lot.entry_price, sign(lot.side) * lot.shares, 1);
  }
  std::size_t closed = 0;
  for (const auto& trade : rows<ledger::TradeEntry>()) {
    if (trade.status != PositionStatus::kClosed || !with_shares.contains(trade.trade)) continue;
    ++closed;
    EXPECT_EQ(profit[trade.trade] - trade.fees, trade.pnl) << trade.trade.value;
  }
  EXPECT_GT(closed, 3U);
}

TEST_P(RecordedThinMarket, HasWhatFilledOfEveryOrderAndHowItEnded) {
  std::map<OrderId, std::int64_t> filled;
  for (const auto& fill : rows<ledger::FillEntry>()) filled[fill.order] += fill.quantity;
  std::map<PositionId, std::int64_t> opened;
  std::size_t in_part = 0;
  for (const auto& order : rows<ledger::OrderEntry>()) {
    EXPECT_LE(filled[order.order], order.quantity);
    EXPECT_EQ(order.state == OrderState::kFilled, filled[order.order] == order.quantity);
    if (order.purpose == OrderPurpose::kOpen) opened[order.trade] += filled[order.order];
    if (filled[order.order] == 0 || filled[order.order] == order.quantity) continue;
    ++in_part;
    EXPECT_EQ(order.state, OrderState::kCancelled);
    EXPECT_FALSE(order.state_reason.empty());
  }
  EXPECT_GT(in_part, 3U);
  for (const auto& trade : rows<ledger::TradeEntry>()) {
    if (!trade.entry_time) continue;
    EXPECT_EQ(trade.quantity, opened[trade.trade]) << trade.trade.value;
  }
}

TEST_F(RecordedToyMarket, HasEveryCheckOfEverySignal) {
  const auto signals = rows<ledger::SignalEntry>();
  const auto kept = rows<ledger::RiskChecksEntry>();
  ASSERT_EQ(kept.size(), signals.size());
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].signal, signals[i].number);
    const auto checks = engine::read_checks(kept[i].checks.text);
    ASSERT_TRUE(checks.has_value());
    const auto failed = std::ranges::find(*checks, false, &engine::KeptCheck::passed);
    EXPECT_EQ(failed == checks->end(), signals[i].decision == "approved");
    if (failed == checks->end()) continue;
    ++refused;
    EXPECT_EQ(failed->rule, signals[i].rule);
    EXPECT_EQ(failed->observed, signals[i].observed);
    EXPECT_EQ(failed->limit, signals[i].limit);
  }
  EXPECT_GT(refused, 0U);
}

// After a restart the peak was the equity of the moment, and a stopped book traded again.
TEST_F(RecordedToyMarket, StaysStoppedByItsDrawdownAfterARestart) {
  UnitOfWork before(ledger::sample_run());
  const auto day = [&](Date date, const char* equity, double drawdown) {
    ledger::EquityEntry entry;
    entry.date = date;
    entry.equity = Money::parse(equity).value();
    entry.drawdown = drawdown;
    before.put(entry);
  };
  day(make_date(2018, 2, 26), "140000", 0.0);
  day(make_date(2018, 2, 27), "100000", 1.0 - 100000.0 / 140000.0);
  const Place place = Place::make(ledger::Backend::kSqlite).value();
  ASSERT_TRUE(place.open().value().commit(before));
  // Another process opens the ledger and goes on.
  auto reopened = place.open().value();
  const auto standing = ledger::last_standing(reopened.read<ledger::EquityEntry>(1).value());
  ASSERT_TRUE(standing.has_value());
  EXPECT_EQ(standing->date, make_date(2018, 2, 27));
  UnitOfWork after(ledger::sample_run());
  engine::LedgerRecorder recorder(after);
  Market market;
  market.equity = standing->equity;
  market.memory = {standing->peak_equity, standing->equity};
  const auto stopped = run_with(recorder, market).value();
  const engine::Funnel& funnel = stopped.result.desks.front().funnel;
  EXPECT_GT(funnel.signals, 10);
  EXPECT_EQ(funnel.orders, 0);
  EXPECT_EQ(funnel.refusals.at("max_drawdown"), funnel.signals);
  EXPECT_GT(run_.result.desks.front().funnel.orders, 0);  // which a fresh book sends
}

TEST(BookStanding, FindsThePeakThatTheFirstSessionAlreadyFellFrom) {
  ledger::EquityEntry first;
  first.date = make_date(2018, 2, 27);
  first.equity = Money::parse("93333.333333").value();
  first.drawdown = 1.0 - first.equity.to_double() / 100000.0;
  const auto standing = ledger::last_standing({first});
  ASSERT_TRUE(standing.has_value());
  EXPECT_EQ(to_string(standing->peak_equity), "100000");
  EXPECT_EQ(to_string(standing->equity), "93333.333333");
  EXPECT_FALSE(ledger::last_standing({}).has_value());
}

TEST(KeptChecks, ReadBackToTheLastBit) {
  const std::vector<trading::RiskCheck> made{{"max_drawdown", true, 1.0 / 3.0, 0.25},
                                             {"buying_power", false, -1e-9, 123456.789}};
  const auto read = engine::read_checks(engine::checks_json(made));
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->at(0), (engine::KeptCheck{"max_drawdown", 1.0 / 3.0, 0.25, true}));
  EXPECT_EQ(read->at(1), (engine::KeptCheck{"buying_power", -1e-9, 123456.789, false}));
  EXPECT_FALSE(engine::read_checks("[[\"max_drawdown\",1]]").has_value());
  EXPECT_FALSE(engine::read_checks("{}").has_value());
}

TEST_F(RecordedToyMarket, StopsTheEngineWhenARowCannotBeRecorded) {
  UnitOfWork unit(ledger::sample_run());
  engine::LedgerRecorder recorder(unit, [](UnitOfWork& rows) -> Status {
    if (rows.entries().size() < 20) return {};
    return fail(ErrorCode::kService, "the ledger is away");
  });
  const auto stopped = run_with(recorder);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "the ledger is away");
}

}  // namespace
}  // namespace aots
