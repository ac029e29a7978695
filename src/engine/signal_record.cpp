#include "engine/signal_record.hpp"

namespace aots::engine {

SignalRecord signal_record(const Signal& signal, const trading::RiskDecision& decision) {
  const auto* refusal = std::get_if<trading::Refusal>(&decision);
  SignalRecord record;
  record.time = signal.time;
  record.symbol = signal.symbol;
  record.strategy = signal.strategy;
  record.action = signal.action;
  record.confidence = signal.confidence;
  record.regime = signal.regime;
  record.iv_rank = signal.iv_rank;
  record.vix = signal.vix;
  record.decision = refusal == nullptr ? "approved" : "refused";
  if (refusal == nullptr) return record;
  record.rule = refusal->rule;
  record.observed = refusal->observed;
  record.limit = refusal->limit;
  return record;
}

}  // namespace aots::engine
