// The report page, made of the other files of a run folder.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace aots::backtest {

// Text of a run folder's files, by name.
using RunFiles = std::map<std::string, std::string, std::less<>>;

// One self-contained page. Takes manifest.json, summary.json, trades.csv, legs.csv, equity.csv and
// signals.csv, which must be there, and payoffs.json and benchmarks.csv, which may be. The JSON
// documents are valid.
std::string report_page(const RunFiles& files);

}  // namespace aots::backtest
