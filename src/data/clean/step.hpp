// Step: one named, pure act of cleaning, and the line that runs several of them.
//
// A step looks at one subject (the rows of one symbol, or one chain), takes out what breaks its
// rule, changes what it repairs, and reports both. Nothing that it takes out is lost: it is a
// rejected row with the rule, the value found and the bound, or it is counted as a duplicate. Steps
// know nothing of files or of each other; their order is the pipeline's (pipelines.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/source/rows.hpp"

namespace aots::data {

// What one step did to one subject.
struct StepReport {
  std::string step;
  std::int64_t seen = 0;        // rows before the step
  std::int64_t changed = 0;     // rows that were repaired or moved
  std::int64_t duplicates = 0;  // rows that repeat another and were dropped
  std::vector<RejectedRow> set_aside;
  std::vector<std::string> notes;
};

template <class Subject>
class Step {
 public:
  Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  virtual ~Step() = default;

  virtual std::string_view name() const = 0;
  virtual void apply(Subject& subject, StepReport& report) const = 0;
};

template <class Subject>
using Pipeline = std::vector<std::unique_ptr<const Step<Subject>>>;

// Why a row is taken out.
struct Verdict {
  std::string column;
  std::string rule;
  std::string value;
  std::string bound;
};

// The symbol and the date that a record speaks of.
inline std::string symbol_of(const Bar& bar) { return bar.symbol.str(); }
inline const std::string& symbol_of(const RateObservation& rate) { return rate.series; }
inline std::string symbol_of(const ActionRow& action) { return action.symbol.str(); }
inline std::string symbol_of(const EarningsReport& report) { return report.symbol.str(); }
inline std::string symbol_of(const FomcDecision&) { return {}; }
inline std::string symbol_of(const ChainRow& row) { return row.underlying.str(); }
inline std::string symbol_of(const UnderlyingRow& row) { return row.bar.symbol.str(); }

inline Date date_of(const Bar& bar) { return bar.date; }
inline Date date_of(const RateObservation& rate) { return rate.date; }
inline Date date_of(const ActionRow& action) { return action.ex_date; }
inline Date date_of(const EarningsReport& report) { return report.report_date; }
inline Date date_of(const FomcDecision& decision) { return decision.date; }
inline Date date_of(const ChainRow& row) { return row.label; }
inline Date date_of(const UnderlyingRow& row) { return row.bar.date; }

template <class Record>
RejectedRow rejected_row(const SourceRow<Record>& row, const Verdict& verdict) {
  return {.line = row.line,
          .symbol = symbol_of(row.record),
          .date = to_string(date_of(row.record)),
          .column = verdict.column,
          .rule = verdict.rule,
          .value = verdict.value,
          .bound = verdict.bound,
          .raw = raw_excerpt(row.raw)};
}

// Takes out the rows for which `judge(row)` gives a verdict; the others keep their order.
template <class Record, class Judge>
void take_out(SourceRows<Record>& rows, StepReport& report, Judge judge) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::optional<Verdict> verdict = judge(rows[i]);
    if (verdict) {
      report.set_aside.push_back(rejected_row(rows[i], *verdict));
    } else {
      if (kept != i) rows[kept] = std::move(rows[i]);
      ++kept;
    }
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
}

template <class Record>
std::int64_t row_count(const SourceRows<Record>& rows) {
  return static_cast<std::int64_t>(rows.size());
}

template <class Subject>
std::vector<StepReport> run_pipeline(const Pipeline<Subject>& pipeline, Subject& subject) {
  std::vector<StepReport> reports;
  reports.reserve(pipeline.size());
  for (const auto& step : pipeline) {
    auto& report = reports.emplace_back();
    report.step = step->name();
    report.seen = row_count(subject);
    step->apply(subject, report);
  }
  return reports;
}

}  // namespace aots::data
