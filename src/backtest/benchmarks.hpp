// Benchmarks: what else the same money could have done on the same days, and whether the run's days
// of entry mattered.
//
// Buy and hold of the market index and, where one other symbol is traded alone, of that symbol
// (buy_and_hold.hpp). Put-write: an at-the-money put about 30 days out, secured by cash, sold at
// the bid of the run's own chains, settled in cash at expiry and written anew on the next chain
// (strategy/put_write.hpp); on the market index where the run reads its chains, else on the only
// traded symbol, else not at all. It is a desk of the same engine with a large account, so that
// fractions of contracts do not matter, scaled to the run's. Random entry: random_entry.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backtest/buy_and_hold.hpp"
#include "backtest/random_entry.hpp"
#include "backtest/run_config.hpp"
#include "engine/desk.hpp"

namespace aots::backtest {

struct BenchmarkLine {
  std::string name;  // "buy_hold_market", "buy_hold_symbol", "put_write"
  Symbol symbol;
  std::string terms;           // "dividends reinvested", "price only: ...", "12 puts written"
  std::vector<double> equity;  // at each of the run's sessions, dollars
};

struct Benchmarks {
  std::vector<Date> dates;  // the run's sessions
  std::vector<BenchmarkLine> lines;
  EntryTest entries;
};

// The underlying whose puts are written; nothing where there is no obvious one.
std::optional<Symbol> put_write_symbol(const std::vector<Symbol>& traded, const Symbol& market);

// The desks behind the lines: the configured fills at the far side of every quote for puts, the
// configured fills for the pool, neither limited by quoted size nor disturbed by faults. The
// strategy outlives the desk.
engine::DeskSetup put_write_desk(const RunConfig& config, const strategy::Strategy& put_write);
engine::DeskSetup pool_desk(const RunConfig& config, const strategy::Strategy& strategy);

BenchmarkLine buy_hold_line(std::string name, const Symbol& symbol, const HeldAsset& asset,
                            const std::vector<Date>& dates, double initial_equity);
// Absent where no put was written.
std::optional<BenchmarkLine> put_write_line(const Symbol& symbol, const engine::DeskRecord& desk,
                                            double initial_equity);

// Return, volatility, Sharpe and drawdown of a line.
EquityStatistics line_statistics(const std::vector<Date>& dates, const std::vector<double>& equity,
                                 double initial_equity);

// benchmarks.csv: a column a line, in dollars and cents; a line that is not there is empty.
std::string benchmarks_csv(const Benchmarks& benchmarks);

}  // namespace aots::backtest
