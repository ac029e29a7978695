#include "backtest/run_config.hpp"

#include "embedded/preset_files.hpp"

namespace aots::backtest {

void bind(ConfigBinder& binder, RunConfig& config) {
  binder.text("preset", config.preset, "Name of the preset, as the report prints it.");
  binder.text("note", config.note, "A sentence that the report prints on top.");
  binder.integer("seed", config.seed,
                 {.unit = "", .min = 0, .meaning = "Seed of everything that is random."});
  {
    const auto scope = binder.section("account");
    binder.real(
        "initial_equity", config.initial_equity,
        {.unit = "dollars", .min = 1.0, .max = 1e10, .meaning = "Cash at the start of a run."});
  }
  {
    const auto scope = binder.section("backtest");
    binder.texts(
        "symbols", config.symbols,
        "Underlyings to trade; empty: every active ticker for which the lake holds chains.");
    binder.optional_date(
        "from", config.from,
        "First session with decisions; empty: the first with chains, or a year later where a "
        "symbol has no volatility index and needs an IV history of its own.");
    binder.optional_date("to", config.to, "Last session; empty: the last with chains.");
    binder.choice("books", config.books, {"all", "configured"},
                  "Books to run: the configured one and the fill models that reports compare it "
                  "with, or that one alone.");
    binder.choice("entry_odds", config.entry_odds, {"smile", "lognormal"},
                  "The odds of each trade at its entry: by the smile of the chain it was decided "
                  "on, beside the lognormal ones, or those alone.");
    binder.choice("benchmarks", config.benchmarks, {"all", "none"},
                  "What the result is measured against: buy and hold, put-write, random entry and "
                  "the permutation test of entry days, or nothing.");
  }
  {
    const auto scope = binder.section("data");
    binder.text("lake", config.lake, "Folder of the lake.");
    data::bind(binder, config.sources);
  }
  data::bind(binder, config.steps);
  analytics::bind(binder, config.liquidity);
  {
    const auto scope = binder.section("universe");
    binder.text("file", config.universe_file, "Ticker file; empty: the one that is built in.");
  }
  binder.text("ledger", config.ledger,
              "Ledger to record runs in, sqlite:///path or postgresql://...; empty: none.");
  {
    const auto strategy = binder.section("strategy");
    binder.integer("earnings_window_days", config.earnings_window_days,
                   {.unit = "calendar days",
                    .min = 0,
                    .max = 60,
                    .meaning = "Days before a report in which the core strategy opens nothing."});
  }
  strategy::bind(binder, config.strategy);
  trading::bind(binder, config.risk);
  trading::bind(binder, config.execution);
  trading::bind(binder, config.fill);
  trading::bind(binder, config.lifecycle);
}

std::optional<std::string_view> preset_yaml(std::string_view name) {
  if (name == "seed") return embedded::seed_yaml();
  if (name == "exercise") return embedded::exercise_yaml();
  if (name == "core-20-45") return embedded::core_20_45_yaml();
  if (name == "router") return embedded::router_yaml();
  if (name == "iron-condor") return embedded::iron_condor_yaml();
  if (name == "butterfly") return embedded::butterfly_yaml();
  if (name == "calendar-spread") return embedded::calendar_spread_yaml();
  if (name == "hedged-strangle") return embedded::hedged_strangle_yaml();
  return std::nullopt;
}

}  // namespace aots::backtest
