// Whether the days of entry mattered: on tiny pools by hand, and on a market where the answer is
// known: a strategy that sees the future, and strategies that toss a coin.
#include "backtest/random_entry.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "backtest/benchmarks.hpp"
#include "base/rng.hpp"
#include "tests/engine/toy_market.hpp"

namespace aots::backtest {
namespace {

const Date kFirstDay = make_date(2019, 5, 1);
const Money kEquity = Money::from_double(10'000.0);

Timestamp at_noon(int day) {
  return Timestamp((kFirstDay + Days(day)).time_since_epoch()) + std::chrono::hours(16);
}

// A closed trade of one day, at a risk of 100 dollars.
Position trade_of(std::int64_t id, int day, double pnl) {
  Position position;
  position.id = PositionId{id};
  position.signal.time = at_noon(day);
  position.signal.symbol = Symbol("SPY");
  position.signal.action = "sell_iron_condor";
  position.status = PositionStatus::kClosed;
  position.quantity = 1;
  position.entry_time = at_noon(day);
  position.exit_time = at_noon(day + 1);
  position.max_risk = Money::from_double(100.0);
  position.realized = Money::from_double(pnl);
  return position;
}

engine::DeskRecord record_of(int days) {
  engine::DeskRecord record;
  for (int day = 0; day < days; ++day) {
    engine::EquityRecord equity;
    equity.date = kFirstDay + Days(day);
    record.equity.push_back(equity);
  }
  return record;
}

// One of two candidates is drawn: half of the paths gain 50, half lose 30 dollars of a risk of 200.
TEST(RandomEntry, FollowsTheEquityOfEachDraw) {
  const std::vector<Position> pool{trade_of(1, 0, 25.0), trade_of(2, 1, -15.0)};
  engine::DeskRecord record = record_of(3);
  record.marks = {{PositionId{1}, 0, Money::from_double(5.0)},
                  {PositionId{2}, 1, Money::from_double(-20.0)}};
  Position trade = trade_of(7, 0, 50.0);
  trade.max_risk = Money::from_double(200.0);
  const EntryTest test = test_entries({trade}, record, pool, kEquity, 1);
  ASSERT_TRUE(test.permutation && test.random);
  EXPECT_EQ(test.unmatched, 0);
  EXPECT_EQ(test.permutation->chosen, 1);
  EXPECT_EQ(test.permutation->candidates, 2);
  EXPECT_DOUBLE_EQ(test.permutation->observed, 0.25);
  EXPECT_NEAR(test.permutation->p_value, 0.5, 0.02);
  EXPECT_DOUBLE_EQ(test.random->risk_per_trade, 200.0);
  EXPECT_EQ(test.random->low, (std::vector<double>{10'000.0, 9'960.0, 9'970.0}));
  EXPECT_EQ(test.random->high, (std::vector<double>{10'010.0, 10'050.0, 10'050.0}));
}

TEST(RandomEntry, CountsTradesThatNoCandidateStandsFor) {
  const std::vector<Position> pool{trade_of(1, 0, 25.0), trade_of(2, 1, -15.0)};
  const EntryTest test =
      test_entries({trade_of(1, 0, 25.0), trade_of(2, 5, 10.0)}, record_of(3), pool, kEquity, 1);
  EXPECT_EQ(test.unmatched, 1);
  EXPECT_EQ(test.permutation.value().chosen, 1);
}

TEST(RandomEntry, SaysNothingOfARunWithoutTrades) {
  const EntryTest test = test_entries({}, record_of(3), {trade_of(1, 0, 25.0)}, kEquity, 1);
  EXPECT_FALSE(test.permutation || test.random);
}

// ---- On the toy market -------------------------------------------------------------------------

const Date kFirst = make_date(2016, 3, 1);
const Date kStart = make_date(2017, 6, 1);
const Date kLast = make_date(2018, 5, 31);

// Put spreads of a week, on the days that a rule of the test picks.
class PickedDays : public strategy::Strategy {
 public:
  std::string_view name() const override { return "picked_days"; }
  strategy::Decision evaluate(const strategy::MarketView& view) const override {
    if (!picks(view.session)) return strategy::NoSignal{"not_this_day", {}, {}};
    std::vector<Signal> structures = candidates(view);
    if (structures.empty()) return strategy::NoSignal{"nothing_to_open", {}, {}};
    return structures.front();
  }
  std::vector<Signal> candidates(const strategy::MarketView& view) const override {
    std::vector<Signal> both = spreads_->candidates(view);
    std::erase_if(both, [](const Signal& s) { return s.action != "sell_put_credit_spread"; });
    return both;
  }
  std::optional<std::string> exit_reason(const strategy::PositionContext& context) const override {
    return spreads_->exit_reason(context);
  }

 protected:
  virtual bool picks(Date session) const = 0;

 private:
  std::shared_ptr<const strategy::Strategy> spreads_ = testing::eager_strategy();
};

class CoinFlip final : public PickedDays {
 public:
  explicit CoinFlip(std::uint64_t seed) : seed_(seed) {}

 protected:
  bool picks(Date session) const override { return Rng(seed_, to_string(session)).uniform() < 0.2; }

 private:
  std::uint64_t seed_;
};

// A planted look-ahead bug: it opens only where the underlying is higher four sessions later.
class Peeking final : public PickedDays {
 public:
  explicit Peeking(const std::vector<MarketEvent>& history) {
    std::vector<std::pair<Date, Price>> closes;
    for (const MarketEvent& event : history) {
      const auto* bar = std::get_if<Bar>(&event);
      if (bar != nullptr && bar->symbol == Symbol("SPY"))
        closes.emplace_back(bar->date, bar->close);
    }
    for (std::size_t i = 0; i + 4 < closes.size(); ++i) {
      rises_[closes[i].first] = closes[i + 4].second > closes[i].second;
    }
  }

 protected:
  bool picks(Date session) const override {
    const auto found = rises_.find(session);
    return found != rises_.end() && found->second;
  }

 private:
  std::map<Date, bool> rises_;
};

RunConfig without_chance() {
  RunConfig config;
  config.lifecycle.early_assignment = false;
  return config;
}

// The desks of strategies, without limits that would choose among their days, and then the pool.
engine::EngineResult play(const std::vector<MarketEvent>& events,
                          const std::vector<std::unique_ptr<strategy::Strategy>>& strategies) {
  const calendar::ExchangeCalendar calendar;
  engine::EngineSetup setup = testing::toy_setup(calendar, kStart, *strategies.front());
  setup.desks.clear();
  for (const auto& strategy : strategies) {
    engine::DeskSetup& desk = setup.desks.emplace_back(pool_desk(without_chance(), *strategy));
    desk.entries = engine::Entries::kDecided;
  }
  setup.desks.push_back(pool_desk(without_chance(), *strategies.front()));
  engine::Engine engine(std::move(setup), nullptr);
  testing::ListSource source(events);
  SilentObserver observer;
  auto result = engine.run(source, observer);
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

const std::vector<MarketEvent>& market() {
  static const std::vector<MarketEvent> kEvents =
      testing::toy_market(calendar::ExchangeCalendar(), kFirst, kStart, kLast);
  return kEvents;
}

EntryTest test_of(const engine::EngineResult& result, std::size_t desk) {
  return test_entries(result.positions[desk], result.desks.back(), result.positions.back(), kEquity,
                      1);
}

TEST(EntryPool, HoldsOneTradeOfEveryDecisionPoint) {
  std::vector<std::unique_ptr<strategy::Strategy>> strategies;
  strategies.push_back(std::make_unique<CoinFlip>(1));
  const engine::EngineResult result = play(market(), strategies);
  const engine::Funnel& funnel = result.desks.back().funnel;
  EXPECT_GT(funnel.decision_points, 240);
  EXPECT_EQ(funnel.fills, funnel.signals);
  EXPECT_GT(funnel.fills, funnel.decision_points * 9 / 10);
  EXPECT_TRUE(funnel.refusals.empty());
  for (const Position& position : result.positions.back()) EXPECT_EQ(position.quantity, 1);
}

// The pool's trade on a day that the strategy chose is the strategy's own trade, exit and all.
TEST(EntryPool, MakesOfTheChosenDaysWhatTheRunMade) {
  std::vector<std::unique_ptr<strategy::Strategy>> strategies;
  strategies.push_back(std::make_unique<CoinFlip>(1));
  const engine::EngineResult result = play(market(), strategies);
  std::map<Timestamp, const Position*> pool;
  for (const Position& position : result.positions.back()) {
    pool[position.signal.time] = &position;
  }
  int compared = 0;
  for (const Position& trade : result.positions.front()) {
    const Position& twin = *pool.at(trade.signal.time);
    EXPECT_EQ(twin.exit_reason, trade.exit_reason);
    EXPECT_EQ(twin.exit_time, trade.exit_time);
    EXPECT_EQ(twin.max_risk * trade.quantity, trade.max_risk);
    EXPECT_EQ(pnl_of(twin) * trade.quantity, pnl_of(trade));
    ++compared;
  }
  EXPECT_GT(compared, 30);
}

TEST(EntryTest, FindsAStrategyThatSeesTheFuture) {
  std::vector<std::unique_ptr<strategy::Strategy>> strategies;
  strategies.push_back(std::make_unique<Peeking>(market()));
  const EntryTest test = test_of(play(market(), strategies), 0);
  ASSERT_TRUE(test.permutation && test.random);
  EXPECT_EQ(test.unmatched, 0);
  EXPECT_LE(test.permutation->p_value, 0.001);
  EXPECT_LE(test.permutation->shifted_p_value, 0.05);
}

TEST(EntryTest, GivesCoinTossesEveryProbabilityAlike) {
  std::vector<std::unique_ptr<strategy::Strategy>> strategies;
  constexpr std::size_t kCoins = 40;
  for (std::size_t i = 0; i < kCoins; ++i) strategies.push_back(std::make_unique<CoinFlip>(i));
  const engine::EngineResult result = play(market(), strategies);
  double sum = 0.0, shifted = 0.0;
  int below_a_quarter = 0;
  for (std::size_t i = 0; i < kCoins; ++i) {
    const EntryTest test = test_of(result, i);
    ASSERT_TRUE(test.permutation.has_value());
    sum += test.permutation->p_value;
    shifted += test.permutation->shifted_p_value;
    if (test.permutation->p_value <= 0.25) ++below_a_quarter;
  }
  EXPECT_NEAR(sum / kCoins, 0.5, 0.14);  // three standard errors
  EXPECT_NEAR(shifted / kCoins, 0.5, 0.14);
  EXPECT_NEAR(below_a_quarter, 10, 8);
}

TEST(EntryTest, IsTheSameForTheSameSeed) {
  std::vector<std::unique_ptr<strategy::Strategy>> strategies;
  strategies.push_back(std::make_unique<CoinFlip>(3));
  const engine::EngineResult result = play(market(), strategies);
  const EntryTest first = test_of(result, 0), second = test_of(result, 0);
  EXPECT_EQ(first.permutation->p_value, second.permutation->p_value);
  EXPECT_EQ(first.random->median, second.random->median);
}

}  // namespace
}  // namespace aots::backtest
