// Interest rate series, converted to continuously compounded ACT/365 fractions.
//
// DTB3 (Federal Reserve H.15, 3-month Treasury bill, secondary market) is quoted on a bank-discount
// basis: a bill of face 1 with t = 91 days to run costs P = 1 - d t/360 for a discount d. The rate
// that grows P to 1 over t days, continuously compounded on 365 days, is r = -ln(P) 365/t.
// (Fabozzi, "Fixed Income Mathematics", the chapter on money market yields, has the discount
// formula.) It was negative on a few days of 2015 and 2020, so a negative rate is data.
//
// PCREDIT8 (primary credit rate at the discount window) lists the days on which it changed, as
// simple interest on overnight loans. It is another series of the same kind, r = 365 ln(1 + q/365),
// and never mixes with DTB3.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr double kBillDays = 91.0;
constexpr double kDiscountYearDays = 360.0;
constexpr double kYearDays = 365.0;
constexpr double kPercentMin = -10.0;
constexpr double kPercentMax = 100.0;

enum Column : std::size_t { kDate, kValue };

double rate_from_discount(double discount) {
  return -std::log1p(-discount * kBillDays / kDiscountYearDays) * kYearDays / kBillDays;
}

double rate_from_overnight(double simple) { return kYearDays * std::log1p(simple / kYearDays); }

Result<ParsedFile> parse_series(const ParseInput& input, std::span<const std::string_view> columns,
                                std::string_view series, double (*convert)(double)) {
  return parse_rows<RateObservation>(
      input.text, input.name, columns, Symbol(series), [&](FieldReader& fields) {
        RateObservation rate;
        rate.series = series;
        rate.date = fields.date(kDate);
        const double percent = fields.number(kValue);
        if (fields.ok() && (percent < kPercentMin || percent > kPercentMax)) {
          fields.reject("implausible_rate", kValue, "percent, -10 to 100");
        }
        if (fields.ok()) rate.rate = convert(percent / 100.0);
        return rate;
      });
}

constexpr std::array<std::string_view, 2> kDtb3Columns = {"observation_date", "dtb3"};
constexpr std::array<std::string_view, 2> kPrimaryCreditColumns = {"date", "pcredit8"};

bool has_header(const Sample& sample, std::span<const std::string_view> columns) {
  return std::equal(sample.header.begin(), sample.header.end(), columns.begin(), columns.end());
}

}  // namespace

Format dtb3_format() {
  return {
      .kind = "rates",
      .family = "rates",
      .expects = "observation_date,DTB3 (percent, bank discount)",
      .recognises = [](const Sample& sample,
                       const std::optional<Symbol>&) { return has_header(sample, kDtb3Columns); },
      .parse =
          [](const ParseInput& input) {
            return parse_series(input, kDtb3Columns, "DTB3", rate_from_discount);
          }};
}

Format primary_credit_format() {
  return {.kind = "rates",
          .family = "rates",
          .expects = "DATE,PCREDIT8 (percent, days of change)",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_header(sample, kPrimaryCreditColumns);
              },
          .parse =
              [](const ParseInput& input) {
                return parse_series(input, kPrimaryCreditColumns, "PCREDIT8", rate_from_overnight);
              }};
}

}  // namespace aots::data
