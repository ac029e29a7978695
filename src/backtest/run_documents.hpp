// The two JSON documents of a run folder: what decided the run (manifest) and what came of it
// (summary). A figure that is undefined is null.
#pragma once

#include <string>

#include "backtest/backtest.hpp"

namespace aots::backtest {

// The resolved configuration as JSON, without what only says where things lie.
std::string portable_config(const RunConfig& config);

// Neither depends on where or when the run was made.
std::string manifest_json(const RunResult& result, const ProgramVersion& version);
std::string summary_json(const RunResult& result);

}  // namespace aots::backtest
