#include "trading/portfolio/portfolio.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "trading/portfolio/profit.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

bool has_filled(const Position& position) {
  return position.status == PositionStatus::kOpen || position.status == PositionStatus::kClosing;
}

bool anything_held(const Position& position) {
  return holds_shares(position) || holds_options(position);
}

template <class P>
auto find_leg(P& position, const OptionContract& contract) -> decltype(position.legs.data()) {
  const auto leg = std::ranges::find(position.legs, contract, &PositionLeg::contract);
  return leg == position.legs.end() ? nullptr : &*leg;
}

std::vector<PositionLeg> legs_of(const Signal& signal, std::int64_t quantity) {
  std::vector<PositionLeg> legs;
  legs.reserve(signal.legs.size());
  for (const SignalLeg& wanted : signal.legs) {
    PositionLeg& leg = legs.emplace_back();
    leg.contract = wanted.contract;
    leg.side = wanted.side;
    leg.contracts = wanted.ratio * quantity;
    leg.greeks = wanted.greeks;
    leg.iv = wanted.iv;
  }
  return legs;
}

// What the fills make of the signal's bounds: a better or worse price than the signal's moves both
// by the same amount.
void restate_entry(Position& position) {
  const Price net_total = entry_total(position);
  position.entry_net = average(net_total, position.quantity);
  const Signal& signal = position.signal;
  const Price improvement = net_total - signal.net_price * position.quantity;
  position.max_profit =
      notional(signal.max_profit * position.quantity + improvement, 1, signal.multiplier);
  position.max_risk =
      notional(signal.max_risk * position.quantity - improvement, 1, signal.multiplier) +
      position.in_flight_risk;
}

// Takes packages out of those in flight, and their share of the risk.
void land(Position& position, std::int64_t quantity) {
  const std::int64_t landed = std::min(quantity, position.in_flight);
  if (landed == 0) return;
  const std::int64_t left = position.in_flight - landed;
  position.in_flight_risk =
      Money::from_micros(position.in_flight_risk.micros() / position.in_flight * left);
  position.in_flight = left;
}

void book_opening_leg(PositionLeg& leg, const LegFill& fill) {
  leg.contracts += fill.contracts;
  leg.entry_total += fill.price * fill.contracts;
  leg.entry_price = average(leg.entry_total, leg.contracts);
  leg.entry_bid = fill.bid;
  leg.entry_ask = fill.ask;
  leg.exit_price.reset();
  // Worth the middle of what it met: crossing the spread is a loss of the day of the fill.
  const auto mid = OptionQuote{.bid = fill.bid, .ask = fill.ask}.mid();
  if (!mid) return;
  leg.mark = mid;
  leg.mark_stale = false;
}

}  // namespace

Portfolio::Portfolio(Money initial_equity, const BookMemory& memory)
    : initial_equity_(initial_equity),
      cash_(initial_equity),
      peak_equity_(std::max(initial_equity, memory.peak_equity.value_or(initial_equity))),
      session_start_equity_(memory.session_start_equity.value_or(initial_equity)) {}

Position& Portfolio::at(PositionId id) {
  const auto found = positions_.find(id);
  AOTS_EXPECTS(found != positions_.end());
  return found->second;
}

void Portfolio::open_pending(PositionId id, const Signal& signal, std::int64_t quantity,
                             Money max_risk) {
  AOTS_EXPECTS(quantity > 0);
  const auto [place, added] = positions_.try_emplace(id);
  AOTS_EXPECTS(added);
  Position& position = place->second;
  position.id = id;
  position.signal = signal;
  position.quantity = quantity;
  position.legs = legs_of(signal, quantity);
  position.in_flight = quantity;
  position.in_flight_risk = max_risk;
  position.max_risk = max_risk;
  position.initial_dte = signal.dte;
  lives(id);
}

