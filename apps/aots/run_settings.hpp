// How a command gets its run configuration: preset or file, then --set, then the flags of the
// command.
#pragma once

#include "backtest/run_config.hpp"
#include "command.hpp"
#include "data/store/lake.hpp"

namespace aots::app {

// Reads `--config` (a file, or the name of a preset), then `--set`, `--seed` and `--lake`.
Result<backtest::RunConfig> load_run_config(const CommonOptions& common);

// --from, --to and --symbols, which some commands take beside the configuration.
struct RunFlags {
  std::string from, to, symbols;
};
void add_run_flags(CLI::App& app, RunFlags& flags);
// As above, with these flags. kUsage for a span the wrong way round.
Result<backtest::RunConfig> load_run_config(const CommonOptions& common, const RunFlags& flags);

// The lake of a configuration, with its ranking of sources.
Result<data::Lake> open_lake(const backtest::RunConfig& config);

}  // namespace aots::app
