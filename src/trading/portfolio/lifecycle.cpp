#include "trading/portfolio/lifecycle.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/contract.hpp"
#include "calendar/expiry.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

constexpr double kDaysPerYear = 365.0;

bool is_filled(const Position& position) { return position.status != PositionStatus::kPending; }

}  // namespace

std::string_view to_string(LifecycleKind kind) {
  switch (kind) {
    case LifecycleKind::kSettlement:
      return "settlement";
    case LifecycleKind::kAssignment:
      return "assignment";
    case LifecycleKind::kShareClose:
      return "share_close";
    case LifecycleKind::kDistribution:
      return "distribution";
    case LifecycleKind::kBorrow:
      return "borrow";
    case LifecycleKind::kCorporateAction:
      return "corporate_action";
    case LifecycleKind::kCarriedAcross:
      return "carried_across";
    case LifecycleKind::kAssignmentAlert:
      return "assignment_alert";
    case LifecycleKind::kWarning:
      return "warning";
  }
  contract_violation("precondition", "a known LifecycleKind", __FILE__, __LINE__);
}

Lifecycle::Lifecycle(LifecycleConfig config, std::uint64_t seed,
                     const calendar::ExchangeCalendar& calendar, Portfolio& portfolio,
                     LifecycleListener listener)
    : config_(std::move(config)),
      seed_(seed),
      calendar_(calendar),
      portfolio_(portfolio),
      listener_(std::move(listener)) {}

bool Lifecycle::seen_on(const Symbol& symbol, Date session) const {
  const auto found = underlyings_.find(symbol);
  return found != underlyings_.end() && found->second.seen == session;
}

std::optional<Price> Lifecycle::last_spot(const Symbol& symbol) const {
  const auto found = underlyings_.find(symbol);
  if (found == underlyings_.end() || !found->second.seen) return std::nullopt;
  return found->second.spot;
}

std::optional<std::string> Lifecycle::exit_reason(const Position& position, Date session,
                                                  const features::MarketState& market) const {
  const bool assigned = std::ranges::any_of(position.legs, &PositionLeg::assigned_early);
  if (assigned && config_.assignment_rule() == OnAssignment::kCloseNextOpen) return "assignment";
  if (!config_.closes_before_adjustment()) return std::nullopt;
  const Date next = calendar_.next_session(session);
  if (!adjustment_ahead(position.signal.symbol, session, next, market)) return std::nullopt;
  return "adjustment_ahead";
}

SessionPrints Lifecycle::prints(const Symbol& symbol, const Closing& closing) const {
  SessionPrints prints;
  const auto found = underlyings_.find(symbol);
  const double footing = found == underlyings_.end() ? 1.0 : found->second.footing;
  prints.rescaled = footing != 1.0;
  if (const Bar* bar = closing.market.bar(symbol, closing.end.session)) {
    prints.open = on_footing(bar->open, footing);
    prints.close = on_footing(bar->close, footing);
  }
  if (seen_on(symbol, closing.end.session)) prints.last_spot = found->second.spot;
  return prints;
}

double Lifecycle::dividend_between(const Symbol& symbol, Date from, Date to,
                                   const features::MarketState& market, Dividends which) const {
  const auto found = underlyings_.find(symbol);
  const double footing = found == underlyings_.end() ? 1.0 : found->second.footing;
  double sum = 0.0;
  for (const Dividend& dividend : market.dividends(symbol, from, to)) {
    if (which == Dividends::kOrdinary && is_special(symbol, dividend.ex_date)) continue;
    sum += dividend.amount * footing;
  }
  return sum;
}

Status Lifecycle::on_session_end(const SessionEnd& end, const features::MarketState& market) {
  const Closing closing{end, market, calendar_.previous_session(end.session)};
  std::vector<PositionId> held;
  std::set<Symbol> symbols;
  for (const Position* position : portfolio_.view().open) {
    if (!is_filled(*position)) continue;
    held.push_back(position->id);
    symbols.insert(position->signal.symbol);
  }
  for (const Symbol& symbol : symbols) {
    AOTS_CHECK_OK(pass_night(symbol, {end.session, end.known_time, market, closing.previous}));
    refresh_footing(symbol, closing);
    AOTS_CHECK_OK(act_without_chain(symbol, closing));
  }
  for (const PositionId id : held) AOTS_CHECK_OK(close_position_day(id, closing));
  pay_interest(closing);
  return {};
}

// Dividends and fees are those of shares held on the evening before, whatever the session trades.
Status Lifecycle::pass_night(const Symbol& symbol, const Morning& morning) {
  Underlying& underlying = underlyings_[symbol];
  if (underlying.night_done == morning.session) return {};
  underlying.night_done = morning.session;
  for (const Position* position : portfolio_.view().open) {
    if (position->signal.symbol != symbol || !holds_shares(*position)) continue;
    AOTS_CHECK_OK(distribute_dividends(position->id, morning));
    AOTS_CHECK_OK(charge_borrow(position->id, morning));
  }
  return {};
}

