// Clock: what time it is, as a value handed in. A simulated clock moves only by events.
#pragma once

#include "base/time.hpp"

namespace aots {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

// Stands still until it is told to advance; never goes back.
class SimClock final : public Clock {
 public:
  Timestamp now() const override { return now_; }
  void advance_to(Timestamp time);

 private:
  Timestamp now_{};
};

}  // namespace aots