Status Portfolio::check(const Position& position, const Fill& fill, OrderPurpose purpose) const {
  const bool opening = purpose == OrderPurpose::kOpen;
  if (!opening && !has_filled(position)) {
    return fail(ErrorCode::kInternal, "fill {} would close position {}, which is {}", fill.id.value,
                position.id.value, to_string(position.status));
  }
  if (fill.quantity <= 0 || fill.legs.empty() ||
      (!opening && fill.quantity > packages_held(position))) {
    return fail(ErrorCode::kInternal, "fill {} of position {} holds {} packages", fill.id.value,
                position.id.value, fill.quantity);
  }
  for (const LegFill& leg_fill : fill.legs) {
    const PositionLeg* leg = find_leg(position, leg_fill.contract);
    const std::int64_t ratio = leg == nullptr ? 0
                               : opening      ? leg->contracts / position.quantity
                                              : ratio_of(position, *leg);
    const std::int64_t expected = ratio * fill.quantity;
    const bool settled = leg != nullptr && (leg->settled || leg->expired_worthless);
    const bool too_many = leg != nullptr && !opening && leg_fill.contracts > leg->held();
    if (leg == nullptr || settled || too_many || leg_fill.contracts != expected) {
      return fail(ErrorCode::kInternal,
                  "fill {} holds {} contracts of {}; position {} expects {} and holds {}",
                  fill.id.value, leg_fill.contracts, leg_fill.contract.occ_symbol(),
                  position.id.value, expected, leg == nullptr ? 0 : leg->held());
    }
  }
  return {};
}

Status Portfolio::apply(const Fill& fill, OrderPurpose purpose, const std::string& reason) {
  const auto found = positions_.find(fill.position);
  if (found == positions_.end()) {
    return fail(ErrorCode::kInternal,
                "fill {} of order {} names position {}, which this book does not hold",
                fill.id.value, fill.order.value, fill.position.value);
  }
  Position& position = found->second;
  AOTS_CHECK_OK(check(position, fill, purpose));
  const Money cash_before = cash_;
  if (purpose == OrderPurpose::kOpen) {
    begin_entry(position, fill);
  } else {
    position.closed += fill.quantity;
  }
  for (const LegFill& leg_fill : fill.legs) {
    PositionLeg& leg = *find_leg(position, leg_fill.contract);
    cash_ -= notional(leg_fill.price, sign(leg_fill.side) * leg_fill.contracts,
                      leg_fill.contract.multiplier);
    if (purpose == OrderPurpose::kOpen) {
      book_opening_leg(leg, leg_fill);
    } else {
      leave(leg, leg_fill.contracts, leg_fill.price);
      leg.exit_bid = leg_fill.bid;
      leg.exit_ask = leg_fill.ask;
    }
  }
  position.traded += cash_ - cash_before;
  cash_ -= fill.fees;
  position.fees += fill.fees;
  position.slippage += fill.slippage;
  if (purpose == OrderPurpose::kOpen) restate_entry(position);
  if (purpose == OrderPurpose::kClose && !anything_held(position)) {
    finish(position, fill.time, reason);
  } else {
    position.unrealized = gross_profit(position) - position.fees;
  }
  return {};
}

void Portfolio::lives(PositionId id) {
  const auto place = std::ranges::lower_bound(live_, id);
  if (place == live_.end() || *place != id) live_.insert(place, id);
}

void Portfolio::begin_entry(Position& position, const Fill& fill) {
  if (!position.entry_time) {
    position.entry_time = fill.time;
    position.quantity = 0;
    for (PositionLeg& leg : position.legs) leg.contracts = 0;
  }
  position.quantity += fill.quantity;
  land(position, fill.quantity);
  if (has_filled(position)) return;
  // Also a trade that was believed never filled, or one that was closed before this fill came.
  position.status = PositionStatus::kOpen;
  position.exit_time.reset();
  position.exit_net.reset();
  position.exit_reason.clear();
  position.realized = Money{};
  lives(position.id);
}

void Portfolio::finish(Position& position, Timestamp time, const std::string& reason) {
  position.exit_net = exit_net(position);
  position.status = PositionStatus::kClosed;
  position.exit_time = time;
  const bool assigned = std::ranges::any_of(position.legs, &PositionLeg::assigned_early);
  position.exit_reason = assigned ? "assignment" : reason;
  position.share_risk = std::nullopt;
  position.realized = gross_profit(position) - position.fees;
  position.unrealized = Money{};
  std::erase(live_, position.id);
}

void Portfolio::order_ended(PositionId id, OrderPurpose purpose) {
  Position& position = at(id);
  if (purpose == OrderPurpose::kClose) {
    if (position.status == PositionStatus::kClosing) position.status = PositionStatus::kOpen;
    return;
  }
  land(position, position.in_flight);
  if (position.status != PositionStatus::kPending) {
    if (has_filled(position)) restate_entry(position);
    return;
  }
  position.status = PositionStatus::kNeverFilled;
  std::erase(live_, id);
}

