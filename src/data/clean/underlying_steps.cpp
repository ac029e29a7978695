#include "data/clean/underlying_steps.hpp"

#include <set>

#include <fmt/format.h>

namespace aots::data {

void UnderlyingSessionStep::apply(SourceRows<UnderlyingRow>& rows, StepReport& report) const {
  const auto is_mislabelled = [](const UnderlyingRow& row) {
    return row.last_traded && *row.last_traded < row.bar.date;
  };
  std::set<Date> own_label;
  for (const auto& row : rows) {
    if (!is_mislabelled(row.record)) own_label.insert(row.record.bar.date);
  }
  take_out(rows, report, [&](const auto& row) -> std::optional<Verdict> {
    if (!is_mislabelled(row.record) || !own_label.contains(*row.record.last_traded)) {
      return std::nullopt;
    }
    return Verdict{
        "session_date", "session_copy", to_string(row.record.bar.date),
        fmt::format("this is {}, which has its own row", to_string(*row.record.last_traded))};
  });
  for (auto& row : rows) {
    if (!is_mislabelled(row.record)) continue;
    report.notes.push_back(fmt::format("labelled {}, holds {}", to_string(row.record.bar.date),
                                       to_string(*row.record.last_traded)));
    row.record.bar.date = *row.record.last_traded;
    ++report.changed;
  }
}

}  // namespace aots::data
