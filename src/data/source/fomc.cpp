// FOMC decision dates: decision_date, and scheduled (1 or 0) where the file says so.
//
// A file without the second column mixes scheduled meetings with emergency decisions. Nobody knew
// the latter in advance, so they are marked from the Federal Reserve's own record of unscheduled
// statements (federalreserve.gov, FOMC historical materials, 2001, 2007 and 2008).
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kDecisionDate, kScheduled };
constexpr std::array<std::string_view, 2> kColumns = {"decision_date", "scheduled?"};

constexpr std::array<std::string_view, 6> kUnscheduled = {"2001-01-03", "2001-04-18", "2001-09-17",
                                                          "2007-08-17", "2008-01-22", "2008-10-08"};

FomcDecision read_decision(FieldReader& fields) {
  FomcDecision decision;
  decision.date = fields.date(kDecisionDate);
  const auto scheduled = trim(fields.text(kScheduled));
  if (scheduled.empty()) {
    decision.scheduled = fields.ok() && std::find(kUnscheduled.begin(), kUnscheduled.end(),
                                                  to_string(decision.date)) == kUnscheduled.end();
  } else if (scheduled == "1" || scheduled == "0") {
    decision.scheduled = scheduled == "1";
  } else {
    fields.reject("unknown_flag", kScheduled, "1 or 0");
  }
  return decision;
}

}  // namespace

Format fomc_format() {
  return {.kind = "fomc",
          .family = "fomc",
          .expects = "decision_date[,scheduled]",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return !sample.header.empty() && sample.header[0] == "decision_date" &&
                       (sample.header.size() == 1 ||
                        (sample.header.size() == 2 && sample.header[1] == "scheduled"));
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<FomcDecision>(input.text, input.name, kColumns, std::nullopt,
                                                read_decision);
              }};
}

}  // namespace aots::data
