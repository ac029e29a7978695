// BookEvent: what a desk decided and what came of it, as typed events in the order in which they
// happened. Each carries the position as it stands after the event.
//
// The journal is the same stream as text; a ledger is written from this one, in every mode.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "analytics/chain_view.hpp"
#include "base/result.hpp"
#include "domain/trading.hpp"
#include "engine/desk.hpp"
#include "features/regime.hpp"

namespace aots::engine {

// A signal that risk has looked at.
struct SignalAssessed {
  std::int64_t number = 0;  // from 1, as in signals.csv
  Signal signal;
  SignalRecord record;
  std::optional<PositionId> position;  // the trade it opens, if it was approved
  // The chain that it was decided on; stands during the call, null where nobody looks at chains.
  const analytics::ChainView* view = nullptr;
  std::vector<trading::RiskCheck> checks;
};

struct OrderSent {
  Order order;
  Position position;
};

struct FillBooked {
  Fill fill;
  OrderState order_state = OrderState::kFilled;  // after the fill
  Position position;
};

// An order changed its state other than by a fill: the broker spoke, or a cancel was asked for.
struct OrderReported {
  OrderUpdate update;  // with the state that the order has now
  Position position;
};

// A position changed without an order: settlement, assignment, delivery and closing of shares, a
// dividend on them, a corporate action.
struct PositionChanged {
  Timestamp time;
  Position position;
};

// The book was marked at the end of a session.
struct DayRecorded {
  Timestamp time;
  EquityRecord day;
  features::RegimeObservation regime;
  std::vector<Position> held;  // filled and not closed yet
};

using BookEvent = std::variant<SignalAssessed, OrderSent, FillBooked, OrderReported,
                               PositionChanged, DayRecorded>;

class BookListener {
 public:
  virtual ~BookListener() = default;
  // An error stops the engine: what is not recorded is not done.
  virtual Status on_event(const BookEvent& event) = 0;
};

}  // namespace aots::engine
