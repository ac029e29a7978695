#include "backtest/run_tables.hpp"

#include <map>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "tests/backtest/fake_run.hpp"

namespace aots::backtest {
namespace {

using Row = std::map<std::string, std::string>;

// The rows of a table without quoted fields, by column.
std::vector<Row> rows_of(const std::string& csv) {
  const auto lines = split(csv, '\n');
  const auto header = split(lines.front(), ',');
  std::vector<Row> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const auto cells = split(lines[i], ',');
    EXPECT_EQ(cells.size(), header.size()) << lines[i];
    Row row;
    for (std::size_t c = 0; c < cells.size(); ++c) row.emplace(header[c], cells[c]);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string header_of(const std::string& csv) { return csv.substr(0, csv.find('\n')); }

const std::vector<Position>& positions_of(const RunResult& run) {
  return run.engine.positions.front();
}

TEST(RunTables, ColumnsAreThoseOfTheContract) {
  EXPECT_EQ(header_of(trades_csv({})),
            "trade_id,symbol,strategy,action,entry_time,exit_time,quantity,entry_price,exit_price,"
            "pnl,pnl_pct,fees,slippage,status,exit_reason,regime,iv_rank,confidence,max_risk");
  EXPECT_EQ(header_of(legs_csv({})),
            "trade_id,leg,contract,right,strike,expiry,side,quantity,entry_price,exit_price,"
            "entry_bid,entry_ask,exit_bid,exit_ask,settlement");
  EXPECT_EQ(header_of(equity_csv({})),
            "date,equity,cash,unrealized,drawdown,open_positions,delta,gamma,theta,vega,margin,"
            "regime");
  EXPECT_EQ(header_of(signals_csv({})),
            "time,symbol,strategy,action,confidence,regime,iv_rank,vix,decision,rule,observed,"
            "limit");
}

TEST(RunTables, ProfitOfAClosedTradeIsExactlyWhatItsLegsSay) {
  const RunResult run = fake_run();
  std::map<std::string, Money> by_trade;
  for (const Row& leg : rows_of(legs_csv(positions_of(run)))) {
    if (leg.at("exit_price").empty()) continue;
    const Price move = *Price::parse(leg.at("exit_price")) - *Price::parse(leg.at("entry_price"));
    const std::int64_t held = *parse_int(leg.at("quantity")) * (leg.at("side") == "buy" ? 1 : -1);
    by_trade[leg.at("trade_id")] += notional(move, held, 100);
  }
  int closed = 0;
  for (const Row& trade : rows_of(trades_csv(positions_of(run)))) {
    if (trade.at("status") != "closed") continue;
    ++closed;
    const Money expected = by_trade.at(trade.at("trade_id")) - *Money::parse(trade.at("fees"));
    EXPECT_EQ(trade.at("pnl"), to_string(expected)) << "trade " << trade.at("trade_id");
  }
  EXPECT_EQ(closed, 9);
}

// A hedge of less than a lot was written as none: whole lots were counted.
TEST(RunTables, SharesArePartsOfALot) {
  Position position = positions_of(fake_run()).front();
  ShareLeg hedge;
  hedge.symbol = position.signal.symbol;
  hedge.shares = 24;
  hedge.entry_price = Price::from_double(265.01);
  hedge.exit_price = Price::from_double(257.99);
  position.shares = {hedge};
  const Row row = rows_of(legs_csv({position})).back();
  EXPECT_EQ(row.at("contract"), position.signal.symbol.str());
  EXPECT_EQ(row.at("strike"), "");
  EXPECT_EQ(row.at("quantity"), "0.24");
  EXPECT_EQ(row.at("exit_price"), "257.99");
}

TEST(RunTables, NetPricesAreThoseOfTheLegs) {
  const RunResult run = fake_run();
  std::map<std::string, Price> entry;
  for (const Row& leg : rows_of(legs_csv(positions_of(run)))) {
    entry[leg.at("trade_id")] +=
        *Price::parse(leg.at("entry_price")) * (leg.at("side") == "sell" ? 1 : -1);
  }
  for (const Row& trade : rows_of(trades_csv(positions_of(run)))) {
    EXPECT_EQ(trade.at("entry_price"), to_string(entry.at(trade.at("trade_id"))));
  }
}

TEST(RunTables, ProfitIsRelatedToTheMostThatCouldBeLost) {
  const RunResult run = fake_run();
  for (const Row& trade : rows_of(trades_csv(positions_of(run)))) {
    const double share = *parse_double(trade.at("pnl")) / *parse_double(trade.at("max_risk"));
    EXPECT_EQ(trade.at("pnl_pct"), format_double(share));
  }
}

TEST(RunTables, AnOpenTradeHasAnEmptyExit) {
  const RunResult run = fake_run();
  const auto trades = rows_of(trades_csv(positions_of(run)));
  ASSERT_FALSE(trades.empty());
  const Row& last = trades.back();
  EXPECT_EQ(last.at("status"), "open");
  EXPECT_EQ(last.at("exit_time"), "");
  EXPECT_EQ(last.at("exit_price"), "");
  EXPECT_EQ(last.at("exit_reason"), "");
  // No later chain marked it: it has lost its fees and half of each spread that it crossed.
  EXPECT_EQ(last.at("pnl"), "-6.3");
  EXPECT_EQ(last.at("fees"), "1.3");
  const auto legs = rows_of(legs_csv(positions_of(run)));
  EXPECT_EQ(legs.back().at("exit_price"), "");
  EXPECT_EQ(legs.back().at("settlement"), "");
}

TEST(RunTables, ASettledLegExitsAtItsIntrinsicValueWithoutQuotes) {
  const RunResult run = fake_run();
  std::vector<Row> settled;
  for (const Row& leg : rows_of(legs_csv(positions_of(run)))) {
    if (leg.at("trade_id") == "3") settled.push_back(leg);
  }
  ASSERT_EQ(settled.size(), 2U);  // puts at 2900 and 2895, settled at 2898.75
  EXPECT_EQ(settled[0].at("settlement"), "cash");
  EXPECT_EQ(settled[0].at("exit_price"), "1.25");
  EXPECT_EQ(settled[0].at("exit_bid"), "");
  EXPECT_EQ(settled[1].at("settlement"), "expired");
  EXPECT_EQ(settled[1].at("exit_price"), "0");
}

TEST(RunTables, ATradeThatNeverFilledIsNoTrade) {
  Position position;
  position.status = PositionStatus::kNeverFilled;
  EXPECT_EQ(rows_of(trades_csv({position})).size(), 0U);
  EXPECT_EQ(rows_of(legs_csv({position})).size(), 0U);
}

TEST(RunTables, MarginIsEmptyWhereNoneIsAskedFor) {
  engine::EquityRecord day;
  EXPECT_EQ(rows_of(equity_csv({day})).at(0).at("margin"), "");
  day.margin = Money::from_micros(500 * kMicrosPerUnit);
  EXPECT_EQ(rows_of(equity_csv({day})).at(0).at("margin"), "500");
  day.margin = Money{};
  EXPECT_EQ(rows_of(equity_csv({day})).at(0).at("margin"), "0");
}

TEST(RunTables, AbsentValuesOfASignalAreEmpty) {
  engine::SignalRecord record;
  record.time = Timestamp(std::chrono::hours(24 * 365));
  record.symbol = Symbol("SPY");
  record.decision = "refused";
  record.rule = "min_confidence";
  record.observed = 0.55;
  const auto rows = rows_of(signals_csv({record}));
  ASSERT_EQ(rows.size(), 1U);
  for (const char* column : {"confidence", "iv_rank", "vix", "limit"}) {
    EXPECT_EQ(rows[0].at(column), "") << column;
  }
  EXPECT_EQ(rows[0].at("observed"), "0.55");
  EXPECT_EQ(rows[0].at("regime"), "unknown");
}

}  // namespace
}  // namespace aots::backtest
