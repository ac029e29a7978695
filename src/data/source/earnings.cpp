// Earnings dates: ticker, report_date, session, fiscal period, EPS columns, sources, date_conflict,
// status.
//
// Only the date and the time of day are kept; EPS figures are restated by vendors after splits and
// are no fact of the day. A session that the file leaves empty or calls unclear is an unknown time,
// which decides nothing by itself (D13).
#include <array>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kTicker, kReportDate, kSession, kDateConflict, kStatus };
constexpr std::array<std::string_view, 5> kColumns = {"ticker", "report_date", "session",
                                                      "date_conflict?", "status?"};

// What the file says of its own rows, by symbol.
struct Caveats {
  std::int64_t unknown_time = 0;
  std::int64_t disputed_date = 0;
  std::int64_t not_reported = 0;
};

EarningsReport read_report(FieldReader& fields) {
  EarningsReport report;
  report.symbol = fields.symbol(kTicker);
  report.report_date = fields.date(kReportDate);
  const auto session = normalised_name(fields.text(kSession));
  if (session == "after_close") {
    report.time = ReportTime::kAfterClose;
  } else if (session == "before_open") {
    report.time = ReportTime::kBeforeOpen;
  } else if (session.empty() || session == "unclear" || session == "unknown") {
    report.time = ReportTime::kUnknown;
  } else {
    fields.reject("unknown_report_time", kSession, "after_close, before_open, unclear or empty");
  }
  return report;
}

void count_caveats(const FieldReader& fields, const EarningsReport& report,
                   std::map<std::string, Caveats>& caveats) {
  auto& of_symbol = caveats[report.symbol.str()];
  if (report.time == ReportTime::kUnknown) ++of_symbol.unknown_time;
  if (!trim(fields.text(kDateConflict)).empty()) ++of_symbol.disputed_date;
  const auto status = normalised_name(fields.text(kStatus));
  if (!status.empty() && status != "reported") ++of_symbol.not_reported;
}

Result<ParsedFile> parse_earnings(const ParseInput& input) {
  std::map<std::string, Caveats> caveats;
  AOTS_TRY(parsed, parse_rows<EarningsReport>(input.text, input.name, kColumns, std::nullopt,
                                              [&](FieldReader& fields) {
                                                auto report = read_report(fields);
                                                if (fields.ok())
                                                  count_caveats(fields, report, caveats);
                                                return report;
                                              }));
  for (const auto& [symbol, found] : caveats) {
    const auto note = [&, name = symbol](std::int64_t rows, std::string_view what) {
      if (rows > 0) parsed.notes.push_back({name, fmt::format("{}: {}", what, rows)});
    };
    note(found.unknown_time, "reports at an unknown time of the day");
    note(found.disputed_date, "dates that differ between sources");
    note(found.not_reported, "dates that are scheduled or without a result");
  }
  return std::move(parsed);
}

}  // namespace

Format earnings_format() {
  return {.kind = "earnings",
          .family = "earnings",
          .expects = "ticker,report_date,session,...",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.header.size() >= 3 && sample.header[0] == "ticker" &&
                       sample.header[1] == "report_date" && sample.header[2] == "session";
              },
          .parse = parse_earnings};
}

}  // namespace aots::data
