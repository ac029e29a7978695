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
  // Takes the order or says why it cannot. Fills and updates come later, from poll, and may come
  // twice, late or not at all: OrderRegister makes sense of them.
  virtual Status submit(ApprovedOrder order) = 0;
  // The same order at another approved limit.
  virtual Status replace(const ApprovedOrder& order, Timestamp now) = 0;
  // Asks; the order may fill until the confirmation, and its fill may arrive after it.
  virtual Status cancel(OrderId order, Timestamp now) = 0;
  // Asks for the fills of the order, each once more, and then for its state: an update with
  // status_filled.
  virtual Status request_status(OrderId order, Timestamp now) = 0;
  // What happened up to and including `until`, in order of time.
  virtual std::vector<BrokerEvent> poll(Timestamp until) = 0;
};

}  // namespace aots::trading
