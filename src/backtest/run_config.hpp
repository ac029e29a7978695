// RunConfig: everything that decides the result of a run, in one typed tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/liquidity.hpp"
#include "base/config.hpp"
#include "base/time.hpp"
#include "data/clean/step_switches.hpp"
#include "data/store/source_ranking.hpp"
#include "strategy/strategy_choice.hpp"
#include "trading/broker/sim/fill_config.hpp"
#include "trading/execution/execution_config.hpp"
#include "trading/portfolio/lifecycle_config.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::backtest {

struct RunConfig {
  std::string preset = "seed";  // named on the report
  std::string note;             // printed on top of the report, e.g. "exercise of the machinery"
  double initial_equity = 100000.0;  // account.initial_equity, dollars
  std::vector<std::string> symbols;  // backtest.symbols; empty: every active ticker with chains
  std::optional<Date> from, to;      // backtest.from, backtest.to
  std::string books = "all";         // backtest.books: every fill model beside the run's own
  std::string entry_odds = "smile";  // backtest.entry_odds: by which a trade's odds are told
  std::string benchmarks = "all";    // backtest.benchmarks: what the result is measured against
  std::int64_t seed = 1;
  strategy::StrategyConfig strategy;
  std::int64_t earnings_window_days = 5;  // strategy.earnings_window_days (D1)
  trading::RiskConfig risk;
  trading::ExecutionConfig execution;
  trading::FillConfig fill;
  trading::LifecycleConfig lifecycle;
  std::string universe_file;             // universe.file; empty: built in
  std::string lake = "lake";             // data.lake
  data::StepSwitches steps;              // data.steps, of an import
  analytics::LiquidityLimits liquidity;  // data.liquidity
  data::SourceRanking sources;           // data.sources
  std::string ledger;                    // where apps/ records the run; empty: none
};

void bind(ConfigBinder& binder, RunConfig& config);

// Presets that ship: seed, exercise, core-20-45, router, iron-condor, butterfly, calendar-spread,
// hedged-strangle.
// Their YAML, as in configs/.
std::optional<std::string_view> preset_yaml(std::string_view name);

}  // namespace aots::backtest
