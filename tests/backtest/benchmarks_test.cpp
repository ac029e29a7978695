#include "backtest/benchmarks.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "strategy/put_write.hpp"
#include "tests/engine/toy_market.hpp"

namespace aots::backtest {
namespace {

Bar bar_of(Date date, double close) {
  Bar bar;
  bar.symbol = Symbol("AAPL");
  bar.date = date;
  bar.close = Price::from_double(close);
  return bar;
}

Dividend dividend_of(Date ex_date, double amount) {
  Dividend dividend;
  dividend.symbol = Symbol("AAPL");
  dividend.ex_date = ex_date;
  dividend.amount = amount;
  return dividend;
}

Split split_of(Date ex_date, double ratio) {
  Split split;
  split.symbol = Symbol("AAPL");
  split.ex_date = ex_date;
  split.ratio = ratio;
  return split;
}

std::vector<Date> august(std::initializer_list<unsigned> days) {
  std::vector<Date> dates;
  for (const unsigned day : days) dates.push_back(make_date(2020, 8, day));
  return dates;
}

// 10 shares at 100; 1 dollar a share buys 10 / 104 more at 104; four shares for one.
TEST(BuyAndHold, ReinvestsDividendsAndMultipliesBySplits) {
  const std::vector<Date> dates = august({26, 27, 28, 31});
  const HeldAsset asset{.bars = {bar_of(dates[0], 100.0), bar_of(dates[1], 104.0),
                                 bar_of(dates[2], 106.0), bar_of(dates[3], 27.0)},
                        .dividends = {dividend_of(dates[1], 1.0)},
                        .splits = {split_of(dates[3], 4.0)}};
  const double shares = 10.0 * (1.0 + 1.0 / 104.0);
  const std::vector<double> values = buy_and_hold(asset, dates, 1000.0);
  ASSERT_EQ(values.size(), 4U);
  EXPECT_DOUBLE_EQ(values[0], 1000.0);
  EXPECT_DOUBLE_EQ(values[1], 1050.0);  // the price gained 40, the dividend 10
  EXPECT_DOUBLE_EQ(values[2], shares * 106.0);
  EXPECT_DOUBLE_EQ(values[3], 4.0 * shares * 27.0);
}

TEST(BuyAndHold, LeavesASeriesAloneThatWasAdjustedBeforehand) {
  const std::vector<Date> dates = august({28, 31});
  const HeldAsset asset{.bars = {bar_of(dates[0], 26.5), bar_of(dates[1], 27.0)},
                        .dividends = {},
                        .splits = {split_of(dates[1], 4.0)}};
  EXPECT_DOUBLE_EQ(buy_and_hold(asset, dates, 2650.0)[1], 2700.0);
}

// The dividend of a day without a bar is reinvested at the next close.
TEST(BuyAndHold, KeepsTheLastCloseWhereABarIsMissing) {
  const std::vector<Date> dates = august({26, 27, 28});
  const HeldAsset asset{.bars = {bar_of(make_date(2020, 8, 24), 100.0), bar_of(dates[2], 110.0)},
                        .dividends = {dividend_of(dates[1], 2.2)},
                        .splits = {}};
  const std::vector<double> values = buy_and_hold(asset, dates, 100.0);
  EXPECT_DOUBLE_EQ(values[0], 100.0);
  EXPECT_DOUBLE_EQ(values[1], 100.0);
  EXPECT_DOUBLE_EQ(values[2], 110.0 * 1.02);
}

TEST(BuyAndHold, IsEmptyWhereNoBarComesBeforeTheFirstDate) {
  const std::vector<Date> dates = august({26, 27});
  EXPECT_TRUE(
      buy_and_hold({.bars = {bar_of(dates[1], 100.0)}, .dividends = {}, .splits = {}}, dates, 100.0)
          .empty());
}

TEST(BenchmarkLine, SaysWhetherDividendsAreKnown) {
  const std::vector<Date> dates = august({26, 27});
  HeldAsset asset{
      .bars = {bar_of(dates[0], 100.0), bar_of(dates[1], 101.0)}, .dividends = {}, .splits = {}};
  const auto terms = [&] {
    return buy_hold_line("buy_hold_market", Symbol("SPX"), asset, dates, 1.0).terms;
  };
  EXPECT_EQ(terms(), "price only: the lake holds no dividends of SPX");
  asset.dividends = {dividend_of(dates[1], 0.5)};
  EXPECT_EQ(terms(), "dividends reinvested");
}

TEST(PutWriteSymbol, IsTheMarketIndexElseTheOnlyOneThatIsTraded) {
  const Symbol spy("SPY"), aapl("AAPL"), msft("MSFT");
  EXPECT_EQ(put_write_symbol({aapl, spy}, spy), spy);
  EXPECT_EQ(put_write_symbol({aapl}, spy), aapl);
  EXPECT_FALSE(put_write_symbol({aapl, msft}, spy).has_value());
}

// ---- The put-write desk on the toy market ------------------------------------------------------

const Date kFirst = make_date(2016, 3, 1);
const Date kStart = make_date(2017, 6, 1);
const Date kLast = make_date(2018, 5, 31);
constexpr double kFee = 0.65;

// What an account becomes that writes puts in fractions, by the rules as they are told: its value
// on each session on which nothing is held at the end.
std::map<Date, double> written_by_hand(const std::vector<MarketEvent>& events, int& writes) {
  struct Put {
    Date expiry{};
    double strike = 0.0, contracts = 0.0;  // contracts: 0 while nothing is held
  };
  std::map<Date, double> closes, values;
  Put held;
  double cash = 1.0;
  for (const MarketEvent& event : events) {
    if (const auto* bar = std::get_if<Bar>(&event)) {
      if (bar->symbol == Symbol("SPY")) closes[bar->date] = bar->close.to_double();
    } else if (const auto* chain = std::get_if<OptionChain>(&event)) {
      if (held.contracts > 0.0) continue;
      const ExpiryChain* best = nullptr;
      const auto days = [&](const ExpiryChain& slice) {
        return days_between(chain->session, slice.expiry);
      };
      for (const ExpiryChain& slice : chain->expiries) {
        if (days(slice) < 15 || days(slice) > 60) continue;
        if (best == nullptr || std::abs(days(slice) - 30) < std::abs(days(*best) - 30)) {
          best = &slice;
        }
      }
      // Half-way between two strikes the lower one is written.
      const Price strike = Price::from_double(std::ceil(chain->spot->to_double() - 0.5));
      const double bid = best->find(strike, Right::kPut)->bid->to_double();
      const double contracts = cash / ((strike.to_double() - bid) * 100.0);
      cash += contracts * (bid * 100.0 - kFee);
      held = {best->expiry, strike.to_double(), contracts};
      ++writes;
    } else if (const auto* end = std::get_if<SessionEnd>(&event)) {
      if (held.contracts > 0.0 && held.expiry == end->session) {
        const double print = closes.at(end->session);
        cash -= held.contracts * 100.0 * std::max(held.strike - print, 0.0);
        held = {};
        values[end->session] = cash;
      }
    }
  }
  return values;
}

TEST(PutWriteDesk, EarnsWhatTheRulesGiveByHand) {
  const calendar::ExchangeCalendar calendar;
  const auto events = testing::toy_market(calendar, kFirst, kStart, kLast, 40);
  const strategy::PutWriteStrategy strategy(Symbol("SPY"));
  engine::EngineSetup setup = testing::toy_setup(calendar, kStart, strategy);
  setup.desks = {put_write_desk(RunConfig{}, strategy)};
  engine::Engine engine(std::move(setup), nullptr);
  testing::ListSource source(events);
  SilentObserver observer;
  const auto result = engine.run(source, observer);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  int writes = 0;
  const std::map<Date, double> expected = written_by_hand(events, writes);
  ASSERT_GT(expected.size(), 8U);
  const auto line = put_write_line(Symbol("SPY"), result->desks[0], 100'000.0);
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->terms, fmt::format("{} puts written", writes));
  std::size_t compared = 0;
  for (std::size_t day = 0; day < line->equity.size(); ++day) {
    const auto found = expected.find(result->desks[0].equity[day].date);
    if (found == expected.end()) continue;
    ++compared;
    EXPECT_NEAR(line->equity[day], 100'000.0 * found->second, 30.0);  // whole contracts
    EXPECT_EQ(result->desks[0].equity[day].open_positions, 0);
  }
  EXPECT_EQ(compared, expected.size());
  for (const Position& put : result->positions[0]) {
    EXPECT_TRUE(put.shares.empty());
    EXPECT_LE(put.max_risk.to_double(), 2e9);
  }
}

TEST(BenchmarksCsv, HasAColumnALineAndEmptyCellsWhereThereIsNone) {
  Benchmarks benchmarks;
  benchmarks.dates = august({26, 27});
  benchmarks.lines = {{"put_write", Symbol("SPY"), "", {100'000.0, 100'250.125}}};
  EXPECT_EQ(benchmarks_csv(benchmarks),
            "date,buy_hold_market,buy_hold_symbol,put_write,random_low,random_median,random_high\n"
            "2020-08-26,,,100000.00,,,\n"
            "2020-08-27,,,100250.12,,,\n");
}

}  // namespace
}  // namespace aots::backtest
