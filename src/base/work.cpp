#include "base/work.hpp"

namespace aots {

Status check_stop(const WorkObserver& observer) {
  if (observer.stop_requested()) {
    return fail(ErrorCode::kInterrupted,
                "stopped on request before the work was done; nothing half-written was left, "
                "start the same command again to finish it");
  }
  return {};
}

}  // namespace aots