void Portfolio::closing(PositionId id) {
  Position& position = at(id);
  AOTS_EXPECTS(position.status == PositionStatus::kOpen);
  position.status = PositionStatus::kClosing;
}

void Portfolio::mark(const analytics::ChainView& view) {
  for (const PositionId id : live_) {
    Position& position = at(id);
    if (position.signal.symbol != view.chain().underlying || !has_filled(position)) continue;
    for (PositionLeg& leg : position.legs) {
      if (!still_held(leg)) continue;
      const OptionQuote* quote = view.chain().find(leg.contract);
      const auto mid = quote == nullptr ? std::nullopt : quote->mid();
      leg.mark_stale = !mid.has_value();
      if (mid) leg.mark = mid;
      const analytics::OptionAnalytics* analytics = view.analytics(leg.contract);
      if (const auto greeks = view.greeks(leg.contract)) leg.greeks = greeks;
      if (analytics != nullptr && analytics->iv) leg.iv = analytics->iv;
    }
    for (ShareLeg& leg : position.shares) {
      leg.mark_stale = !view.chain().spot.has_value();
      if (view.chain().spot) leg.mark = view.chain().spot;
    }
    position.unrealized = gross_profit(position) - position.fees;
  }
}

void Portfolio::change(PositionId id, Timestamp time, const std::string& reason,
                       const std::function<Money(Position&)>& change) {
  Position& position = at(id);
  AOTS_EXPECTS(has_filled(position));
  cash_ += change(position);
  if (!anything_held(position)) return finish(position, time, reason);
  position.unrealized = gross_profit(position) - position.fees;
}

void Portfolio::add_interest(Money amount) {
  cash_ += amount;
  interest_ += amount;
}

void Portfolio::end_session() {
  session_start_equity_ = view().equity;
  peak_equity_ = std::max(peak_equity_, session_start_equity_);
}

PortfolioView Portfolio::view() const {
  PortfolioView view;
  view.cash = cash_;
  view.equity = cash_;
  for (const PositionId id : live_) {
    const Position& position = positions_.at(id);
    view.open.push_back(&position);
    view.unrealized += position.unrealized;
    for (const PositionLeg& leg : position.legs) {
      const std::int64_t held = has_filled(position) ? leg.held() : 0;
      const std::int64_t in_flight = leg.contracts / position.quantity * position.in_flight;
      if (held > 0) view.equity += held_value(leg, leg.mark.value_or(leg.entry_price));
      if (held + in_flight == 0) continue;
      if (!leg.greeks) {
        view.greeks_complete = false;
        continue;
      }
      view.greeks += leg.greeks->scaled(
          static_cast<double>(sign(leg.side) * (held + in_flight) * leg.contract.multiplier));
    }
    for (const ShareLeg& leg : position.shares) {
      if (!still_held(leg)) continue;
      view.equity += share_value(leg, leg.mark.value_or(leg.entry_price));
      view.greeks.delta += static_cast<double>(sign(leg.side) * leg.shares);
    }
  }
  view.peak_equity = std::max(peak_equity_, view.equity);
  view.session_start_equity = session_start_equity_;
  return view;
}

const Position* Portfolio::find(PositionId id) const {
  const auto found = positions_.find(id);
  return found == positions_.end() ? nullptr : &found->second;
}

std::optional<Money> unrealized_at_fresh_marks(const Position& position) {
  for (const PositionLeg& leg : position.legs) {
    if (still_held(leg) && (leg.mark_stale || !leg.mark)) return std::nullopt;
  }
  for (const ShareLeg& leg : position.shares) {
    if (still_held(leg) && (leg.mark_stale || !leg.mark)) return std::nullopt;
  }
  return gross_profit(position) - position.fees;
}

std::optional<Price> natural_close(const Position& position, const OptionChain& chain) {
  Price net;
  for (const PositionLeg& leg : position.legs) {
    if (!still_held(leg)) continue;
    const OptionQuote* quote = chain.find(leg.contract);
    if (quote == nullptr || quote->crossed()) return std::nullopt;
    const auto far_side = leg.side == Side::kBuy ? quote->bid : quote->ask;
    if (!far_side) return std::nullopt;
    net += *far_side * (sign(leg.side) * ratio_of(position, leg));
  }
  return net;
}

}  // namespace aots::trading
