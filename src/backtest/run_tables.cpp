#include "backtest/run_tables.hpp"

#include <initializer_list>

#include "backtest/statistics.hpp"
#include "base/text.hpp"

namespace aots::backtest {
namespace {

std::string number(const std::optional<double>& value) {
  return value ? format_double(*value) : std::string();
}

std::string price(const std::optional<Price>& value) {
  return value ? to_string(*value) : std::string();
}

std::string time(const std::optional<Timestamp>& value) {
  return value ? to_string(*value) : std::string();
}

void add_row(std::string& csv, std::initializer_list<std::string> fields) {
  bool first = true;
  for (const std::string& field : fields) {
    if (!first) csv += ',';
    first = false;
    csv += csv_field(field);
  }
  csv += '\n';
}

// How a leg ended without a trade; empty for legs that were traded out of or are still held.
std::string settlement(const PositionLeg& leg) {
  if (leg.expired_worthless) return "expired";
  return leg.settled ? std::string(to_string(*leg.settled)) : std::string();
}

void add_leg(std::string& csv, PositionId trade, std::size_t index, const PositionLeg& leg) {
  add_row(csv, {std::to_string(trade.value), std::to_string(index + 1), leg.contract.occ_symbol(),
                std::string(to_string(leg.contract.right)), to_string(leg.contract.strike),
                to_string(leg.contract.expiry), std::string(to_string(leg.side)),
                std::to_string(leg.contracts), to_string(leg.entry_price), price(leg.exit_price),
                price(leg.entry_bid), price(leg.entry_ask), price(leg.exit_bid),
                price(leg.exit_ask), settlement(leg)});
}

// Shares count in lots of the trade's contracts, parts of one included, so that the profit of a
// trade is one sum over rows.
void add_shares(std::string& csv, const Position& position, std::size_t index,
                const ShareLeg& leg) {
  const double lots =
      static_cast<double>(leg.shares) / static_cast<double>(position.signal.multiplier);
  add_row(csv, {std::to_string(position.id.value), std::to_string(index + 1), leg.symbol.str(), "",
                "", "", std::string(to_string(leg.side)), format_double(lots),
                to_string(leg.entry_price), price(leg.exit_price), "", "", "", "", ""});
}

}  // namespace

std::string trades_csv(const std::vector<Position>& positions) {
  std::string csv =
      "trade_id,symbol,strategy,action,entry_time,exit_time,quantity,entry_price,exit_price,pnl,"
      "pnl_pct,fees,slippage,status,exit_reason,regime,iv_rank,confidence,max_risk\n";
  for (const Position& p : positions) {
    if (!was_filled(p)) continue;
    const Money pnl = pnl_of(p);
    const bool closed = p.status == PositionStatus::kClosed;
    const std::string pnl_pct = p.max_risk.is_positive()
                                    ? format_double(pnl.to_double() / p.max_risk.to_double())
                                    : std::string();
    add_row(
        csv,
        {std::to_string(p.id.value), p.signal.symbol.str(), p.signal.strategy, p.signal.action,
         time(p.entry_time), time(p.exit_time), std::to_string(p.quantity), to_string(p.entry_net),
         price(p.exit_net), to_string(pnl), pnl_pct, to_string(p.fees), to_string(p.slippage),
         closed ? "closed" : "open", p.exit_reason, std::string(to_string(p.signal.regime)),
         number(p.signal.iv_rank), format_double(p.signal.confidence), to_string(p.max_risk)});
  }
  return csv;
}

std::string legs_csv(const std::vector<Position>& positions) {
  std::string csv =
      "trade_id,leg,contract,right,strike,expiry,side,quantity,entry_price,exit_price,entry_bid,"
      "entry_ask,exit_bid,exit_ask,settlement\n";
  for (const Position& position : positions) {
    if (!was_filled(position)) continue;
    for (std::size_t i = 0; i < position.legs.size(); ++i) {
      add_leg(csv, position.id, i, position.legs[i]);
    }
    for (std::size_t i = 0; i < position.shares.size(); ++i) {
      add_shares(csv, position, position.legs.size() + i, position.shares[i]);
    }
  }
  return csv;
}

std::string equity_csv(const std::vector<engine::EquityRecord>& equity) {
  std::string csv =
      "date,equity,cash,unrealized,drawdown,open_positions,delta,gamma,theta,vega,margin,regime\n";
  for (const engine::EquityRecord& day : equity) {
    // Empty where no margin is asked for, never 0.
    const std::string margin = day.margin ? to_string(*day.margin) : std::string();
    add_row(csv, {to_string(day.date), to_string(day.equity), to_string(day.cash),
                  to_string(day.unrealized), format_double(day.drawdown),
                  std::to_string(day.open_positions), format_double(day.greeks.delta),
                  format_double(day.greeks.gamma), format_double(day.greeks.theta_per_day),
                  format_double(day.greeks.vega_per_vol_point), margin,
                  std::string(to_string(day.regime))});
  }
  return csv;
}

std::string signals_csv(const std::vector<engine::SignalRecord>& signals) {
  std::string csv =
      "time,symbol,strategy,action,confidence,regime,iv_rank,vix,decision,rule,observed,limit\n";
  for (const engine::SignalRecord& s : signals) {
    add_row(csv, {to_string(s.time), s.symbol.str(), s.strategy, s.action, number(s.confidence),
                  std::string(to_string(s.regime)), number(s.iv_rank), number(s.vix), s.decision,
                  s.rule, number(s.observed), number(s.limit)});
  }
  return csv;
}

}  // namespace aots::backtest
