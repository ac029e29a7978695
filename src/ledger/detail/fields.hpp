// The one list of each table's columns, walked by whoever names, writes or reads them.
//
// A visitor takes v(column, value) for a value, v.number(column, parent, value) for the number of a
// row of the same run in the table `parent`, v.occ_symbol(column, contract) for a text that is
// written for readers of the database only, v.group for values that are absent together, and one of
// row_number, leg_number and row_date for what numbers the row itself.
#pragma once

#include <concepts>
#include <type_traits>

#include "ledger/detail/cell.hpp"
#include "ledger/ledger.hpp"

namespace aots::ledger::detail {

template <class T>
struct KindOf {
  static constexpr CellKind kValue = CellKind::kText;  // texts and words
};
template <>
struct KindOf<std::int64_t> {
  static constexpr CellKind kValue = CellKind::kInteger;
};
template <>
struct KindOf<bool> {
  static constexpr CellKind kValue = CellKind::kFlag;
};
template <>
struct KindOf<double> {
  static constexpr CellKind kValue = CellKind::kReal;
};
template <class Tag>
struct KindOf<Fixed<Tag>> {
  static constexpr CellKind kValue = CellKind::kDecimal;
};
template <>
struct KindOf<JsonText> {
  static constexpr CellKind kValue = CellKind::kJson;
};
template <>
struct KindOf<Timestamp> {
  static constexpr CellKind kValue = CellKind::kTime;
};
template <>
struct KindOf<Date> {
  static constexpr CellKind kValue = CellKind::kDate;
};
template <class T>
struct KindOf<std::optional<T>> : KindOf<T> {};

inline std::int64_t value_of(std::int64_t number) { return number; }
template <class Tag>
std::int64_t value_of(StrongId<Tag> id) {
  return id.value;
}

template <class E, class Of>
concept EntryOf = std::same_as<std::remove_const_t<E>, Of>;

template <class V, class C>
void visit_contract(V& v, C& contract) {
  v("symbol", contract.underlying);
  v.occ_symbol("contract", contract);
  v("root", contract.root);
  v("option_type", contract.right);
  v("strike", contract.strike);
  v("expiration", contract.expiry);
  v("multiplier", contract.multiplier);
}

template <class V, class G>
void visit_greeks(V& v, G& greeks) {
  v.group(greeks, [&](auto& value) {
    v("delta", value.delta);
    v("gamma", value.gamma);
    v("theta", value.theta_per_day);
    v("vega", value.vega_per_vol_point);
    v("rho", value.rho_per_rate_pct);
  });
}

template <class V, EntryOf<RunEntry> E>
void visit_fields(V& v, E& e) {
  v("run_key", e.key);
  v("kind", e.kind);
  v("version", e.version);
  v("git_commit", e.git_commit);
  v("seed", e.seed);
  v("simulated_start", e.simulated_start);
  v("simulated_end", e.simulated_end);
  v("manifest", e.manifest);
}

template <class V, EntryOf<SignalEntry> E>
void visit_fields(V& v, E& e) {
  v.row_number(e.number);
  v("timestamp", e.timestamp);
  v("symbol", e.symbol);
  v("strategy", e.strategy);
  v("action", e.action);
  v("confidence", e.confidence);
  v("regime", e.regime);
  v("iv_rank", e.iv_rank);
  v("vix", e.vix);
  v("features", e.features);
  v("model_predictions", e.model_predictions);
  v("executed", e.executed);
  v("decision", e.decision);
  v("rule", e.rule);
  v("observed", e.observed);
  v("limit_value", e.limit);
}

template <class V, EntryOf<QuoteEntry> E>
void visit_fields(V& v, E& e) {
  v.leg_number(e.signal, e.leg);
  v.number("signal_id", "signals", e.signal);
  v("leg", e.leg);
  v("quote_time", e.quote_time);
  visit_contract(v, e.contract);
  v("bid", e.bid);
  v("ask", e.ask);
  v("iv", e.iv);
  visit_greeks(v, e.greeks);
  v("spot", e.spot);
}

template <class V, EntryOf<TradeEntry> E>
void visit_fields(V& v, E& e) {
  v.row_number(e.trade);
  v.number("signal_id", "signals", e.signal);
  v("symbol", e.symbol);
  v("strategy", e.strategy);
  v("action", e.action);
  v("entry_time", e.entry_time);
  v("exit_time", e.exit_time);
  v("quantity", e.quantity);
  v("entry_price", e.entry_price);
  v("exit_price", e.exit_price);
  v("pnl", e.pnl);
  v("pnl_pct", e.pnl_pct);
  v("status", e.status);
  v("regime", e.regime);
  v("metadata", e.metadata);
  v("fees", e.fees);
  v("slippage", e.slippage);
  v("max_risk", e.max_risk);
  v("exit_reason", e.exit_reason);
  v("iv_rank", e.iv_rank);
  v("confidence", e.confidence);
}

template <class V, EntryOf<LegEntry> E>
void visit_fields(V& v, E& e) {
  v.leg_number(e.trade, e.leg);
  v.number("trade_id", "trades", e.trade);
  v("leg", e.leg);
  visit_contract(v, e.contract);
  v("leg_type", e.side);
  v("quantity", e.quantity);
  v("entry_price", e.entry_price);
  v("current_price", e.current_price);
  v("exit_price", e.exit_price);
  v("entry_bid", e.entry_bid);
  v("entry_ask", e.entry_ask);
  v("exit_bid", e.exit_bid);
  v("exit_ask", e.exit_ask);
  visit_greeks(v, e.greeks);
  v("unrealized_pnl", e.unrealized_pnl);
  v("status", e.status);
  v("settlement", e.settlement);
  v("updated_at", e.updated_at);
}

template <class V, EntryOf<OrderEntry> E>
void visit_fields(V& v, E& e) {
  v.row_number(e.order);
  v.number("trade_id", "trades", e.trade);
  v("purpose", e.purpose);
  v("symbol", e.symbol);
  v("quantity", e.quantity);
  v("limit_price", e.limit);
  v("time_in_force", e.time_in_force);
  v("decided_at", e.decided_at);
  v("reason", e.reason);
  v("state", e.state);
  v("state_time", e.state_time);
  v("state_reason", e.state_reason);
}

template <class V, EntryOf<OrderLegEntry> E>
void visit_fields(V& v, E& e) {
  v.leg_number(e.order, e.leg);
  v.number("order_id", "orders", e.order);
  v("leg", e.leg);
  visit_contract(v, e.contract);
  v("side", e.side);
  v("ratio", e.ratio);
}

template <class V, EntryOf<FillEntry> E>
void visit_fields(V& v, E& e) {
  v.row_number(e.fill);
  v.number("order_id", "orders", e.order);
  v.number("trade_id", "trades", e.trade);
  v("fill_time", e.time);
  v("quantity", e.quantity);
  v("net_price", e.net_price);
  v("fees", e.fees);
  v("slippage", e.slippage);
}

template <class V, EntryOf<FillLegEntry> E>
void visit_fields(V& v, E& e) {
  v.leg_number(e.fill, e.leg);
  v.number("fill_id", "fills", e.fill);
  v("leg", e.leg);
  visit_contract(v, e.contract);
  v("side", e.side);
  v("quantity", e.quantity);
  v("price", e.price);
  v("bid", e.bid);
  v("ask", e.ask);
}

template <class V, EntryOf<EquityEntry> E>
void visit_fields(V& v, E& e) {
  v.row_date(e.date);
  v("date", e.date);
  v("equity", e.equity);
  v("cash", e.cash);
  v("unrealized", e.unrealized);
  v("drawdown", e.drawdown);
  v("open_positions", e.open_positions);
  v("delta", e.delta);
  v("gamma", e.gamma);
  v("theta", e.theta);
  v("vega", e.vega);
  v("margin", e.margin);
  v("regime", e.regime);
}

template <class V, EntryOf<RegimeEntry> E>
void visit_fields(V& v, E& e) {
  v.row_date(e.date);
  v("date", e.date);
  v("regime", e.regime);
  v("previous", e.previous);
  v("vix", e.vix);
  v("vix_rank", e.vix_rank);
  v("rv_20", e.rv_20);
  v("hv_iv_ratio", e.hv_iv_ratio);
}

template <class V, EntryOf<HeartbeatEntry> E>
void visit_fields(V& v, E& e) {
  v.row_number(e.number);
  v("beat_time", e.time);
  v("component", e.component);
  v("status", e.status);
  v("detail", e.detail);
}

template <class V, EntryOf<ShareLotEntry> E>
void visit_fields(V& v, E& e) {
  v.leg_number(e.trade, e.lot);
  v.number("trade_id", "trades", e.trade);
  v("lot", e.lot);
  v("symbol", e.symbol);
  v("side", e.side);
  v("shares", e.shares);
  v("entry_price", e.entry_price);
  v("opened_at", e.opened_at);
  v("current_price", e.current_price);
  v("exit_price", e.exit_price);
  v("closed_at", e.closed_at);
  v("unrealized_pnl", e.unrealized_pnl);
  v("status", e.status);
  v("leaving_reason", e.leaving_reason);
  v("updated_at", e.updated_at);
}

template <class V, EntryOf<RiskChecksEntry> E>
void visit_fields(V& v, E& e) {
  v.row_number(e.signal);
  v.number("signal_id", "signals", e.signal);
  v("checks", e.checks);
}

}  // namespace aots::ledger::detail
