// SignalRecord: a signal and what risk decided on it, as a run keeps it.
#pragma once

#include <optional>
#include <string>

#include "domain/trading.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::engine {

// One line of signals.csv.
struct SignalRecord {
  Timestamp time;
  Symbol symbol;
  std::string strategy;
  std::string action;  // empty when there was no signal
  std::optional<double> confidence;
  Regime regime = Regime::kUnknown;
  std::optional<double> iv_rank;
  std::optional<double> vix;
  std::string decision;  // "approved", "refused", "no_signal"
  std::string rule;      // of the refusal or of "no signal"
  std::optional<double> observed;
  std::optional<double> limit;
};

SignalRecord signal_record(const Signal& signal, const trading::RiskDecision& decision);

}  // namespace aots::engine
