// A backtest: one engine run over a lake, with the fill models side by side, and its run folder.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "backtest/benchmarks.hpp"
#include "backtest/entry_smiles.hpp"
#include "backtest/run_config.hpp"
#include "base/file.hpp"
#include "base/work.hpp"
#include "data/store/lake.hpp"
#include "engine/engine.hpp"
#include "research/sharpe.hpp"

namespace aots::backtest {

struct RunResult {
  RunConfig config;
  std::string universe_sha256;  // of the ticker file's text
  std::vector<Symbol> symbols;
  std::vector<data::DatasetHash> datasets;
  std::vector<std::pair<Symbol, features::IvSource>> iv_sources;
  engine::EngineResult engine;
  std::vector<std::string> journal;
  TerminalDistributions entry_smiles;    // of the configured book's trades, where asked for
  std::optional<Benchmarks> benchmarks;  // absent where the configuration asks for none
  // What was tried on the lake up to and including this run; absent where nobody counted.
  std::optional<research::Search> search;
};

// The configured book of a run: everything but what it looks at. `strategy` outlives the desk.
engine::DeskSetup configured_desk(const RunConfig& config, const strategy::Strategy& strategy);

// Prepares the query, the IV sources and the desks (the configured book first, then cross, half,
// mid and next_snapshot where they differ from it) and runs the engine. `listener`, which may be
// null, hears what the configured book does. Errors: unknown symbols, no chains in the range, a
// lake without VIX or market index (says what to import).
Result<RunResult> run_backtest(const RunConfig& config, const data::Lake& lake,
                               WorkObserver& observer, engine::BookListener* listener = nullptr);

// Program identity that goes into the manifest.
struct ProgramVersion {
  std::string version;
  std::string git_commit;
};

// Writes manifest.json, summary.json, trades.csv, legs.csv, equity.csv, benchmarks.csv (where there
// are benchmarks), signals.csv, journal.jsonl and report.html into `folder`, all or nothing: a
// temporary folder beside it, renamed at the end. The content does not depend on where or when it
// is written. An existing run folder is replaced only with `overwrite`, any other folder that holds
// something never.
Status write_run_folder(const RunResult& result, const ProgramVersion& version, const Path& folder,
                        bool overwrite);

// Whether a run may be written there: asked before the work, so that a wrong name costs no run.
Status check_destination(const Path& folder, bool overwrite);

// Renders report.html of an existing run folder from its other files. Errors name the file that is
// missing or does not read as a run folder's.
Status render_report(const Path& folder);

// The headline figures and the fill models side by side, for the terminal (80 columns).
std::string summary_table(const RunResult& result);

}  // namespace aots::backtest
