#include "engine/journal.hpp"

#include "base/json_writer.hpp"
#include "engine/kept_checks.hpp"

namespace aots::engine {
namespace {

// A line, begun with what every line has.
JsonWriter begin_line(std::string_view event, Timestamp time) {
  JsonWriter line;
  line.begin_object().field("event", event).field("time", to_string(time));
  return line;
}

std::string end_line(JsonWriter& line) { return line.end_object().take(); }

std::optional<std::string> text_of(const std::optional<Price>& price) {
  if (!price) return std::nullopt;
  return to_string(*price);
}

// The fields of any kind of leg.
template <class Leg>
JsonWriter& begin_leg(JsonWriter& line, const Leg& leg) {
  return line.begin_object()
      .field("contract", leg.contract.occ_symbol())
      .field("side", to_string(leg.side));
}

}  // namespace

std::string journal_line(const Signal& signal, std::string_view decision, std::string_view rule,
                         const std::vector<trading::RiskCheck>& checks) {
  JsonWriter line = begin_line("signal", signal.time);
  line.field("symbol", signal.symbol.str())
      .field("strategy", signal.strategy)
      .field("action", signal.action)
      .field("net_price", to_string(signal.net_price))
      .field("max_profit", to_string(signal.max_profit))
      .field("max_risk", to_string(signal.max_risk))
      .field("confidence", signal.confidence)
      .field("regime", to_string(signal.regime))
      .field("iv_rank", signal.iv_rank)
      .field("iv_source", signal.iv_source)
      .field("vix", signal.vix);
  line.name("flags").begin_array();
  for (const std::string& flag : signal.flags) line.value(flag);
  line.end_array().name("legs").begin_array();
  for (const SignalLeg& leg : signal.legs) {
    begin_leg(line, leg)
        .field("ratio", leg.ratio)
        .field("bid", text_of(leg.bid))
        .field("ask", text_of(leg.ask))
        .field("iv", leg.iv)
        .field("delta", leg.greeks ? std::optional(leg.greeks->delta) : std::nullopt)
        .end_object();
  }
  line.end_array().field("decision", decision).field("rule", rule).name("checks");
  write_checks(line, checks);
  return end_line(line);
}

std::string journal_line(Timestamp time, const Symbol& symbol, std::string_view no_signal_rule) {
  JsonWriter line = begin_line("no_signal", time);
  line.field("symbol", symbol.str()).field("rule", no_signal_rule);
  return end_line(line);
}

std::string journal_line(const Order& order) {
  JsonWriter line = begin_line("order", order.decided_at);
  line.field("order", order.id.value)
      .field("trade", order.position.value)
      .field("purpose", to_string(order.purpose))
      .field("symbol", order.symbol.str())
      .field("quantity", order.quantity)
      .field("limit", to_string(order.limit))
      .field("time_in_force", to_string(order.time_in_force))
      .field("reason", order.reason);
  line.name("legs").begin_array();
  for (const OrderLeg& leg : order.legs) {
    begin_leg(line, leg).field("ratio", leg.ratio).end_object();
  }
  line.end_array();
  return end_line(line);
}

std::string journal_line(const Fill& fill) {
  JsonWriter line = begin_line("fill", fill.time);
  line.field("fill", fill.id.value)
      .field("order", fill.order.value)
      .field("trade", fill.position.value)
      .field("quantity", fill.quantity)
      .field("net_price", to_string(fill.net_price))
      .field("fees", to_string(fill.fees))
      .field("slippage", to_string(fill.slippage));
  line.name("legs").begin_array();
  for (const LegFill& leg : fill.legs) {
    begin_leg(line, leg)
        .field("contracts", leg.contracts)
        .field("price", to_string(leg.price))
        .field("bid", text_of(leg.bid))
        .field("ask", text_of(leg.ask))
        .end_object();
  }
  line.end_array();
  return end_line(line);
}

std::string journal_line(const OrderUpdate& update) {
  JsonWriter line = begin_line("order_update", update.time);
  line.field("order", update.order.value)
      .field("state", to_string(update.state))
      .field("reason", update.reason);
  if (update.status_filled) line.field("status_filled", *update.status_filled);
  return end_line(line);
}

std::string journal_line(const ShareOrder& order) {
  JsonWriter line = begin_line("share_order", order.decided_at);
  line.field("trade", order.position.value)
      .field("symbol", order.symbol.str())
      .field("side", to_string(order.side))
      .field("shares", order.shares)
      .field("reason", order.reason);
  return end_line(line);
}

std::string journal_line(const ShareFill& fill, const Position& position) {
  JsonWriter line = begin_line("share_fill", fill.time);
  line.field("trade", fill.order.position.value)
      .field("symbol", fill.order.symbol.str())
      .field("side", to_string(fill.order.side))
      .field("shares", fill.order.shares)
      .field("price", to_string(fill.price))
      .field("spot", to_string(fill.spot))
      .field("reason", fill.order.reason)
      .field("status", to_string(position.status))
      .field("realized", to_string(position.realized));
  return end_line(line);
}

std::string journal_replace(Timestamp time, const Order& order) {
  JsonWriter line = begin_line("replace", time);
  line.field("order", order.id.value).field("limit", to_string(order.limit));
  return end_line(line);
}

std::string journal_line(const trading::LifecycleEvent& event, const Position* position) {
  JsonWriter line = begin_line(to_string(event.kind), event.time);
  if (position != nullptr) line.field("trade", position->id.value);
  line.field("subject", event.subject);
  if (event.price) {
    line.field("price", to_string(*event.price)).field("approximate", event.approximate);
  }
  if (event.cash) line.field("cash", to_string(*event.cash));
  if (!event.reason.empty()) line.field("reason", event.reason);
  if (position != nullptr) {
    line.field("status", to_string(position->status))
        .field("realized", to_string(position->realized));
  }
  return end_line(line);
}

}  // namespace aots::engine
