// SimBroker: fills package limit orders against recorded quotes (D9, D29, D30, D40, D42).
//
// An order reaches the market `latency_ms` after it was decided, is acknowledged there and meets
// the quotes that stand then. On daily chains that is the same snapshot (`same_snapshot`), crossed;
// with `next_snapshot` it reaches the market with the next snapshot of its underlying and is good
// for that session. It meets every snapshot once, and again when its limit changes. What fills is
// limited by the size at the quotes, which all orders of the book share; the rest goes on working
// until a cancel reaches the market, a DAY order's session ends, or the contracts stop trading.
// Quotes of an earlier session, and quotes older than `stale_after_minutes`, fill nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"
#include "trading/broker/sim/fill_config.hpp"
#include "trading/execution/broker.hpp"

namespace aots::trading {

class SimBroker final : public Broker {
 public:
  // The calendar must outlive the broker; the seed decides what goes wrong.
  SimBroker(FillConfig config, const calendar::ExchangeCalendar& calendar, std::uint64_t seed = 1);
  ~SimBroker() override;

  // The quotes that stand from chain.known_time on. The chain must outlive the next call of observe
  // for its underlying or end_of_session.
  void observe(const OptionChain& chain);
  // DAY orders that are good for this session expire, and its quotes stand no longer.
  void end_of_session(Date session, Timestamp time);
  // A corporate action replaced the contracts of the underlying: the exchange drops every order
  // that names the old ones before anything trades on the new ones.
  void contracts_changed(const Symbol& underlying, Timestamp time);

  Status submit(ApprovedOrder order) override;
  Status replace(const ApprovedOrder& order, Timestamp now) override;
  Status cancel(OrderId order, Timestamp now) override;
  Status request_status(OrderId order, Timestamp now) override;
  std::vector<BrokerEvent> poll(Timestamp until) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::trading
