// Settlement, early assignment and their alerts.
#include <algorithm>

#include "calendar/expiry.hpp"
#include "trading/portfolio/lifecycle.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

void leave_all_shares(Position& position, const char* reason) {
  for (ShareLeg& leg : position.shares) {
    if (still_held(leg) && leg.leaving.empty()) leg.leaving = reason;
  }
}

}  // namespace

// The least value at which our long legs of the group are exercised. Where a short leg of the group
// is exercised against us its shares pay no costs, and by exception is always right.
std::optional<Price> Lifecycle::long_from(const Position& position, const SettlementGroup& group,
                                          Price print) const {
  switch (config_.exercise_rule()) {
    case LongExercise::kNever:
      return std::nullopt;
    case LongExercise::kByException:
      return kExerciseThreshold;
    case LongExercise::kWorthCosts:
      break;
  }
  const auto option_class = calendar::option_class(group.root);
  if (option_class.delivery == Delivery::kCash) return kExerciseThreshold;
  for (const PositionLeg& leg : position.legs) {
    const bool of_group =
        still_held(leg) && leg.contract.root == group.root && leg.contract.expiry == group.expiry;
    if (of_group && leg.side == Side::kSell &&
        settle_leg(leg, print, kExerciseThreshold).exercised) {
      return kExerciseThreshold;
    }
  }
  const double costs = config_.share_commission + config_.share_half_spread +
                       config_.exercise_fee / static_cast<double>(option_class.multiplier);
  return std::max(kExerciseThreshold, Price::from_double(costs));
}

Status Lifecycle::settle_expired(PositionId id, const Closing& closing) {
  for (const SettlementGroup& group : unsettled_groups(*portfolio_.find(id))) {
    const auto option_class = calendar::option_class(group.root);
    // Only the settlement session's own prints count, so this is its only chance.
    const Date date = calendar::settlement_date(calendar_, option_class, group.expiry);
    if (date == closing.end.session) AOTS_CHECK_OK(settle_group(id, group, closing));
  }
  return {};
}

Status Lifecycle::settle_group(PositionId id, const SettlementGroup& group,
                               const Closing& closing) {
  const Position& position = *portfolio_.find(id);
  const auto option_class = calendar::option_class(group.root);
  const Symbol symbol = position.signal.symbol;
  const auto print = settlement_print(option_class.settlement, prints(symbol, closing));
  const Timestamp time = closing.end.known_time;
  if (!print) {
    return tell(
        {.kind = LifecycleKind::kWarning,
         .time = time,
         .position = id,
         .subject = group.root,
         .reason = fmt::format("{}: trade {} expired, but no settlement price of {} is "
                               "known; it stays open at its last marks",
                               aots::to_string(closing.end.session), id.value, symbol.str())});
  }
  Settlement settlement{.group = group, .price = *print, .time = time};
  settlement.long_from = long_from(position, group, print->price);
  settlement.fee_per_contract = Money::from_double(config_.exercise_fee);
  settlement.shares_leave = config_.assignment_rule() == OnAssignment::kCloseNextOpen;
  settlement.in_cash = config_.settle_in_cash;
  Money cash;
  portfolio_.change(id, time, "expiry", [&](Position& held) {
    cash = settle(held, settlement);
    // A hedge goes with the last of its options, as what they delivered does.
    if (settlement.shares_leave && !holds_options(held)) leave_all_shares(held, "expiry");
    return cash;
  });
  return tell({.kind = LifecycleKind::kSettlement,
               .time = time,
               .position = id,
               .subject = group.root,
               .price = print->price,
               .approximate = print->approximate || option_class.adjusted,
               .cash = cash});
}

