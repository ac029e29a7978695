#include "trading/execution/broker.hpp"

namespace aots::trading {

Timestamp time_of(const BrokerEvent& event) {
  return std::visit([](const auto& e) { return e.time; }, event);
}

}  // namespace aots::trading
