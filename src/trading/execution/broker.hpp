// Broker: the port to whoever executes orders: simulated, paper or live.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/trading.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {

using BrokerEvent = std::variant<Fill, OrderUpdate>;
Timestamp time_of(const BrokerEvent& event);

class Broker {
 public:
  virtual ~Broker() = default;
  // Takes the order or says why it cannot. Fills and updates come later, from poll.
  virtual Status submit(const ApprovedOrder& order) = 0;
  virtual Status cancel(OrderId order, Timestamp now) = 0;
  // What happened up to and including `until`, in order of time.
  virtual std::vector<BrokerEvent> poll(Timestamp until) = 0;
};

}  // namespace aots::trading
