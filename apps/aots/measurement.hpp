// Measurement: one figure of `aots bench`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aots::app {

struct Measurement {
  std::string name;
  std::string target;  // instruction set, or where rows come from
  std::string grid;    // what was measured on
  double ns_per_item = 0.0;
  std::size_t items = 0;
};

// features_batch and features_incremental, on one core; an item is a feature value.
std::vector<Measurement> measure_features();

// backtest_rows: whole backtests of one book over a year of one symbol's chains, from the session
// tapes and from Parquet, report included; an item is a chain row. Makes a synthetic market in the
// temporary folder and takes it away again.
Result<std::vector<Measurement>> measure_backtest();

}  // namespace aots::app
