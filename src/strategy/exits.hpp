// Exits: the rules by which a position is left before its expiry, shared by the strategies.
//
// Profit and loss are at fresh marks of every leg, net of fees; without them the rules that ask for
// them wait (seed 2.4.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/config.hpp"
#include "strategy/strategy.hpp"

namespace aots::strategy {

struct ExitRules {
  double profit_target = 0.50;   // share of max profit
  double credit_stop = 2.0;      // loss in multiples of the credit received
  double debit_stop = 0.50;      // loss as a share of the debit paid (D10)
  double time_exit = 0.80;       // share of the days from entry to expiry that have passed
  bool exit_on_high_vol = true;  // low_vol at entry, high_vol now: close
};

// Binds the rules in the section that is open.
void bind(ConfigBinder& binder, ExitRules& rules);

// "profit_target", "stop_loss", "time_exit", "regime_shift", or nothing.
std::optional<std::string> exit_by_rules(const ExitRules& rules, const PositionContext& context);

}  // namespace aots::strategy
