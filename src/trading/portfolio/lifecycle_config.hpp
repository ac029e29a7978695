// LifecycleConfig: what happens to options and shares without an order: exercise, assignment,
// delivery, dividends, corporate actions, interest.
//
// Fractions are per year unless they say otherwise. Defaults and their reasons:
// docs/lifecycle.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {

enum class OnAssignment { kCloseNextOpen, kKeep };
// When a long leg is exercised at expiry: by exception (a cent in the money), only where that pays
// for the costs of the shares, or never (a contrary instruction on every leg).
enum class LongExercise { kByException, kWorthCosts, kNever };

struct LifecycleConfig {
  std::string on_assignment = "close_next_open";  // close_next_open | keep
  std::string long_exercise = "by_exception";     // by_exception | worth_costs | never
  std::string before_adjustment = "close";        // close | keep
  bool early_assignment = true;
  double assignment_probability = 0.02;        // per session, of a leg without time value
  double assignment_time_value = 0.10;         // dollars per share, where that probability ends
  double exercise_fee = 0.0;                   // dollars per contract exercised or assigned
  double share_commission = 0.005;             // dollars per share
  double share_half_spread = 0.01;             // dollars per share
  double share_stress_move = 0.15;             // fraction of the price, either way
  std::vector<std::string> special_dividends;  // SYMBOL:EX-DATE
  bool cash_interest = false;
  double cash_interest_spread = 0.005;  // below the rate for credit, above it for debit
  double short_borrow_rate = 0.0;       // 0: no charge
  // Physical classes are settled in cash at expiry. No setting: a benchmark's book asks for it.
  bool settle_in_cash = false;

  OnAssignment assignment_rule() const;
  LongExercise exercise_rule() const;
  ShareCosts share_costs() const;
  bool closes_before_adjustment() const { return before_adjustment == "close"; }
};

void bind(ConfigBinder& binder, LifecycleConfig& config);

}  // namespace aots::trading
