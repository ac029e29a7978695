// OrderRegister: every order of one book, known from its approval to the end of the run.
//
// An order is never forgotten: one that was cancelled can still fill (D17). The register says what
// the book has to do with an order that goes unfilled: step its limit, or ask for its cancel. Ages
// count from the broker's acknowledgement, so an order that waits for the next snapshot ages from
// that snapshot on.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/trading.hpp"
#include "trading/execution/execution_config.hpp"
#include "trading/execution/order_life.hpp"
#include "trading/execution/price_walk.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {

struct RegisteredOrder {
  OrderId id;
  PositionId position;
  OrderPurpose purpose = OrderPurpose::kOpen;
  std::string reason;  // why it closes the position
  Timestamp sent_at;
  OrderLife life;
  std::optional<Timestamp> working_since;  // when the broker acknowledged it
  std::int64_t steps_taken = 0;            // of its price walk
};

// What the book has to do next.
struct OrderDue {
  enum class Act { kStep, kCancel };
  Timestamp time;
  OrderId order;
  Act act = Act::kCancel;
};

class OrderRegister {
 public:
  explicit OrderRegister(ExecutionConfig config) : config_(std::move(config)) {}
  OrderRegister(const OrderRegister&) = delete;
  OrderRegister& operator=(const OrderRegister&) = delete;
  OrderRegister(OrderRegister&&) = default;
  OrderRegister& operator=(OrderRegister&&) = default;
  ~OrderRegister() = default;

  // An approved order that goes to the broker now, decided on this chain. Ids must rise. What comes
  // back is the order to submit: with a price walk it starts at the package's mid, and its limit is
  // as good as the approved one or better.
  ApprovedOrder send(ApprovedOrder approved, const OptionChain& chain);

  // Null for an order that was never sent.
  const RegisteredOrder* find(OrderId id) const;
  // Orders sent after a moment.
  std::int64_t sent_after(Timestamp time) const;
  // Expect an order that the register knows.
  OrderOutcome apply(const Fill& fill);
  OrderOutcome apply(const OrderUpdate& update);
  OrderOutcome cancel_requested(OrderId id);

  // The earliest moment after `after`, up to and including `until`, at which something may fall
  // due: reports up to it are to be taken first.
  std::optional<Timestamp> next_look(Timestamp after, Timestamp until) const;
  // The earliest act that falls due up to and including `until`.
  std::optional<OrderDue> next_due(Timestamp until) const;
  // The order at the limit of its next step. Expects one whose step is due.
  ApprovedOrder step(OrderId id);

  // The opening order of a position that may still fill.
  std::optional<OrderId> live_opening(PositionId position) const;
  // Every order of a position that may still fill.
  std::vector<OrderId> live_of(PositionId position) const;

 private:
  struct Walk {
    OrderId order;
    PriceWalk prices;
    ApprovedOrder approved;
  };

  RegisteredOrder& at(OrderId id);
  void ended_or_not(RegisteredOrder& order);
  const Walk* walk_of(OrderId id) const;
  std::optional<OrderDue> due(const RegisteredOrder& order) const;
  std::optional<OrderDue> due_since(const RegisteredOrder& order, Timestamp working_since) const;

  ExecutionConfig config_;
  std::deque<RegisteredOrder> orders_;  // by id; each stays where it is
  std::vector<RegisteredOrder*> live_;  // of them
  std::vector<Walk> walks_;             // of live orders that walk
};

}  // namespace aots::trading
