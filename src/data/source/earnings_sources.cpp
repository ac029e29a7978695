// Earnings dates as five sources wrote them, raw. Each is a kind of its own, behind the merged
// table.
//
// Only the date and, where a source has it, the time of day are kept. Times of day come as words
// (pre, post) or as the clock of New York: before the opening bell, or at the closing bell and
// later; a time between is no time of a report and counts as unknown.
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/new_york.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

template <std::size_t N, class Read>
Result<ParsedFile> parse_reports(const ParseInput& input,
                                 const std::array<std::string_view, N>& columns, Read read) {
  return parse_rows<EarningsReport>(input.text, input.name, columns, input.symbol, read);
}

// ---- Alpha Vantage: fiscalDateEnding,reportedDate,reportedEPS,... of one ticker.

// Alpha Vantage dates Alphabet's reports under GOOG a day early in these years: the company
// published the results of its second quarter of 2020 on 2020-07-30 and those of its third quarter
// of 2024 on 2024-10-29 (its press releases), and so between; the merged table says the same.
constexpr std::string_view kEarlySymbol = "GOOG";
const Date kEarlyFirst = make_date(2020, 7, 1);
const Date kEarlyLast = make_date(2024, 12, 31);

Result<ParsedFile> parse_alphavantage(const ParseInput& input) {
  static constexpr std::array<std::string_view, 1> kColumns = {"reporteddate"};
  return parse_reports(input, kColumns, [&input](FieldReader& fields) {
    EarningsReport report;
    report.symbol = *input.symbol;
    report.report_date = fields.date(0);
    if (report.symbol.str() == kEarlySymbol && report.report_date >= kEarlyFirst &&
        report.report_date <= kEarlyLast) {
      fields.reject("known_wrong_date", 0, "the company's own date, a day later");
    }
    return report;
  });
}

// ---- Daniel Bassett: dates,eps_estimate,eps_actual,eps_pct_diff,ticker,...

Result<ParsedFile> parse_danielbassett(const ParseInput& input) {
  static constexpr std::array<std::string_view, 2> kColumns = {"ticker", "dates"};
  return parse_reports(input, kColumns, [](FieldReader& fields) {
    EarningsReport report;
    report.symbol = fields.symbol(0);
    report.report_date = fields.date(1);
    return report;
  });
}

// ---- Kaggle, "US historical stock prices with earnings data": symbol,date,...,release_time,...

Result<ParsedFile> parse_kaggle(const ParseInput& input) {
  static constexpr std::array<std::string_view, 3> kColumns = {"symbol", "date", "release_time"};
  return parse_reports(input, kColumns, [](FieldReader& fields) {
    EarningsReport report;
    report.symbol = fields.symbol(0);
    report.report_date = fields.date(1, DateStyle::kShortYear);
    const auto word = normalised_name(fields.text(2));
    if (word == "post") {
      report.time = ReportTime::kAfterClose;
    } else if (word == "pre") {
      report.time = ReportTime::kBeforeOpen;
    } else if (!word.empty()) {
      fields.reject("unknown_report_time", 2, "pre, post or empty");
    }
    return report;
  });
}

// ---- MacroPilot: ticker,date.

Result<ParsedFile> parse_macropilot(const ParseInput& input) {
  static constexpr std::array<std::string_view, 2> kColumns = {"ticker", "date"};
  return parse_reports(input, kColumns, [](FieldReader& fields) {
    EarningsReport report;
    report.symbol = fields.symbol(0);
    report.report_date = fields.date(1);
    return report;
  });
}

// ---- Yahoo: Earnings Date,EPS Estimate,Reported EPS,Surprise(%) of one ticker.

ReportTime time_of_day(Timestamp time) {
  const auto minutes = calendar::new_york_minutes(time);
  if (minutes >= calendar::kCloseMinutes) return ReportTime::kAfterClose;
  if (minutes > std::chrono::minutes{0} && minutes < calendar::kOpenMinutes) {
    return ReportTime::kBeforeOpen;
  }
  return ReportTime::kUnknown;
}

Result<ParsedFile> parse_yahoo(const ParseInput& input) {
  static constexpr std::array<std::string_view, 1> kColumns = {"earnings_date"};
  return parse_reports(input, kColumns, [&input](FieldReader& fields) {
    EarningsReport report;
    report.symbol = *input.symbol;
    const auto time = fields.optional_time(0);
    if (!time) {
      fields.reject("bad_time", 0, "YYYY-MM-DD hh:mm:ss-05:00");
      return report;
    }
    report.report_date = calendar::new_york_date(*time);
    report.time = time_of_day(*time);
    return report;
  });
}

// A file of these columns and no others is a source's; a merged table has others.
bool has_header(const Sample& sample, std::initializer_list<std::string_view> names) {
  return sample.header.size() == names.size() && has_columns(sample.header, names);
}

}  // namespace

Format earnings_alphavantage_format() {
  return {.kind = "earnings_alphavantage",
          .family = "earnings_alphavantage",
          .expects = "fiscalDateEnding,reportedDate,reportedEPS,...; the file is named SYMBOL.csv",
          .needs_symbol = true,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"fiscaldateending", "reporteddate",
                                                   "reportedeps", "estimatedeps"});
              },
          .parse = parse_alphavantage};
}

Format earnings_danielbassett_format() {
  return {.kind = "earnings_danielbassett",
          .family = "earnings_danielbassett",
          .expects = "dates,eps_estimate,eps_actual,eps_pct_diff,ticker,...",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"dates", "eps_estimate", "eps_actual",
                                                   "eps_pct_diff", "ticker"});
              },
          .parse = parse_danielbassett};
}

Format earnings_kaggle_format() {
  return {.kind = "earnings_kaggle",
          .family = "earnings_kaggle",
          .expects = "symbol,date,qtr,eps_est,eps,release_time,...",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header,
                                   {"symbol", "date", "qtr", "eps_est", "eps", "release_time"});
              },
          .parse = parse_kaggle};
}

Format earnings_macropilot_format() {
  return {.kind = "earnings_macropilot",
          .family = "earnings_macropilot",
          .expects = "ticker,date",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_header(sample, {"ticker", "date"});
              },
          .parse = parse_macropilot};
}

Format earnings_yahoo_format() {
  return {
      .kind = "earnings_yahoo",
      .family = "earnings_yahoo",
      .expects =
          "Earnings Date,EPS Estimate,Reported EPS,Surprise(%); the file is named "
          "SYMBOL.csv",
      .needs_symbol = true,
      .recognises =
          [](const Sample& sample, const std::optional<Symbol>&) {
            return has_columns(sample.header, {"earnings_date", "eps_estimate", "reported_eps"});
          },
      .parse = parse_yahoo};
}

}  // namespace aots::data
