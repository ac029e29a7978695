// Measurement: one figure of `aots bench`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace aots::app {

struct Measurement {
  std::string name;
  std::string target;  // instruction set
  std::string grid;    // what was measured on
  double ns_per_item = 0.0;
  std::size_t items = 0;
};

// features_batch and features_incremental, on one core; an item is a feature value.
std::vector<Measurement> measure_features();

}  // namespace aots::app
