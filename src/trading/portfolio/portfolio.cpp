#include "trading/portfolio/portfolio.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace aots::trading {
namespace {

// The value of a leg to its holder at a price: positive for longs, negative for shorts.
Money leg_value(const PositionLeg& leg, Price price) {
  return notional(price, sign(leg.side) * leg.contracts, leg.contract.multiplier);
}

bool still_held(const PositionLeg& leg) { return !leg.exit_price.has_value(); }

bool has_filled(const Position& position) {
  return position.status == PositionStatus::kOpen || position.status == PositionStatus::kClosing;
}

// Profit of every leg at its exit, or its mark, or (before the first mark) its entry.
Money gross_profit(const Position& position) {
  Money profit;
  for (const PositionLeg& leg : position.legs) {
    const Price now = leg.exit_price ? *leg.exit_price : leg.mark.value_or(leg.entry_price);
    profit += leg_value(leg, now) - leg_value(leg, leg.entry_price);
  }
  return profit;
}

PositionLeg* find_leg(Position& position, const OptionContract& contract) {
  const auto leg = std::ranges::find_if(
      position.legs, [&](const PositionLeg& l) { return still_held(l) && l.contract == contract; });
  return leg == position.legs.end() ? nullptr : &*leg;
}

// What one share of the contract is worth at the print; below a cent it is not exercised.
Price intrinsic(const OptionContract& contract, Price print) {
  const Price value =
      contract.right == Right::kCall ? print - contract.strike : contract.strike - print;
  const Price exercise_threshold = Price::from_micros(kMicrosPerUnit / 100);
  return value >= exercise_threshold ? value : Price{};
}

std::vector<PositionLeg> legs_of(const Signal& signal, std::int64_t quantity) {
  std::vector<PositionLeg> legs;
  for (const SignalLeg& wanted : signal.legs) {
    PositionLeg leg;
    leg.contract = wanted.contract;
    leg.side = wanted.side;
    leg.contracts = wanted.ratio * quantity;
    leg.greeks = wanted.greeks;
    legs.push_back(std::move(leg));
  }
  return legs;
}

void book_entry(Position& position, const Fill& fill) {
  position.status = PositionStatus::kOpen;
  position.entry_time = fill.time;
  position.entry_net = fill.net_price;
  const std::int64_t multiplier = position.signal.multiplier;
  // A better or worse price than the signal's moves both bounds by the same amount.
  const Price improvement = fill.net_price - position.signal.net_price;
  position.max_profit =
      notional(position.signal.max_profit + improvement, fill.quantity, multiplier);
  position.max_risk = notional(position.signal.max_risk - improvement, fill.quantity, multiplier);
}

}  // namespace

Portfolio::Portfolio(Money initial_equity)
    : initial_equity_(initial_equity), cash_(initial_equity), peak_equity_(initial_equity) {}

Position& Portfolio::at(PositionId id) {
  const auto found = positions_.find(id);
  AOTS_EXPECTS(found != positions_.end());
  return found->second;
}

void Portfolio::open_pending(PositionId id, const Signal& signal, std::int64_t quantity,
                             Money max_risk) {
  AOTS_EXPECTS(!positions_.contains(id));
  AOTS_EXPECTS(quantity > 0);
  Position position;
  position.id = id;
  position.signal = signal;
  position.quantity = quantity;
  position.legs = legs_of(signal, quantity);
  position.max_risk = max_risk;
  position.initial_dte = signal.dte;
  positions_.emplace(id, std::move(position));
  live_.insert(id);
}

