// The rules of the risk gate by name, and a check of one of them as it was made.
//
// Every limit is a row of a table: what it is called, in what unit it counts and the sentence that
// a refusal says. What a row observes is in detail/measured_rules.hpp; docs/risk.md tells each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aots::trading {

struct RiskRule {
  enum class Form { kPlain, kPercent };  // how the sentence writes its numbers

  std::string_view name;
  std::string_view unit;  // of observed and limit: "$", "of equity" (a fraction), ...
  Form form = Form::kPlain;
  std::string_view sentence;  // with {observed} and {limit}
};

// One check as it was made.
struct RiskCheck {
  std::string_view rule;  // the name of a row, which lives as long as the program
  bool passed = true;
  double observed = 0.0;
  double limit = 0.0;

  bool operator==(const RiskCheck&) const = default;
};

// Every rule, in the order in which the gate asks.
const std::vector<RiskRule>& risk_rules();
// Null for a name that no rule has.
const RiskRule* find_risk_rule(std::string_view name);
// Observed and limit for people: two decimals, or as many more as tell them apart; "6.25%" where
// the rule counts in fractions.
struct RiskNumbers {
  std::string observed, limit;
};
RiskNumbers risk_numbers(std::string_view rule, double observed, double limit);

// "max_portfolio_vega: portfolio vega would be 412 $ per vol point, the limit is 300". A name that
// no rule has gives the bare numbers.
std::string risk_sentence(std::string_view rule, double observed, double limit);

}  // namespace aots::trading
