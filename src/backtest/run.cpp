// Runs a backtest: the configured book and the fill models beside it, over one market side.
#include <algorithm>
#include <iterator>
#include <utility>

#include "backtest/backtest.hpp"
#include "backtest/market_side.hpp"
#include "backtest/run_benchmarks.hpp"

namespace aots::backtest {
namespace {

bool same_fills(const trading::FillConfig& a, const trading::FillConfig& b) {
  return a.model == b.model && a.delay == b.delay &&
         (a.model != "fraction" || a.fraction == b.fraction);
}

// The configured book first, then (unless it is to be alone) the four fill models of the report
// that differ from it.
std::vector<engine::DeskSetup> make_desks(const RunConfig& config,
                                          const strategy::Strategy& strategy) {
  struct Variant {
    const char* name;
    const char* model;
    double fraction;
    const char* delay;
  };
  constexpr Variant kVariants[] = {{"cross", "cross", 0.5, "same_snapshot"},
                                   {"half", "fraction", 0.5, "same_snapshot"},
                                   {"mid", "mid", 0.5, "same_snapshot"},
                                   {"next_snapshot", "cross", 0.5, "next_snapshot"}};
  std::vector<engine::DeskSetup> desks = {configured_desk(config, strategy)};
  for (const Variant& variant : kVariants) {
    trading::FillConfig fill = config.fill;
    fill.model = variant.model;
    fill.fraction = variant.fraction;
    fill.delay = variant.delay;
    if (same_fills(fill, config.fill)) {
      desks.front().name = variant.name;
    } else if (config.books == "all") {
      desks.push_back(configured_desk(config, strategy));
      desks.back().name = variant.name;
      desks.back().fill = fill;
    }
  }
  return desks;
}

}  // namespace

engine::DeskSetup configured_desk(const RunConfig& config, const strategy::Strategy& strategy) {
  engine::DeskSetup desk;
  desk.name = "configured";
  desk.strategy = &strategy;
  desk.risk = config.risk;
  desk.execution = config.execution;
  desk.fill = config.fill;
  desk.lifecycle = config.lifecycle;
  desk.initial_equity = Money::from_double(config.initial_equity);
  desk.seed = static_cast<std::uint64_t>(config.seed);
  return desk;
}

Result<RunResult> run_backtest(const RunConfig& config, const data::Lake& lake,
                               WorkObserver& observer, engine::BookListener* listener) {
  const calendar::ExchangeCalendar calendar;
  AOTS_TRY(market, prepare_market(config, lake, calendar));
  const strategy::StrategyChoice strategy(config.strategy, config.liquidity);
  std::vector<engine::DeskSetup> desks = make_desks(config, strategy.chosen());
  EntrySmiles smiles(listener);
  desks.front().listener = config.entry_odds == "smile" ? &smiles : listener;
  const std::size_t books = desks.size();
  const RunBenchmarks benchmarks(config, market, strategy.chosen());
  std::ranges::move(benchmarks.desks(), std::back_inserter(desks));
  engine::MemoryJournal journal;
  AOTS_TRY(result, run_desks(market, std::move(desks), lake, calendar, observer, &journal));
  RunResult run;
  AOTS_TRY(measured, benchmarks.collect(result, books, lake));
  run.benchmarks = std::move(measured);
  run.entry_smiles = smiles.distributions();
  run.config = config;
  run.universe_sha256 = std::move(market.universe_sha256);
  run.symbols = std::move(market.symbols);
  run.datasets = std::move(market.datasets);
  run.iv_sources = std::move(market.iv_sources);
  run.engine = std::move(result);
  run.journal = journal.lines();
  return run;
}

}  // namespace aots::backtest
