// The checks of a signal as journals and ledgers keep them: a JSON list of
// [rule, observed, limit, passed].
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"
#include "trading/risk/risk_rules.hpp"

namespace aots::engine {

// As the next value of a document.
void write_checks(JsonWriter& document, const std::vector<trading::RiskCheck>& checks);
std::string checks_json(const std::vector<trading::RiskCheck>& checks);

// A check read back; its rule may be one that this program no longer has.
struct KeptCheck {
  std::string rule;
  double observed = 0.0;
  double limit = 0.0;
  bool passed = true;

  bool operator==(const KeptCheck&) const = default;
};
// Absent where the text is no such list.
std::optional<std::vector<KeptCheck>> read_checks(std::string_view json);

}  // namespace aots::engine
