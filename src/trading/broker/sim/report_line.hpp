// ReportLine: the line on which the simulated broker's reports reach the book.
//
// A clean line hands every report on at its own time. With faults, drawn from a seed, a report may
// come twice, late (so that others overtake it), or be lost with the connection: then the order is
// reported unknown, and what was lost is told again only when its status is asked for.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/rng.hpp"
#include "trading/broker/sim/fill_config.hpp"
#include "trading/execution/broker.hpp"

namespace aots::trading {

class ReportLine {
 public:
  ReportLine(const LineFaults& faults, std::uint64_t seed);

  void send(BrokerEvent event);
  // Every fill of the order once more (where the line has faults), and then its state; unharmed.
  void send_status(const OrderUpdate& status);
  // What has arrived up to and including `until`, in order of arrival.
  std::vector<BrokerEvent> deliver(Timestamp until);

 private:
  struct Underway {
    Timestamp arrives;
    BrokerEvent event;
  };

  void send_with_faults(BrokerEvent event);
  void put(Timestamp arrives, BrokerEvent&& event);

  LineFaults faults_;
  Rng rng_;
  std::vector<Underway> underway_;              // in order of arrival, then as they were sent
  std::map<OrderId, std::vector<Fill>> fills_;  // to be told again; kept on a faulty line alone
};

}  // namespace aots::trading