std::optional<HolderView> Lifecycle::holder_view(const Position& position, const PositionLeg& leg,
                                                 const Closing& closing) const {
  const auto option_class = calendar::option_class(leg.contract.root);
  if (!still_held(leg) || leg.side == Side::kBuy || option_class.adjusted ||
      option_class.style != ExerciseStyle::kAmerican) {
    return std::nullopt;
  }
  const Symbol& symbol = position.signal.symbol;
  const Date session = closing.end.session;
  const SessionPrints session_prints = prints(symbol, closing);
  const auto print = settlement_print(SettlementPrint::kPm, session_prints);
  const Timestamp close = calendar_.close_time(session);
  const auto years = calendar::years_to_cutoff(calendar_, option_class, leg.contract.expiry, close);
  if (!print || !years) return std::nullopt;
  const bool quoted = session_prints.last_spot && !leg.mark_stale && leg.mark;
  const Date next = calendar_.next_session(session);
  const auto carry = closing.market.carry(symbol, session);
  HolderView view;
  view.right = leg.contract.right;
  view.strike = leg.contract.strike;
  view.spot = quoted ? *session_prints.last_spot : print->price;
  if (quoted) view.mid = leg.mark;
  view.dividend = dividend_between(symbol, session, next, closing.market, Dividends::kOrdinary);
  view.nights = days_between(session, next);
  view.years = *years;
  view.rate = carry.rate;
  view.dividend_yield = carry.dividend_yield;
  view.vol = leg.iv;
  return view;
}

Status Lifecycle::assign_early(PositionId id, const Closing& closing) {
  const Position& position = *portfolio_.find(id);
  const Timestamp time = closing.end.known_time;
  for (std::size_t i = 0; i < position.legs.size(); ++i) {
    const PositionLeg& leg = position.legs[i];
    const auto view = holder_view(position, leg, closing);
    if (!view) continue;
    const auto reason =
        assignment(*view, config_, assignment_draw(seed_, id, leg.contract, closing.end.session));
    const auto print =
        settlement_print(SettlementPrint::kPm, prints(position.signal.symbol, closing));
    if (!reason ||
        exercise_value(leg.contract, leg.deliverable, print->price) < kExerciseThreshold) {
      continue;
    }
    const EarlyAssignment exercise{
        .leg = i,
        .print = print->price,
        .time = time,
        .fee_per_contract = Money::from_double(config_.exercise_fee),
        .shares_leave = config_.assignment_rule() == OnAssignment::kCloseNextOpen};
    Money cash;
    portfolio_.change(id, time, "assignment",
                      [&](Position& held) { return cash = assign(held, exercise); });
    AOTS_CHECK_OK(tell({.kind = LifecycleKind::kAssignment,
                        .time = time,
                        .position = id,
                        .subject = leg.contract.occ_symbol(),
                        .price = print->price,
                        .approximate = print->approximate,
                        .cash = cash,
                        .reason = std::string(to_string(*reason))}));
    if (position.status == PositionStatus::kClosed) break;
  }
  return {};
}

Status Lifecycle::alert(PositionId id, const Closing& closing) {
  const Position& position = *portfolio_.find(id);
  for (const PositionLeg& leg : position.legs) {
    AOTS_CHECK_OK(alert_leg(position, leg, closing));
  }
  return {};
}

// Looks at the leg as its holder may within the sessions ahead: with the dividends that go ex until
// the session after them, and the interest of the nights until then.
Status Lifecycle::alert_leg(const Position& position, const PositionLeg& leg,
                            const Closing& closing) {
  constexpr int kAlertSessions = 2;
  auto view = holder_view(position, leg, closing);
  if (!view) return {};
  const Date session = closing.end.session;
  const Date until = calendar_.advance(session, kAlertSessions + 1);
  const auto option_class = calendar::option_class(leg.contract.root);
  const Date settles = calendar::settlement_date(calendar_, option_class, leg.contract.expiry);
  const bool in_the_money =
      exercise_value(leg.contract, leg.deliverable, view->spot) >= kExerciseThreshold;
  std::string reason;
  view->dividend = dividend_between(position.signal.symbol, session, until, closing.market,
                                    Dividends::kOrdinary);
  if (dividend_exercise_is_due(*view)) reason = "dividend";
  view->nights = days_between(session, until);
  if (reason.empty() && carry_exercise_is_due(*view)) reason = "carry";
  if (reason.empty() && in_the_money && settles <= calendar_.advance(session, kAlertSessions)) {
    reason = "expiry";
  }
  if (reason.empty()) return {};
  const std::string contract = leg.contract.occ_symbol();
  if (!alerted_.insert(fmt::format("{} {} {}", position.id.value, contract, reason)).second) {
    return {};
  }
  return tell({.kind = LifecycleKind::kAssignmentAlert,
               .time = closing.end.known_time,
               .position = position.id,
               .subject = contract,
               .price = view->spot,
               .reason = reason});
}

}  // namespace aots::trading
