// StepSwitches: which of the steps that judge or repair an import runs (`data.steps.*`).
//
// Steps without which a row could not be stored at all (plausible dates, sessions, duplicates,
// order of dates, the session of a chain, its contracts) always run and have no switch.
#pragma once

#include "base/config.hpp"

namespace aots::data {

struct StepSwitches {
  bool bar_shape = true;
  bool reverting_spikes = true;
  bool price_repair = true;
  bool action_values = true;
  bool one_snapshot = true;
  bool quote_outliers = true;
  bool enrichment = true;

  bool operator==(const StepSwitches&) const = default;
};

void bind(ConfigBinder& binder, StepSwitches& steps);

}  // namespace aots::data
