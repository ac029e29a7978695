// Random entry: what the strategy's structures and exits make of days that nobody chose.
//
// The pool is a desk that opens every structure the strategy could have opened at every decision
// point, one package each, with the run's fills and exits and no limits (engine/desk.hpp). A trade
// of the run stands for its candidate: same moment, symbol and structure. Results are dollars of
// profit per dollar of max risk, after fees; trades still open count at their last marks.
// research/permutation.hpp draws as many candidates as the run made trades, of the same symbols and
// structures. The random-entry lines are the equity of such draws, every trade scaled to the mean
// max risk of the run's trades, in constant dollars: no limits, and no compounding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "backtest/statistics.hpp"
#include "research/permutation.hpp"

namespace aots::backtest {

inline constexpr std::int64_t kPermutationDraws = 10'000;
inline constexpr std::int64_t kPathDraws = 1'000;  // of them, those whose equity is followed

struct RandomEntry {
  std::int64_t draws = 0;
  double risk_per_trade = 0.0;            // dollars
  std::vector<double> low, median, high;  // 5th, 50th and 95th percentile of each session's equity
  EquityStatistics figures;               // the median over the draws of each figure by itself
};

struct EntryTest {
  std::optional<research::PermutationReport> permutation{};  // absent where there was no choice
  std::optional<RandomEntry> random{};                       // likewise
  std::int64_t unmatched = 0;  // trades of the run for which the pool has no candidate
};

// `trades` of the run, the pool's record and positions. The pool's sessions are those of the run.
EntryTest test_entries(const std::vector<Position>& trades, const engine::DeskRecord& pool,
                       const std::vector<Position>& pool_positions, Money initial_equity,
                       std::uint64_t seed);

}  // namespace aots::backtest
