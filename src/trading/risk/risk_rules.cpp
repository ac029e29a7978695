#include "trading/risk/risk_rules.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "trading/risk/detail/measured_rules.hpp"

namespace aots::trading {
namespace {

std::string with_decimals(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (decimals == 0) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Two decimals, or as many more as tell the two apart.
RiskNumbers number_pair(double observed, double limit) {
  constexpr int kDecimals = 2;
  constexpr int kDecimalsMax = 12;
  RiskNumbers pair;
  for (int decimals = kDecimals; decimals <= kDecimalsMax; ++decimals) {
    pair = {with_decimals(observed, decimals), with_decimals(limit, decimals)};
    if (pair.observed != pair.limit || observed == limit) break;
  }
  return pair;
}

std::vector<RiskRule> all_rules() {
  std::vector<RiskRule> rules;
  for (const detail::BookRule& row : detail::book_rules()) rules.push_back(row.rule);
  for (const detail::SizeRule& row : detail::size_rules()) rules.push_back(row.rule);
  rules.push_back(detail::margin_known_rule());
  rules.push_back(detail::buying_power_rule());
  const auto sizes = detail::size_above_zero_rules();
  rules.insert(rules.end(), sizes.begin(), sizes.end());
  return rules;
}

}  // namespace

const std::vector<RiskRule>& risk_rules() {
  static const std::vector<RiskRule> kRules = all_rules();
  return kRules;
}

const RiskRule* find_risk_rule(std::string_view name) {
  const auto found = std::ranges::find(risk_rules(), name, &RiskRule::name);
  return found == risk_rules().end() ? nullptr : &*found;
}

RiskNumbers risk_numbers(std::string_view rule, double observed, double limit) {
  const RiskRule* known = find_risk_rule(rule);
  if (known == nullptr || known->form == RiskRule::Form::kPlain) {
    return number_pair(observed, limit);
  }
  const RiskNumbers percent = number_pair(100.0 * observed, 100.0 * limit);
  return {percent.observed + "%", percent.limit + "%"};
}

std::string risk_sentence(std::string_view rule, double observed, double limit) {
  const RiskRule* known = find_risk_rule(rule);
  const RiskNumbers numbers = risk_numbers(rule, observed, limit);
  const std::string_view sentence =
      known == nullptr ? std::string_view("observed {observed}, limit {limit}") : known->sentence;
  return fmt::format("{}: {}", rule,
                     fmt::format(fmt::runtime(sentence), fmt::arg("observed", numbers.observed),
                                 fmt::arg("limit", numbers.limit)));
}

}  // namespace aots::trading
