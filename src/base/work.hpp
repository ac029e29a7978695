// Long work: how a room reports progress and learns that the user wants to stop, without knowing
// anything about terminals or signals.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace aots {

class WorkObserver {
 public:
  virtual ~WorkObserver() = default;
  // `done` of `total` units of `unit` in the step named `step`; total 0 when it is not known.
  virtual void progress(std::string_view step, std::int64_t done, std::int64_t total,
                        std::string_view unit) = 0;
  // True once the user asked to stop.
  virtual bool stop_requested() const = 0;
};

// Says nothing and never stops: for tests and benches.
class SilentObserver final : public WorkObserver {
 public:
  void progress(std::string_view, std::int64_t, std::int64_t, std::string_view) override {}
  bool stop_requested() const override { return false; }
};

// Error kInterrupted when the user asked to stop; nothing half-written may remain.
Status check_stop(const WorkObserver& observer);

}  // namespace aots
