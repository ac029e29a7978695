#include "data/clean/action_steps.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"

namespace aots::data {
namespace {

constexpr double kDividendMax = 1000.0;
constexpr double kSplitMax = 1000.0;
constexpr double kWholeTolerance = 1e-6;

bool is_whole(double value) { return std::fabs(value - std::round(value)) < kWholeTolerance; }

std::optional<Verdict> judge_value(const ActionRow& action) {
  const auto found = format_double(action.value);
  switch (action.kind) {
    case ActionRow::Kind::kDividend:
      if (action.value > 0.0 && action.value <= kDividendMax) return std::nullopt;
      return Verdict{"value", "implausible_dividend", found, "> 0 and <= 1000 dollars per share"};
    case ActionRow::Kind::kSplit:
      if (action.value != 1.0 && action.value >= 1.0 / kSplitMax && action.value <= kSplitMax) {
        return std::nullopt;
      }
      return Verdict{"value", "implausible_split", found, "a ratio from 0.001 to 1000, not 1"};
  }
  return std::nullopt;
}

}  // namespace

void ActionValueStep::apply(SourceRows<ActionRow>& rows, StepReport& report) const {
  take_out(rows, report, [](const auto& row) { return judge_value(row.record); });
}

void ActionNoteStep::apply(SourceRows<ActionRow>& rows, StepReport& report) const {
  std::map<std::string, std::int64_t> provenance;
  for (const auto& row : rows) {
    const auto& action = row.record;
    ++provenance[action.provenance.empty() ? "not stated" : action.provenance];
    const bool is_split = action.kind == ActionRow::Kind::kSplit;
    if (is_split && !is_whole(action.value) && !is_whole(1.0 / action.value)) {
      report.notes.push_back(
          fmt::format("{}: the split {} for 1 changes the deliverable, not strikes",
                      to_string(action.ex_date), format_double(action.value)));
    }
  }
  std::vector<std::string> counts;
  for (const auto& [word, count] : provenance) counts.push_back(fmt::format("{} {}", word, count));
  if (!counts.empty()) report.notes.push_back("provenance: " + join(counts, ", "));
}

}  // namespace aots::data