Status Portfolio::apply(const Fill& fill, OrderPurpose purpose, const std::string& reason) {
  const auto found = positions_.find(fill.position);
  if (found == positions_.end()) {
    return fail(ErrorCode::kInternal,
                "fill {} of order {} names position {}, which this book does not hold",
                fill.id.value, fill.order.value, fill.position.value);
  }
  Position& position = found->second;
  const bool opening = purpose == OrderPurpose::kOpen;
  if (opening ? position.status != PositionStatus::kPending : !has_filled(position)) {
    return fail(ErrorCode::kInternal, "fill {} would {} position {}, which is {}", fill.id.value,
                to_string(purpose), position.id.value, to_string(position.status));
  }
  for (const LegFill& leg_fill : fill.legs) {
    PositionLeg* leg = find_leg(position, leg_fill.contract);
    if (leg == nullptr || leg->contracts != leg_fill.contracts) {
      return fail(ErrorCode::kInternal, "fill {} holds {} contracts of {}; position {} expects {}",
                  fill.id.value, leg_fill.contracts, leg_fill.contract.occ_symbol(),
                  position.id.value, leg == nullptr ? 0 : leg->contracts);
    }
    cash_ -= notional(leg_fill.price, sign(leg_fill.side) * leg_fill.contracts,
                      leg_fill.contract.multiplier);
    if (opening) {
      leg->entry_price = leg_fill.price;
      leg->entry_bid = leg_fill.bid;
      leg->entry_ask = leg_fill.ask;
    } else {
      leg->exit_price = leg_fill.price;
      leg->exit_bid = leg_fill.bid;
      leg->exit_ask = leg_fill.ask;
    }
  }
  cash_ -= fill.fees;
  position.fees += fill.fees;
  position.slippage += fill.slippage;
  if (opening) {
    book_entry(position, fill);
  } else {
    position.exit_net = fill.net_price;
    finish(position, fill.time, reason);
  }
  position.unrealized = opening ? gross_profit(position) - position.fees : Money{};
  return {};
}

void Portfolio::finish(Position& position, Timestamp time, const std::string& reason) {
  position.status = PositionStatus::kClosed;
  position.exit_time = time;
  position.exit_reason = reason;
  position.realized = gross_profit(position) - position.fees;
  position.unrealized = Money{};
  live_.erase(position.id);
}

void Portfolio::order_ended(PositionId id, OrderPurpose purpose) {
  Position& position = at(id);
  if (purpose == OrderPurpose::kClose) {
    if (position.status == PositionStatus::kClosing) position.status = PositionStatus::kOpen;
    return;
  }
  if (position.status != PositionStatus::kPending) return;
  position.status = PositionStatus::kNeverFilled;
  live_.erase(id);
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
      if (analytics != nullptr && analytics->greeks) leg.greeks = analytics->greeks;
    }
    position.unrealized = gross_profit(position) - position.fees;
  }
}

Status Portfolio::settle(PositionId id, const std::string& root, Date expiry, SettlementPrice price,
                         Timestamp time, const calendar::OptionClass& option_class) {
  Position& position = at(id);
  if (!has_filled(position)) {
    return fail(ErrorCode::kInternal, "position {} is {} and cannot settle", id.value,
                to_string(position.status));
  }
  for (PositionLeg& leg : position.legs) {
    if (!still_held(leg) || leg.contract.root != root || leg.contract.expiry != expiry) continue;
    const Price value = intrinsic(leg.contract, price.price);
    leg.exit_price = value;
    leg.expired_worthless = value.is_zero();
    if (!value.is_zero()) leg.settled = option_class.delivery;
    cash_ += leg_value(leg, value);
  }
  if (std::ranges::any_of(position.legs, still_held)) {
    position.unrealized = gross_profit(position) - position.fees;
    return {};
  }
  Price exit_net;
  for (const PositionLeg& leg : position.legs) {
    exit_net += *leg.exit_price * (sign(leg.side) * leg.contracts / position.quantity);
  }
  position.exit_net = exit_net;
  finish(position, time, "expiry");
  return {};
}

void Portfolio::end_session() { peak_equity_ = std::max(peak_equity_, view().equity); }

PortfolioView Portfolio::view() const {
  PortfolioView view;
  view.cash = cash_;
  view.equity = cash_;
  for (const PositionId id : live_) {
    const Position& position = positions_.at(id);
    view.open.push_back(&position);
    view.unrealized += position.unrealized;
    for (const PositionLeg& leg : position.legs) {
      if (!still_held(leg)) continue;
      if (has_filled(position)) {
        view.equity += leg_value(leg, leg.mark.value_or(leg.entry_price));
      }
      if (!leg.greeks) {
        view.greeks_complete = false;
        continue;
      }
      view.greeks += leg.greeks->scaled(
          static_cast<double>(sign(leg.side) * leg.contracts * leg.contract.multiplier));
    }
  }
  view.peak_equity = std::max(peak_equity_, view.equity);
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
    net += *far_side * (sign(leg.side) * leg.contracts / position.quantity);
  }
  return net;
}

}  // namespace aots::trading
