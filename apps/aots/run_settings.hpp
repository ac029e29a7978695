// How a command gets its run configuration: preset or file, then --set, then the flags of the
// command.
#pragma once

#include "backtest/run_config.hpp"
#include "command.hpp"
#include "data/store/lake.hpp"

namespace aots::app {

// Reads `--config` (a file, or the name of a preset), then `--set`, `--seed` and `--lake`.
Result<backtest::RunConfig> load_run_config(const CommonOptions& common);

// The lake of a configuration, with its ranking of sources.
Result<data::Lake> open_lake(const backtest::RunConfig& config);

}  // namespace aots::app
