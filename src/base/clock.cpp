#include "base/clock.hpp"

#include "base/contract.hpp"

namespace aots {

void SimClock::advance_to(Timestamp time) {
  AOTS_EXPECTS(time >= now_);
  now_ = time;
}

}  // namespace aots
