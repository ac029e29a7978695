// What a position has and may still get: orders in flight count as filled at their limit.
#pragma once

#include <cstdint>

#include "domain/trading.hpp"

namespace aots::trading::detail {

inline std::int64_t in_flight_contracts(const Position& position, const PositionLeg& leg) {
  return leg.contracts / position.quantity * position.in_flight;
}

// Contracts that a position has or may still get.
inline std::int64_t margined_contracts(const Position& position, const PositionLeg& leg) {
  const std::int64_t held = position.status == PositionStatus::kPending ? 0 : leg.held();
  return held + in_flight_contracts(position, leg);
}

// Cash that comes in when what is in flight fills. At the limit of the order, which is what its
// risk was counted at.
inline Money cash_in_flight(const Position& position) {
  const Signal& opened = position.signal;
  return notional(opened.net_price + opened.max_risk, position.in_flight, opened.multiplier) -
         position.in_flight_risk;
}

}  // namespace aots::trading::detail
