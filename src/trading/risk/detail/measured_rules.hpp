// What every rule of the gate observes, and the limit that it finds in the configuration.
//
// Book rules look at one package and do not depend on the size of the order; size rules are asked
// for a number of packages. A shrinking rule that holds for n packages holds for fewer, so the gate
// looks for the largest n; a refusing one says that something is wrong with the order as a whole.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "trading/risk/risk_gate.hpp"
#include "trading/risk/risk_rules.hpp"

namespace aots::trading::detail {

struct Measurement {
  bool passed = true;
  double observed = 0.0;
  double limit = 0.0;
};
// Nothing where the rule is off.
using Measured = std::optional<Measurement>;

// A signal before the book. Expects that everything it refers to outlives it.
struct Assessment {
  Assessment(const Signal& wanted, const PortfolioView& view, const RiskContext& known,
             const RiskConfig& limits, Price limit_price);

  const Signal& signal;
  const PortfolioView& book;
  const RiskContext& context;
  const RiskConfig& config;
  Price limit;                    // of the order, per share
  double equity = 0.0;            // dollars
  std::optional<Greeks> package;  // of one package in shares; absent when a leg has none
  double package_risk = 0.0;      // dollars that one package can lose, filled at the limit
  double open_risk = 0.0;         // of every trade that is open or pending
  double symbol_risk = 0.0;       // of them, in the signal's symbol
  double expiry_risk = 0.0;       // of them, the most in one expiry of the signal
  double package_notional = 0.0;  // strike x contracts x multiplier of the largest leg
  double greeks_scale = 1.0;      // what the limits on Greeks are multiplied by
};

struct BookRule {
  RiskRule rule;
  Measured (*measure)(const Assessment&);
};

struct SizeRule {
  enum class Act { kShrinks, kRefuses };

  RiskRule rule;
  Act act = Act::kShrinks;
  Measured (*measure)(const Assessment&, double packages);
};

std::span<const BookRule> book_rules();
std::span<const SizeRule> size_rules();
// By what the size came out as: one for each value of SizedBy.
const RiskRule& size_above_zero_rule(SizedBy sized_by);
std::span<const RiskRule> size_above_zero_rules();
// Those of margin.
const RiskRule& margin_known_rule();
const RiskRule& buying_power_rule();

}  // namespace aots::trading::detail
