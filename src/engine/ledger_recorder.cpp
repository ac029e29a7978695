#include "engine/ledger_recorder.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "engine/kept_checks.hpp"

namespace aots::engine {
namespace {

using Json = nlohmann::ordered_json;

ledger::JsonText features_of(const Signal& signal) {
  Json json = {{"iv_source", signal.iv_source}, {"dte", signal.dte}, {"flags", signal.flags}};
  if (signal.spot) json["spot"] = *signal.spot;
  return {json.dump()};
}

ledger::JsonText metadata_of(const Position& position) {
  const Signal& signal = position.signal;
  Json json = {{"iv_source", signal.iv_source},
               {"flags", signal.flags},
               {"expiry", to_string(signal.expiry)},
               {"initial_dte", position.initial_dte},
               {"defined_risk", signal.defined_risk},
               {"signal_net_price", to_string(signal.net_price)},
               {"max_profit", to_string(position.max_profit)}};
  if (position.split_factor != 1) json["split_factor"] = position.split_factor;
  if (!position.shares.empty()) json["distributions"] = to_string(position.distributions);
  return {json.dump()};
}

ledger::SignalEntry signal_entry(const SignalAssessed& event) {
  const SignalRecord& record = event.record;
  ledger::SignalEntry entry;
  entry.number = event.number;
  entry.timestamp = record.time;
  entry.symbol = record.symbol;
  entry.strategy = record.strategy;
  entry.action = record.action;
  entry.confidence = event.signal.confidence;
  entry.regime = record.regime;
  entry.iv_rank = record.iv_rank;
  entry.vix = record.vix;
  entry.features = features_of(event.signal);
  if (event.signal.forecast) {
    entry.model_predictions =
        ledger::JsonText{Json({{"probability_of_profit", *event.signal.forecast}}).dump()};
  }
  entry.decision = record.decision;
  entry.rule = record.rule;
  entry.observed = record.observed;
  entry.limit = record.limit;
  return entry;
}

ledger::TradeEntry trade_entry(const Position& position, std::optional<std::int64_t> signal) {
  ledger::TradeEntry entry;
  entry.trade = position.id;
  entry.signal = signal;
  entry.symbol = position.signal.symbol;
  entry.strategy = position.signal.strategy;
  entry.action = position.signal.action;
  entry.entry_time = position.entry_time;
  entry.exit_time = position.exit_time;
  entry.quantity = position.quantity;
  if (position.entry_time) {
    entry.entry_price = position.entry_net;
    entry.exit_price = position.exit_net;
    const bool closed = position.status == PositionStatus::kClosed;
    entry.pnl = closed ? position.realized : position.unrealized;
    if (position.max_risk.is_positive()) {
      entry.pnl_pct = entry.pnl->to_double() / position.max_risk.to_double();
    }
  }
  entry.status = position.status;
  entry.regime = position.signal.regime;
  entry.metadata = metadata_of(position);
  entry.fees = position.fees;
  entry.slippage = position.slippage;
  entry.max_risk = position.max_risk;
  entry.exit_reason = position.exit_reason;
  entry.iv_rank = position.signal.iv_rank;
  entry.confidence = position.signal.confidence;
  return entry;
}

std::string leg_status(const Position& position, const PositionLeg& leg) {
  if (!position.entry_time) return std::string(to_string(position.status));
  if (leg.expired_worthless) return "expired";
  if (leg.assigned_early) return "assigned";
  if (leg.carried) return "carried";
  if (leg.settled) return "settled";
  return leg.exit_price ? "closed" : "open";
}

ledger::LegEntry leg_entry(const Position& position, std::size_t index, Timestamp time) {
  const PositionLeg& leg = position.legs[index];
  ledger::LegEntry entry;
  entry.trade = position.id;
  entry.leg = static_cast<std::int64_t>(index) + 1;
  entry.contract = leg.contract;
  entry.side = leg.side;
  entry.quantity = leg.contracts;
  if (position.entry_time) entry.entry_price = leg.entry_price;
  entry.current_price = leg.mark;
  entry.exit_price = leg.exit_price;
  entry.entry_bid = leg.entry_bid;
  entry.entry_ask = leg.entry_ask;
  entry.exit_bid = leg.exit_bid;
  entry.exit_ask = leg.exit_ask;
  entry.greeks = leg.greeks;
  if (position.entry_time && leg.mark && !leg.exit_price) {
    entry.unrealized_pnl =
        notional(*leg.mark - leg.entry_price, sign(leg.side) * leg.held(), leg.contract.multiplier);
  }
  entry.status = leg_status(position, leg);
  if (leg.settled) entry.settlement = to_string(*leg.settled);
  if (leg.expired_worthless) entry.settlement = "expired";
  entry.updated_at = time;
  return entry;
}

ledger::ShareLotEntry lot_entry(const Position& position, std::size_t index, Timestamp time) {
  const ShareLeg& leg = position.shares[index];
  ledger::ShareLotEntry entry;
  entry.trade = position.id;
  entry.lot = static_cast<std::int64_t>(index) + 1;
  entry.symbol = leg.symbol;
  entry.side = leg.side;
  entry.shares = leg.shares;
  entry.entry_price = leg.entry_price;
  entry.opened_at = leg.opened_at;
  entry.current_price = leg.mark;
  entry.exit_price = leg.exit_price;
  entry.closed_at = leg.closed_at;
  if (leg.mark && !leg.exit_price) {
    entry.unrealized_pnl = notional(*leg.mark - leg.entry_price, sign(leg.side) * leg.shares, 1);
  }
  entry.status = leg.exit_price ? "closed" : leg.leaving.empty() ? "open" : "leaving";
  entry.leaving_reason = leg.leaving;
  entry.updated_at = time;
  return entry;
}

ledger::OrderEntry order_entry(const Order& order) {
  ledger::OrderEntry entry;
  entry.order = order.id;
  entry.trade = order.position;
  entry.purpose = order.purpose;
  entry.symbol = order.symbol;
  entry.quantity = order.quantity;
  entry.limit = order.limit;
  entry.time_in_force = order.time_in_force;
  entry.decided_at = order.decided_at;
  entry.reason = order.reason;
  entry.state = OrderState::kSent;
  entry.state_time = order.decided_at;
  return entry;
}

Timestamp time_of(const BookEvent& event) {
  struct {
    Timestamp operator()(const SignalAssessed& e) const { return e.record.time; }
    Timestamp operator()(const OrderSent& e) const { return e.order.decided_at; }
    Timestamp operator()(const FillBooked& e) const { return e.fill.time; }
    Timestamp operator()(const OrderReported& e) const { return e.update.time; }
    Timestamp operator()(const PositionChanged& e) const { return e.time; }
    Timestamp operator()(const DayRecorded& e) const { return e.time; }
  } visitor;
  return std::visit(visitor, event);
}

}  // namespace

LedgerRecorder::LedgerRecorder(ledger::UnitOfWork& unit, AfterEvent after_event)
    : unit_(unit), after_event_(std::move(after_event)) {}

Status LedgerRecorder::on_event(const BookEvent& event) {
  unit_.time = time_of(event);
  std::visit([&](const auto& e) { record(e); }, event);
  return after_event_ ? after_event_(unit_) : Status{};
}

void LedgerRecorder::put_position(const Position& position, Timestamp time) {
  const auto signal = signals_.find(position.id);
  unit_.put(trade_entry(position, signal == signals_.end()
                                      ? std::nullopt
                                      : std::optional<std::int64_t>(signal->second)));
  for (std::size_t i = 0; i < position.legs.size(); ++i) {
    unit_.put(leg_entry(position, i, time));
  }
  for (std::size_t i = 0; i < position.shares.size(); ++i) {
    unit_.put(lot_entry(position, i, time));
  }
}

void LedgerRecorder::record(const SignalAssessed& event) {
  ledger::SignalEntry entry = signal_entry(event);
  for (std::size_t i = 0; i < event.signal.legs.size(); ++i) {
    const SignalLeg& leg = event.signal.legs[i];
    ledger::QuoteEntry quote;
    quote.signal = event.number;
    quote.leg = static_cast<std::int64_t>(i) + 1;
    quote.quote_time = event.signal.time;
    quote.contract = leg.contract;
    quote.bid = leg.bid;
    quote.ask = leg.ask;
    quote.iv = leg.iv;
    quote.greeks = leg.greeks;
    quote.spot = event.signal.spot;
    unit_.put(quote);
  }
  unit_.put(entry);
  unit_.put(ledger::RiskChecksEntry{event.number, {checks_json(event.checks)}});
  if (!event.position) return;
  signals_[*event.position] = event.number;
  not_executed_.insert_or_assign(*event.position, std::move(entry));
}

void LedgerRecorder::record(const OrderSent& event) {
  put_position(event.position, event.order.decided_at);
  const ledger::OrderEntry entry = order_entry(event.order);
  unit_.put(entry);
  orders_.insert_or_assign(event.order.id, entry);
  for (std::size_t i = 0; i < event.order.legs.size(); ++i) {
    const OrderLeg& leg = event.order.legs[i];
    unit_.put(ledger::OrderLegEntry{event.order.id, static_cast<std::int64_t>(i) + 1, leg.contract,
                                    leg.side, leg.ratio});
  }
}

void LedgerRecorder::record(const FillBooked& event) {
  const Fill& fill = event.fill;
  put_position(event.position, fill.time);
  if (auto signal = not_executed_.extract(fill.position)) {
    signal.mapped().executed = true;
    unit_.put(std::move(signal.mapped()));
  }
  ledger::OrderEntry& order = orders_.at(fill.order);
  if (order.state != event.order_state) {
    order.state = event.order_state;
    order.state_time = fill.time;
    order.state_reason.clear();
    unit_.put(order);
  }
  unit_.put(ledger::FillEntry{fill.id, fill.order, fill.position, fill.time, fill.quantity,
                              fill.net_price, fill.fees, fill.slippage});
  for (std::size_t i = 0; i < fill.legs.size(); ++i) {
    const LegFill& leg = fill.legs[i];
    unit_.put(ledger::FillLegEntry{fill.id, static_cast<std::int64_t>(i) + 1, leg.contract,
                                   leg.side, leg.contracts, leg.price, leg.bid, leg.ask});
  }
}

void LedgerRecorder::record(const OrderReported& event) {
  put_position(event.position, event.update.time);
  ledger::OrderEntry& order = orders_.at(event.update.order);
  order.state = event.update.state;
  order.state_time = event.update.time;
  order.state_reason = event.update.reason;
  unit_.put(order);
}

void LedgerRecorder::record(const PositionChanged& event) {
  put_position(event.position, event.time);
}

void LedgerRecorder::record(const DayRecorded& event) {
  ledger::EquityEntry day;
  day.date = event.day.date;
  day.equity = event.day.equity;
  day.cash = event.day.cash;
  day.unrealized = event.day.unrealized;
  day.drawdown = event.day.drawdown;
  day.open_positions = event.day.open_positions;
  day.delta = event.day.greeks.delta;
  day.gamma = event.day.greeks.gamma;
  day.theta = event.day.greeks.theta_per_day;
  day.vega = event.day.greeks.vega_per_vol_point;
  day.margin = event.day.margin;
  day.regime = event.day.regime;
  unit_.put(day);
  if (event.regime.changed) {
    unit_.put(ledger::RegimeEntry{event.day.date, event.regime.regime, event.regime.previous,
                                  event.regime.vix, event.regime.vix_rank, event.regime.rv_20,
                                  event.regime.hv_iv_ratio});
  }
  for (const Position& position : event.held) put_position(position, event.time);
}

}  // namespace aots::engine
