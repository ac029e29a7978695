// Repair of the bars of a lake, once everything that one import brought is there.
//
// A repair needs the whole series and its splits, which come in files of their own, so it looks at
// what the lake holds and not at a file: the order of imports never matters. What it changes is
// written beside the row that it corrects, as a restatement known at the moment of the import and
// never before; a backtest goes on to see what was known then. Steps by a split's ratio on the ex
// date itself are left: such a series is as traded, and readers adjust it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "data/store/lake.hpp"

namespace aots::data {

struct RepairedBars {
  std::string kind;
  std::string symbol;
  std::int64_t seen = 0;
  std::int64_t changed = 0;
  std::vector<std::string> notes;  // one for each repair
};

// Looks at the source that speaks for each of the symbols, unless it is simulated; those of which
// anything was written or seen are in the answer. The writer is not committed.
Result<std::vector<RepairedBars>> repair_bars(const Lake& lake, LakeWriter& writer,
                                              const std::vector<Symbol>& symbols, Timestamp moment);

}  // namespace aots::data
