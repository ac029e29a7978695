// Earnings dates: ticker, report_date, session, fiscal period, EPS columns, sources, date_conflict, status.
//
// Only the date and the time of day are kept; EPS figures are restated by vendors after splits and are
// no fact of the day. A session that the file leaves empty or calls unclear is an unknown time, which
// decides nothing by itself (D13).
#include <array>
#include <string_view>

#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kTicker, kReportDate, kSession };
constexpr std::array<std::string_view, 3> kColumns = {"ticker", "report_date", "session"};

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
          .parse = [](const ParseInput& input) {
            return parse_rows<EarningsReport>(input.text, input.name, kColumns, std::nullopt,
                                              read_report);
          }};
}

}  // namespace aots::data
