// Two run folders side by side: are they the same bytes, and where not, what is different first.
//
// Figures come from summary.json and are null-safe: one that is absent on a side stays absent, and
// has no difference. Lines count from 1 and include the header of a table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"

namespace aots::backtest {

struct FileDifference {
  std::string name;
  bool in_first = true, in_second = true;  // both: the bytes differ
};

// One number of summary.json, named by its path ("by_symbol.SPY.pnl").
struct MetricPair {
  std::string name;
  std::optional<double> first, second;

  bool differs() const { return first != second; }
};

// One named value that differs; an absent side has no such key.
struct FieldDifference {
  std::string key;
  std::optional<std::string> first, second;
};

// The first line of a file that differs, by its fields.
struct LineDifference {
  std::size_t line = 0;
  std::vector<FieldDifference> fields;
};

struct RunComparison {
  std::vector<FileDifference> files;
  std::vector<MetricPair> metrics;      // every number of the summaries, in their order
  std::vector<FieldDifference> config;  // configuration keys
  std::vector<FieldDifference>
      records;                          // what else the manifests and summaries say: versions, data
  std::optional<LineDifference> trade;  // of trades.csv
  std::optional<LineDifference> journal;

  bool identical() const { return files.empty(); }
};

// Errors: a folder that is no run folder, or one that is not whole.
Result<RunComparison> compare_runs(const Path& first, const Path& second);

// For people, at most 80 columns wide.
std::string comparison_text(const RunComparison& comparison);
std::string comparison_json(const RunComparison& comparison);

}  // namespace aots::backtest
