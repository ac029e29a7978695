// OrderLife: the state of one order, from intent to its end, whatever order its reports come in.
//
// Pure: (life, event) -> life. Every legal transition is a cell of one table (docs/execution.md
// prints it); an event that has no cell there changes nothing and is counted. Reports may come
// twice, late, or not at all: a fill is known by its id and counts once; a fill after the order
// was believed dead is booked (D17); a report that is older than what is known is ignored; a lost
// connection makes a live order unknown until the broker reports its status. Quantities are
// packages.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/short_list.hpp"
#include "domain/trading.hpp"

namespace aots::trading {

enum class OrderEventKind {
  kApprove,        // by the gate
  kSend,           // to the broker
  kAcknowledge,    // the broker works it
  kFill,           // of a part or of the rest
  kCancelRequest,  // ours
  kCancelConfirm,
  kReject,
  kExpire,
  kConnectionLost,
  kStatusWorking,  // the broker's answer: it works the order
};

inline constexpr std::size_t kOrderStateCount = 11;
inline constexpr std::size_t kOrderEventCount = 10;

// The cell of the table; nothing where the event means nothing in that state. "Working" stands for
// working or partially filled, and a fill that completes the order makes it filled from anywhere:
// OrderLife settles both by what has filled.
std::optional<OrderState> transition(OrderState from, OrderEventKind event);

// Filled, cancelled, rejected and expired: nothing but a late fill can follow.
bool is_terminal(OrderState state);
// Sent, and not known to have ended: it may still fill.
bool is_outstanding(OrderState state);

enum class OrderOutcome {
  kApplied,
  kLateFill,       // booked, after a cancel was asked for or the order was believed dead
  kDuplicateFill,  // this id was booked before
  kIgnored,        // older than what is known, or without meaning in this state
  kContradiction,  // a fill of an order that was never sent, or of more than was ordered
};

class OrderLife {
 public:
  // Expects a positive quantity.
  explicit OrderLife(std::int64_t quantity);

  // Anything but a fill.
  OrderOutcome apply(OrderEventKind event);
  // A fill of `quantity` packages. A contradiction changes nothing.
  OrderOutcome fill(FillId id, std::int64_t quantity);
  // The answer to a request for the status: the state and all that has filled. Fills that it
  // counts and that never came are owed(); an order that the broker calls filled stays unknown
  // until they have come.
  OrderOutcome report_status(OrderState state, std::int64_t filled);

  OrderState state() const { return state_; }
  std::int64_t quantity() const { return quantity_; }
  std::int64_t filled() const { return filled_; }
  std::int64_t remaining() const { return quantity_ - filled_; }
  // Packages that the broker says have filled and whose fills have not come.
  std::int64_t owed() const { return reported_filled_ > filled_ ? reported_filled_ - filled_ : 0; }
  std::int64_t duplicate_fills() const { return duplicate_fills_; }
  std::int64_t ignored_events() const { return ignored_events_; }

  bool operator==(const OrderLife&) const = default;

 private:
  OrderState settled(OrderState state) const;
  OrderOutcome ignore();

  std::int64_t quantity_;
  std::int64_t filled_ = 0;
  std::int64_t reported_filled_ = 0;
  std::int64_t duplicate_fills_ = 0;
  std::int64_t ignored_events_ = 0;
  OrderState state_ = OrderState::kIntent;
  bool sent_ = false;
  ShortList<FillId, 1> fills_;
};

}  // namespace aots::trading
