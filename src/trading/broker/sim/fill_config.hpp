// FillConfig: what the simulated broker assumes about a fill: its price, its time, its size, its
// cost, and what goes wrong.
#pragma once

#include <cstdint>
#include <string>

#include "base/config.hpp"

namespace aots::trading {

enum class FillPrice { kCross, kFraction, kMid };
enum class FillDelay { kSameSnapshot, kNextSnapshot };
enum class SizeLimit { kNone, kQuoted, kVolumeShare };

// Chances, each between 0 and 1 and 0 by default, drawn from the run's seed. A rehearsal: a run
// under duplicated and lost reports ends with the same trades as one without.
struct LineFaults {
  double reject = 0.0;     // of an order, when it arrives
  double duplicate = 0.0;  // of a report, to come twice
  double late = 0.0;       // of a report, to come up to late_seconds_max after what it reports
  double lost = 0.0;       // of a report, to be lost with the connection
  std::int64_t late_seconds_max = 60;

  bool any_on_the_line() const { return duplicate > 0.0 || late > 0.0 || lost > 0.0; }
};

struct FillConfig {
  std::string model = "cross";          // cross | fraction | mid
  double fraction = 0.5;                // of the half-spread paid, for model fraction
  std::string delay = "same_snapshot";  // same_snapshot | next_snapshot
  std::string size_limit = "quoted";    // none | quoted | volume_share
  double volume_share = 0.1;            // of a contract's volume, for size_limit volume_share
  double commission_per_contract = 0.65;
  double fees_per_contract = 0.0;  // exchange and regulatory
  std::int64_t latency_ms = 250;
  std::int64_t stale_after_minutes = 15;  // a quote older than this never fills
  LineFaults faults;

  FillPrice price() const;
  FillDelay snapshot_delay() const;
  SizeLimit size() const;
};

void bind(ConfigBinder& binder, FillConfig& config);

}  // namespace aots::trading
