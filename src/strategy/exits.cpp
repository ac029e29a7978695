#include "strategy/exits.hpp"

namespace aots::strategy {
namespace {

bool stopped_out(const Position& position, Money unrealized, const ExitRules& rules) {
  const Money paid_or_received =
      notional(position.entry_net, position.quantity, position.signal.multiplier);
  const double multiple = paid_or_received.is_positive() ? rules.credit_stop : rules.debit_stop;
  return unrealized.to_double() <= -multiple * paid_or_received.abs().to_double();
}

}  // namespace

std::optional<std::string> exit_by_rules(const ExitRules& rules, const PositionContext& context) {
  const Position& position = context.position;
  if (context.unrealized) {
    const double target = rules.profit_target * position.max_profit.to_double();
    if (context.unrealized->to_double() >= target) return "profit_target";
    if (stopped_out(position, *context.unrealized, rules)) return "stop_loss";
  }
  if (position.initial_dte > 0) {
    const double elapsed = 1.0 - static_cast<double>(context.dte) / position.initial_dte;
    if (elapsed > rules.time_exit) return "time_exit";
  }
  if (rules.exit_on_high_vol && position.signal.regime == Regime::kLowVol &&
      context.regime == Regime::kHighVol) {
    return "regime_shift";
  }
  return std::nullopt;
}

void bind(ConfigBinder& binder, ExitRules& rules) {
  binder.real("profit_target", rules.profit_target,
              {.unit = "fraction of max profit",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Close when this share of the largest possible profit is reached."});
  binder.real("credit_stop", rules.credit_stop,
              {.unit = "multiples of the credit",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Close a credit spread at a loss of this many times the credit."});
  binder.real("debit_stop", rules.debit_stop,
              {.unit = "fraction of the debit",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Close a debit spread when this share of the debit is lost."});
  binder.real(
      "time_exit", rules.time_exit,
      {.unit = "fraction of days to expiry",
       .min = 0.0,
       .max = 1.0,
       .meaning = "Close when more than this share of the time from entry to expiry has passed."});
  binder.flag("exit_on_high_vol", rules.exit_on_high_vol,
              "Close a position that was opened in low_vol when the regime turns to high_vol.");
}

}  // namespace aots::strategy
