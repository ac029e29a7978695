// EventSource: where market events come from, in order of known_time: a lake, a live feed, a
// journal, or a list in a test.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "domain/market_event.hpp"

namespace aots {

class EventSource {
 public:
  virtual ~EventSource() = default;
  // The next event, or nothing at the end of the history. Never goes back in known_time.
  virtual Result<std::optional<MarketEvent>> next() = 0;
};

}  // namespace aots
