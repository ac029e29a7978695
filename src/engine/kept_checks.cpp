#include "engine/kept_checks.hpp"

#include <nlohmann/json.hpp>

namespace aots::engine {

void write_checks(JsonWriter& document, const std::vector<trading::RiskCheck>& checks) {
  document.begin_array();
  for (const trading::RiskCheck& check : checks) {
    document.begin_array()
        .value(check.rule)
        .value(check.observed)
        .value(check.limit)
        .value(check.passed)
        .end_array();
  }
  document.end_array();
}

std::string checks_json(const std::vector<trading::RiskCheck>& checks) {
  JsonWriter document;
  write_checks(document, checks);
  return document.take();
}

std::optional<std::vector<KeptCheck>> read_checks(std::string_view json) {
  const auto list = nlohmann::json::parse(json, nullptr, false);
  if (!list.is_array()) return std::nullopt;
  std::vector<KeptCheck> checks;
  for (const auto& row : list) {
    const bool whole = row.is_array() && row.size() == 4 && row[0].is_string() &&
                       row[1].is_number() && row[2].is_number() && row[3].is_boolean();
    if (!whole) return std::nullopt;
    checks.push_back({row[0].get<std::string>(), row[1].get<double>(), row[2].get<double>(),
                      row[3].get<bool>()});
  }
  return checks;
}

}  // namespace aots::engine
