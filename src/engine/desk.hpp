// Desk: one book under one set of rules: strategy, risk gate, broker, portfolio, and the record of what
// it decided. Several desks may look at one market: the fill models of a report are independent desks.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"
#include "features/market_state.hpp"
#include "strategy/strategy.hpp"
#include "trading/execution/broker.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::engine {

// One line of signals.csv.
struct SignalRecord {
  Timestamp time;
  Symbol symbol;
  std::string strategy;
  std::string action;             // empty when there was no signal
  std::optional<double> confidence;
  Regime regime = Regime::kUnknown;
  std::optional<double> iv_rank;
  std::optional<double> vix;
  std::string decision;           // "approved", "refused", "no_signal"
  std::string rule;               // of the refusal or of "no signal"
  std::optional<double> observed;
  std::optional<double> limit;
};

// One line of equity.csv: the book at the end of a session.
struct EquityRecord {
  Date date;
  Money equity, cash, unrealized;
  double drawdown = 0.0;          // fraction of the peak, 0 or positive
  std::int64_t open_positions = 0;
  Greeks greeks;
  Regime regime = Regime::kUnknown;
  bool stale_marks = false;
};

// Decision points to fills, every refusal counted by rule.
struct Funnel {
  std::int64_t decision_points = 0;
  std::int64_t signals = 0;
  std::map<std::string, std::int64_t> no_signal;  // by rule
  std::map<std::string, std::int64_t> refusals;   // by rule
  std::int64_t orders = 0;
  std::int64_t fills = 0;
  std::map<std::string, std::int64_t> unfilled;   // by reason
};

struct DeskRecord {
  std::string name;               // "cross", "half", "mid", "next_snapshot"
  std::vector<SignalRecord> signals;
  std::vector<EquityRecord> equity;
  Funnel funnel;
  std::vector<std::string> warnings;   // unsettled positions, stale VIX, ...
};

}  // namespace aots::engine
