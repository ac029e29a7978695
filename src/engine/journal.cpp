#include "engine/journal.hpp"

#include <nlohmann/json.hpp>

namespace aots::engine {
namespace {

using Json = nlohmann::ordered_json;

Json optional_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json optional_price(const std::optional<Price>& value) {
  return value ? Json(to_string(*value)) : Json(nullptr);
}

}  // namespace

std::string journal_line(const Signal& signal, std::string_view decision, std::string_view rule) {
  Json legs = Json::array();
  for (const SignalLeg& leg : signal.legs) {
    legs.push_back({{"contract", leg.contract.occ_symbol()},
                    {"side", to_string(leg.side)},
                    {"ratio", leg.ratio},
                    {"bid", optional_price(leg.bid)},
                    {"ask", optional_price(leg.ask)},
                    {"iv", optional_number(leg.iv)},
                    {"delta", leg.greeks ? Json(leg.greeks->delta) : Json(nullptr)}});
  }
  const Json line = {{"event", "signal"},
                     {"time", to_string(signal.time)},
                     {"symbol", signal.symbol.str()},
                     {"strategy", signal.strategy},
                     {"action", signal.action},
                     {"net_price", to_string(signal.net_price)},
                     {"max_profit", to_string(signal.max_profit)},
                     {"max_risk", to_string(signal.max_risk)},
                     {"confidence", signal.confidence},
                     {"regime", to_string(signal.regime)},
                     {"iv_rank", optional_number(signal.iv_rank)},
                     {"iv_source", signal.iv_source},
                     {"vix", optional_number(signal.vix)},
                     {"flags", signal.flags},
                     {"legs", legs},
                     {"decision", decision},
                     {"rule", rule}};
  return line.dump();
}

std::string journal_line(Timestamp time, const Symbol& symbol, std::string_view no_signal_rule) {
  const Json line = {{"event", "no_signal"},
                     {"time", to_string(time)},
                     {"symbol", symbol.str()},
                     {"rule", no_signal_rule}};
  return line.dump();
}

std::string journal_line(const Order& order) {
  Json legs = Json::array();
  for (const OrderLeg& leg : order.legs) {
    legs.push_back({{"contract", leg.contract.occ_symbol()},
                    {"side", to_string(leg.side)},
                    {"ratio", leg.ratio}});
  }
  const Json line = {{"event", "order"},
                     {"time", to_string(order.decided_at)},
                     {"order", order.id.value},
                     {"trade", order.position.value},
                     {"purpose", to_string(order.purpose)},
                     {"symbol", order.symbol.str()},
                     {"quantity", order.quantity},
                     {"limit", to_string(order.limit)},
                     {"time_in_force", to_string(order.time_in_force)},
                     {"reason", order.reason},
                     {"legs", legs}};
  return line.dump();
}

std::string journal_line(const Fill& fill) {
  Json legs = Json::array();
  for (const LegFill& leg : fill.legs) {
    legs.push_back({{"contract", leg.contract.occ_symbol()},
                    {"side", to_string(leg.side)},
                    {"contracts", leg.contracts},
                    {"price", to_string(leg.price)},
                    {"bid", optional_price(leg.bid)},
                    {"ask", optional_price(leg.ask)}});
  }
  const Json line = {{"event", "fill"},
                     {"time", to_string(fill.time)},
                     {"fill", fill.id.value},
                     {"order", fill.order.value},
                     {"trade", fill.position.value},
                     {"quantity", fill.quantity},
                     {"net_price", to_string(fill.net_price)},
                     {"fees", to_string(fill.fees)},
                     {"slippage", to_string(fill.slippage)},
                     {"legs", legs}};
  return line.dump();
}

std::string journal_line(const OrderUpdate& update) {
  Json line = {{"event", "order_update"},
               {"time", to_string(update.time)},
               {"order", update.order.value},
               {"state", to_string(update.state)},
               {"reason", update.reason}};
  if (update.status_filled) line["status_filled"] = *update.status_filled;
  return line.dump();
}

std::string journal_replace(Timestamp time, const Order& order) {
  const Json line = {{"event", "replace"},
                     {"time", to_string(time)},
                     {"order", order.id.value},
                     {"limit", to_string(order.limit)}};
  return line.dump();
}

std::string journal_line(const trading::LifecycleEvent& event, const Position* position) {
  Json line = {{"event", to_string(event.kind)}, {"time", to_string(event.time)}};
  if (position != nullptr) line["trade"] = position->id.value;
  line["subject"] = event.subject;
  if (event.price) {
    line["price"] = to_string(*event.price);
    line["approximate"] = event.approximate;
  }
  if (event.cash) line["cash"] = to_string(*event.cash);
  if (!event.reason.empty()) line["reason"] = event.reason;
  if (position != nullptr) {
    line["status"] = to_string(position->status);
    line["realized"] = to_string(position->realized);
  }
  return line.dump();
}

}  // namespace aots::engine