// What happened at the open comes before what happens at the close.
Status Lifecycle::close_position_day(PositionId id, const Closing& closing) {
  const Position& position = *portfolio_.find(id);
  const auto closed = [&] { return position.status == PositionStatus::kClosed; };
  AOTS_CHECK_OK(close_shares(id, closing));
  if (closed()) return {};
  AOTS_CHECK_OK(settle_expired(id, closing));
  if (closed()) return {};
  AOTS_CHECK_OK(assign_early(id, closing));
  if (closed()) return {};
  AOTS_CHECK_OK(alert(id, closing));
  stress_shares(id, closing);
  return {};
}

Status Lifecycle::distribute_dividends(PositionId id, const Morning& morning) {
  const Position& position = *portfolio_.find(id);
  const Symbol& symbol = position.signal.symbol;
  const double dividend =
      dividend_between(symbol, morning.previous, morning.session, morning.market, Dividends::kAll);
  const Price per_share = Price::from_double(dividend);
  if (per_share.is_zero()) return {};
  Money cash;
  portfolio_.change(id, morning.time, "dividend",
                    [&](Position& held) { return cash = distribute(held, per_share); });
  return tell({.kind = LifecycleKind::kDistribution,
               .time = morning.time,
               .position = id,
               .subject = symbol.str(),
               .price = per_share,
               .cash = cash});
}

Status Lifecycle::charge_borrow(PositionId id, const Morning& morning) {
  if (config_.short_borrow_rate <= 0.0) return {};
  const Position& position = *portfolio_.find(id);
  const int nights = days_between(morning.previous, morning.session);
  double fee = 0.0;
  for (const ShareLeg& leg : position.shares) {
    if (!still_held(leg) || leg.side == Side::kBuy) continue;
    const Price price = leg.mark.value_or(leg.entry_price);
    fee += price.to_double() * static_cast<double>(leg.shares) * config_.short_borrow_rate *
           nights / kDaysPerYear;
  }
  const Money charge =
      Money::from_double(fee).rounded_to(Money::from_micros(kMicrosPerUnit / 100), Rounding::kUp);
  if (charge.is_zero()) return {};
  portfolio_.change(id, morning.time, "", [&](Position& held) {
    held.fees += charge;
    return -charge;
  });
  return tell({.kind = LifecycleKind::kBorrow,
               .time = morning.time,
               .position = id,
               .subject = position.signal.symbol.str(),
               .cash = -charge});
}

Status Lifecycle::close_shares(PositionId id, const Closing& closing) {
  const Position& position = *portfolio_.find(id);
  const auto leaving = std::ranges::find_if(
      position.shares, [](const ShareLeg& leg) { return still_held(leg) && !leg.leaving.empty(); });
  if (leaving == position.shares.end()) return {};
  const std::string reason = leaving->leaving;
  const SessionPrints session = prints(position.signal.symbol, closing);
  const auto price = session.open ? session.open : session.last_spot;
  if (!price) {
    return tell({.kind = LifecycleKind::kWarning,
                 .time = closing.end.known_time,
                 .position = id,
                 .subject = position.signal.symbol.str(),
                 .reason = fmt::format("{}: trade {} holds shares that should be closed, but no "
                                       "price of {} is known",
                                       aots::to_string(closing.end.session), id.value,
                                       position.signal.symbol.str())});
  }
  const ShareCosts costs = config_.share_costs();
  Money cash;
  portfolio_.change(id, closing.end.known_time, reason, [&](Position& held) {
    return cash = close_leaving_shares(held, *price, costs, closing.end.known_time);
  });
  return tell({.kind = LifecycleKind::kShareClose,
               .time = closing.end.known_time,
               .position = id,
               .subject = position.signal.symbol.str(),
               .price = price,
               .approximate = !session.open || session.rescaled,
               .cash = cash,
               .reason = reason});
}

void Lifecycle::stress_shares(PositionId id, const Closing& closing) {
  const Position& position = *portfolio_.find(id);
  if (!holds_shares(position)) {
    if (!position.share_risk) return;
    portfolio_.change(id, closing.end.known_time, "", [](Position& held) {
      held.share_risk = std::nullopt;
      return Money{};
    });
    return;
  }
  const auto print =
      settlement_print(SettlementPrint::kPm, prints(position.signal.symbol, closing));
  portfolio_.change(id, closing.end.known_time, "", [&](Position& held) {
    for (ShareLeg& leg : held.shares) {
      leg.mark_stale = !print;
      if (print) leg.mark = print->price;
    }
    const auto& mark = held.shares.back().mark;
    held.share_risk = stressed_loss(held, mark.value_or(held.shares.back().entry_price),
                                    config_.share_stress_move);
    return Money{};
  });
}

void Lifecycle::pay_interest(const Closing& closing) {
  if (!config_.cash_interest) return;
  const auto rate = closing.market.carry(Symbol("SPY"), closing.end.session).rate;
  if (!rate) return;
  const double cash = portfolio_.view().cash.to_double();
  const double applied = cash >= 0.0 ? std::max(0.0, *rate - config_.cash_interest_spread)
                                     : *rate + config_.cash_interest_spread;
  const int nights = days_between(closing.previous, closing.end.session);
  const Money interest = Money::from_double(cash * std::expm1(applied * nights / kDaysPerYear))
                             .rounded_to(Money::from_micros(kMicrosPerUnit / 100), Rounding::kDown);
  portfolio_.add_interest(interest);
}

}  // namespace aots::trading
