#include "trading/execution/order_life.hpp"

#include <algorithm>
#include <array>

#include "base/contract.hpp"

namespace aots::trading {
namespace {

using Row = std::array<std::optional<OrderState>, kOrderEventCount>;

constexpr std::optional<OrderState> kNone = std::nullopt;
constexpr OrderState kAppr = OrderState::kApproved;
constexpr OrderState kSent = OrderState::kSent;
constexpr OrderState kWork = OrderState::kWorking;
constexpr OrderState kPend = OrderState::kCancelPending;
constexpr OrderState kCanc = OrderState::kCancelled;
constexpr OrderState kReje = OrderState::kRejected;
constexpr OrderState kExpi = OrderState::kExpired;
constexpr OrderState kUnkn = OrderState::kUnknown;

// Rows are states, columns events, both in the order of their enums. A fill that does not complete
// an order leaves a terminal, pending or unknown order what it was.
// clang-format off
constexpr std::array<Row, kOrderStateCount> kTransitions{{
    //                approve send   ack    fill   cancel confirm reject expire lost   status
    /* intent    */ Row{kAppr, kNone, kNone, kNone, kCanc, kNone, kNone, kNone, kNone, kNone},
    /* approved  */ Row{kNone, kSent, kNone, kNone, kCanc, kNone, kReje, kNone, kNone, kNone},
    /* sent      */ Row{kNone, kNone, kWork, kWork, kPend, kCanc, kReje, kExpi, kUnkn, kWork},
    /* working   */ Row{kNone, kNone, kNone, kWork, kPend, kCanc, kReje, kExpi, kUnkn, kNone},
    /* partially */ Row{kNone, kNone, kNone, kWork, kPend, kCanc, kReje, kExpi, kUnkn, kNone},
    /* filled    */ Row{kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone},
    /* pending   */ Row{kNone, kNone, kNone, kPend, kNone, kCanc, kReje, kExpi, kUnkn, kWork},
    /* cancelled */ Row{kNone, kNone, kNone, kCanc, kNone, kNone, kNone, kNone, kNone, kNone},
    /* rejected  */ Row{kNone, kNone, kNone, kReje, kNone, kNone, kNone, kNone, kNone, kNone},
    /* expired   */ Row{kNone, kNone, kNone, kExpi, kNone, kNone, kNone, kNone, kNone, kNone},
    /* unknown   */ Row{kNone, kNone, kNone, kUnkn, kNone, kCanc, kReje, kExpi, kNone, kWork},
}};
// clang-format on

}  // namespace

std::optional<OrderState> transition(OrderState from, OrderEventKind event) {
  return kTransitions[static_cast<std::size_t>(from)][static_cast<std::size_t>(event)];
}

bool is_terminal(OrderState state) {
  return state == OrderState::kFilled || state == OrderState::kCancelled ||
         state == OrderState::kRejected || state == OrderState::kExpired;
}

bool is_outstanding(OrderState state) {
  return !is_terminal(state) && state != OrderState::kIntent && state != OrderState::kApproved;
}

OrderLife::OrderLife(std::int64_t quantity) : quantity_(quantity) { AOTS_EXPECTS(quantity > 0); }

OrderState OrderLife::settled(OrderState state) const {
  if (filled_ == quantity_) return OrderState::kFilled;
  return state == OrderState::kWorking && filled_ > 0 ? OrderState::kPartiallyFilled : state;
}

OrderOutcome OrderLife::ignore() {
  ++ignored_events_;
  return OrderOutcome::kIgnored;
}

OrderOutcome OrderLife::apply(OrderEventKind event) {
  AOTS_EXPECTS(event != OrderEventKind::kFill);
  const auto next = transition(state_, event);
  if (!next) return ignore();
  state_ = settled(*next);
  sent_ = sent_ || state_ == OrderState::kSent;
  return OrderOutcome::kApplied;
}

OrderOutcome OrderLife::fill(FillId id, std::int64_t quantity) {
  if (std::ranges::find(fills_, id) != fills_.end()) {
    ++duplicate_fills_;
    return OrderOutcome::kDuplicateFill;
  }
  if (!sent_ || quantity <= 0 || quantity > remaining()) return OrderOutcome::kContradiction;
  const auto next = transition(state_, OrderEventKind::kFill);
  AOTS_EXPECTS(next.has_value());
  const bool late = is_terminal(state_) || state_ == OrderState::kCancelPending;
  fills_.push_back(id);
  filled_ += quantity;
  state_ = settled(*next);
  return late ? OrderOutcome::kLateFill : OrderOutcome::kApplied;
}

OrderOutcome OrderLife::report_status(OrderState state, std::int64_t filled) {
  if (!sent_) return ignore();
  reported_filled_ = std::max(reported_filled_, std::min(filled, quantity_));
  switch (state) {
    case OrderState::kCancelled:
      return apply(OrderEventKind::kCancelConfirm);
    case OrderState::kRejected:
      return apply(OrderEventKind::kReject);
    case OrderState::kExpired:
      return apply(OrderEventKind::kExpire);
    case OrderState::kCancelPending:
      return state_ == OrderState::kUnknown ? apply(OrderEventKind::kStatusWorking) : ignore();
    case OrderState::kWorking:
    case OrderState::kPartiallyFilled:
      return apply(OrderEventKind::kStatusWorking);
    case OrderState::kFilled:  // the fills say so themselves
      return owed() > 0 ? OrderOutcome::kApplied : ignore();
    case OrderState::kIntent:
    case OrderState::kApproved:
    case OrderState::kSent:
    case OrderState::kUnknown:
      return ignore();
  }
  return ignore();
}

}  // namespace aots::trading
