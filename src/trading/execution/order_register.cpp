#include "trading/execution/order_register.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "calendar/option_class.hpp"

namespace aots::trading {
namespace {

// What a report of something that happened means; nothing for what brokers do not report.
std::optional<OrderEventKind> event_of(OrderState state) {
  switch (state) {
    case OrderState::kWorking:
      return OrderEventKind::kAcknowledge;
    case OrderState::kCancelled:
      return OrderEventKind::kCancelConfirm;
    case OrderState::kRejected:
      return OrderEventKind::kReject;
    case OrderState::kExpired:
      return OrderEventKind::kExpire;
    case OrderState::kUnknown:
      return OrderEventKind::kConnectionLost;
    case OrderState::kIntent:
    case OrderState::kApproved:
    case OrderState::kSent:
    case OrderState::kPartiallyFilled:
    case OrderState::kFilled:
    case OrderState::kCancelPending:
      return std::nullopt;
  }
  return std::nullopt;
}

// Most questions are about the order that was sent last.
template <class Orders>
auto find_in(Orders& orders, OrderId id) -> decltype(&orders.back()) {
  if (!orders.empty() && orders.back().id == id) return &orders.back();
  const auto found = std::ranges::lower_bound(orders, id, {}, &RegisteredOrder::id);
  return found != orders.end() && found->id == id ? &*found : nullptr;
}

}  // namespace

ApprovedOrder OrderRegister::send(ApprovedOrder approved, const OptionChain& chain) {
  const Order& order = approved.order();
  AOTS_EXPECTS(orders_.empty() || orders_.back().id < order.id);
  RegisteredOrder& added = orders_.emplace_back(RegisteredOrder{.id = order.id,
                                                                .position = order.position,
                                                                .purpose = order.purpose,
                                                                .reason = order.reason,
                                                                .sent_at = order.decided_at,
                                                                .life = OrderLife(order.quantity),
                                                                .working_since = std::nullopt});
  added.life.apply(OrderEventKind::kApprove);
  added.life.apply(OrderEventKind::kSend);
  live_.push_back(&added);
  const auto mid = config_.walk_steps == 0 ? std::nullopt : net_mid(chain, order.legs);
  if (!mid || *mid <= order.limit) return std::move(approved).worked(order.limit, config_.tif());
  const auto option_class = calendar::option_class(order.legs.front().contract.root);
  const Price tick = calendar::net_tick(option_class, order.legs.size(), order.limit);
  const PriceWalk walk{*mid, order.limit, tick, config_.walk_steps};
  walks_.push_back({order.id, walk, approved});
  return std::move(approved).worked(walk.at(0), config_.tif());
}

const RegisteredOrder* OrderRegister::find(OrderId id) const { return find_in(orders_, id); }

std::int64_t OrderRegister::sent_after(Timestamp time) const {
  const auto first = std::ranges::upper_bound(orders_, time, {}, &RegisteredOrder::sent_at);
  return orders_.end() - first;
}

RegisteredOrder& OrderRegister::at(OrderId id) {
  RegisteredOrder* order = find_in(orders_, id);
  AOTS_EXPECTS(order != nullptr);
  return *order;
}

void OrderRegister::ended_or_not(RegisteredOrder& order) {
  if (!is_terminal(order.life.state())) return;
  std::erase(live_, &order);
  std::erase_if(walks_, [&](const Walk& walk) { return walk.order == order.id; });
}

OrderOutcome OrderRegister::apply(const Fill& fill) {
  RegisteredOrder& order = at(fill.order);
  const OrderOutcome outcome = order.life.fill(fill.id, fill.quantity);
  // A broker that fills an order works it, whether or not it said so.
  if (!order.working_since) order.working_since = fill.time;
  ended_or_not(order);
  return outcome;
}

OrderOutcome OrderRegister::apply(const OrderUpdate& update) {
  RegisteredOrder& order = at(update.order);
  OrderOutcome outcome = OrderOutcome::kIgnored;
  if (update.status_filled) {
    outcome = order.life.report_status(update.state, *update.status_filled);
  } else if (const auto event = event_of(update.state)) {
    outcome = order.life.apply(*event);
  }
  const OrderState state = order.life.state();
  if (state == OrderState::kWorking && !order.working_since) order.working_since = update.time;
  ended_or_not(order);
  return outcome;
}

OrderOutcome OrderRegister::cancel_requested(OrderId id) {
  return at(id).life.apply(OrderEventKind::kCancelRequest);
}

const OrderRegister::Walk* OrderRegister::walk_of(OrderId id) const {
  const auto walk = std::ranges::find(walks_, id, &Walk::order);
  return walk == walks_.end() ? nullptr : &*walk;
}

std::optional<OrderDue> OrderRegister::due(const RegisteredOrder& order) const {
  const OrderState state = order.life.state();
  if (state != OrderState::kWorking && state != OrderState::kPartiallyFilled) return std::nullopt;
  return due_since(order, *order.working_since);
}

std::optional<OrderDue> OrderRegister::due_since(const RegisteredOrder& order,
                                                 Timestamp working_since) const {
  std::optional<OrderDue> earliest;
  if (const auto after = config_.cancel_after()) {
    earliest = {working_since + *after, order.id, OrderDue::Act::kCancel};
  }
  const Walk* walk = walk_of(order.id);
  if (walk == nullptr || order.steps_taken == walk->prices.steps) return earliest;
  const auto elapsed = std::chrono::seconds(config_.walk_every_seconds) * (order.steps_taken + 1);
  const Timestamp step_time = working_since + elapsed;
  if (earliest && earliest->time <= step_time) return earliest;
  return OrderDue{step_time, order.id, OrderDue::Act::kStep};
}

std::optional<Timestamp> OrderRegister::next_look(Timestamp after, Timestamp until) const {
  std::optional<Timestamp> earliest;
  for (const RegisteredOrder* live : live_) {
    const RegisteredOrder& order = *live;
    // An order that is not acknowledged yet is not older than since it was sent.
    const auto next = order.working_since ? due(order) : due_since(order, order.sent_at);
    if (!next || next->time <= after || next->time > until) continue;
    earliest = earliest ? std::min(*earliest, next->time) : next->time;
  }
  return earliest;
}

std::optional<OrderDue> OrderRegister::next_due(Timestamp until) const {
  std::optional<OrderDue> earliest;
  for (const RegisteredOrder* order : live_) {
    const auto next = due(*order);
    if (next && next->time <= until && (!earliest || next->time < earliest->time)) earliest = next;
  }
  return earliest;
}

ApprovedOrder OrderRegister::step(OrderId id) {
  const Walk* walk = walk_of(id);
  AOTS_EXPECTS(walk != nullptr);
  ApprovedOrder approved = walk->approved;
  return std::move(approved).worked(walk->prices.at(++at(id).steps_taken), config_.tif());
}

std::optional<OrderId> OrderRegister::live_opening(PositionId position) const {
  for (const RegisteredOrder* live : live_) {
    const RegisteredOrder& order = *live;
    if (order.position == position && order.purpose == OrderPurpose::kOpen) return order.id;
  }
  return std::nullopt;
}

std::vector<OrderId> OrderRegister::live_of(PositionId position) const {
  std::vector<OrderId> found;
  for (const RegisteredOrder* live : live_) {
    const RegisteredOrder& order = *live;
    if (order.position == position) found.push_back(order.id);
  }
  return found;
}

}  // namespace aots::trading
