#include "data/source/field_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"

namespace aots::data {
namespace {

constexpr std::size_t kRawBytesMax = 1024;
// Far above any quote, far below the range of Price.
constexpr std::int64_t kPriceMax = 1'000'000'000;
constexpr double kCountMax = 9e15;  // whole numbers in a double are exact up to here
constexpr int kCentury = 2000;
constexpr std::size_t kDateLength = 10;
constexpr std::size_t kTimeLengthMax = 40;
constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_not_finite_word(std::string_view text) {
  constexpr std::array kWords = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "-nan"};
  const auto word = to_lower(text);
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::optional<unsigned> digits(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// The length of the printable character that the text begins with, as UTF-8 (RFC 3629); 0 when it
// begins with anything else.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return (lead >= 0x20 && lead != 0x7F) || lead == '\t' || lead == '\n' ? 1 : 0;
  const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool no_character = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
  return overlong || no_character ? 0 : length;
}

std::optional<Date> parse_month_day_year(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return std::nullopt;
  const auto month = digits(text.substr(0, 2));
  const auto day = digits(text.substr(3, 2));
  const auto year = digits(text.substr(6, 4));
  if (!month || !day || !year) return std::nullopt;
  return checked_date(static_cast<int>(*year), *month, *day);
}

// "5/27/19".
std::optional<Date> parse_short_year(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() != 3 || parts[2].size() != 2) return std::nullopt;
  for (const auto part : parts) {
    if (part.empty() || part.size() > 2) return std::nullopt;
  }
  const auto month = digits(parts[0]);
  const auto day = digits(parts[1]);
  const auto year = digits(parts[2]);
  if (!month || !day || !year) return std::nullopt;
  return checked_date(kCentury + static_cast<int>(*year), *month, *day);
}

// "May 27, 2019" or "May 5, 2019".
std::optional<Date> parse_month_name_first(std::string_view text) {
  const auto comma = text.find(", ");
  if (comma == std::string_view::npos || comma < 5 || text[3] != ' ') return std::nullopt;
  const auto* month = std::find(kMonths.begin(), kMonths.end(), to_lower(text.substr(0, 3)));
  const auto day_text = text.substr(4, comma - 4);
  const auto year_text = text.substr(comma + 2);
  const auto day = digits(day_text);
  const auto year = digits(year_text);
  if (month == kMonths.end() || !day || day_text.size() > 2 || !year || year_text.size() != 4) {
    return std::nullopt;
  }
  return checked_date(static_cast<int>(*year), static_cast<unsigned>(month - kMonths.begin()) + 1,
                      *day);
}

std::string_view notation(DateStyle style) {
  switch (style) {
    case DateStyle::kIso:
      return "YYYY-MM-DD";
    case DateStyle::kMonthDayYear:
      return "MM/DD/YYYY";
    case DateStyle::kShortYear:
      return "M/D/YY";
    case DateStyle::kMonthNameFirst:
      return "Mon D, YYYY";
    case DateStyle::kCompact:
      return "YYYYMMDD";
  }
  contract_violation("precondition", "a known DateStyle", __FILE__, __LINE__);
}

// "2025-11-24 19:05:01+00:00" as RFC 3339 has it.
std::optional<Timestamp> parse_spaced_time(std::string_view text) {
  if (text.size() <= kDateLength || text.size() > kTimeLengthMax) return std::nullopt;
  std::string rfc3339(text);
  if (rfc3339[kDateLength] == ' ') rfc3339[kDateLength] = 'T';
  return parse_timestamp(rfc3339);
}

}  // namespace

std::optional<Date> parse_date_text(std::string_view text, DateStyle style) {
  switch (style) {
    case DateStyle::kIso:
      return parse_date(text);
    case DateStyle::kMonthDayYear:
      return parse_month_day_year(text);
    case DateStyle::kShortYear:
      return parse_short_year(text);
    case DateStyle::kMonthNameFirst:
      return parse_month_name_first(text);
    case DateStyle::kCompact:
      return parse_compact_date(text.substr(0, text.find(' ')));
  }
  contract_violation("precondition", "a known DateStyle", __FILE__, __LINE__);
}

bool has_columns(std::span<const std::string> header,
                 std::initializer_list<std::string_view> names) {
  return std::all_of(names.begin(), names.end(), [&header](std::string_view name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  });
}

std::optional<Date> parse_compact_date(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(4, 2));
  const auto day = digits(text.substr(6, 2));
  if (!year || !month || !day) return std::nullopt;
  return checked_date(static_cast<int>(*year), *month, *day);
}

std::string normalised_name(std::string_view name) {
  auto normalised = to_lower(trim(name));
  std::replace(normalised.begin(), normalised.end(), ' ', '_');
  return normalised;
}

std::string raw_excerpt(std::string_view raw) {
  raw = raw.substr(0, kRawBytesMax);
  std::string text;
  text.reserve(raw.size());
  while (!raw.empty()) {
    const auto length = utf8_length(raw);
    if (length == 0) {
      text += '?';
      raw.remove_prefix(1);
    } else {
      text += raw.substr(0, length);
      raw.remove_prefix(length);
    }
  }
  return text;
}

Result<Columns> Columns::resolve(const CsvRecord& header, std::span<const std::string_view> wanted,
                                 std::string_view file) {
  Columns columns;
  columns.file_columns_ = header.fields.size();
  std::vector<std::string> found;
  found.reserve(header.fields.size());
  for (const auto field : header.fields) found.push_back(normalised_name(field));
  std::vector<std::string> missing;
  for (auto name : wanted) {
    const bool may_be_missing = name.ends_with('?');
    if (may_be_missing) name.remove_suffix(1);
    const auto at = std::find(found.begin(), found.end(), name);
    columns.names_.emplace_back(name);
    if (at != found.end()) {
      columns.positions_.push_back(static_cast<std::size_t>(at - found.begin()));
    } else {
      columns.positions_.emplace_back();
      if (!may_be_missing) missing.emplace_back(name);
    }
  }
  if (!missing.empty()) {
    return fail(
        ErrorCode::kData,
        "{} line {} has the columns \"{}\" but lacks {}: check that the file is of the kind "
        "it is imported as",
        file, header.line, raw_excerpt(header.raw), join(missing, ", "));
  }
  return columns;
}

Columns Columns::of(std::span<const std::string_view> wanted) {
  Columns columns;
  columns.file_columns_ = wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    columns.names_.emplace_back(wanted[i]);
    columns.positions_.emplace_back(i);
  }
  return columns;
}

FieldReader::FieldReader(const CsvRecord& record, const Columns& columns, std::string_view symbol)
    : record_(record), columns_(columns), symbol_(symbol) {
  if (!record.defect.empty()) {
    fault_ = RejectedRow{.rule = std::string(record.defect), .bound = "a CSV record (RFC 4180)"};
  } else if (record.fields.size() != columns.file_columns()) {
    fault_ = RejectedRow{.rule = "column_count",
                         .value = fmt::to_string(record.fields.size()),
                         .bound = fmt::to_string(columns.file_columns())};
  }
}

std::string_view FieldReader::text(std::size_t column) const {
  if (!columns_.has(column) || columns_.position(column) >= record_.fields.size()) return {};
  return record_.fields[columns_.position(column)];
}

void FieldReader::reject(std::string_view rule, std::size_t column, std::string_view bound) {
  if (fault_) return;
  fault_ = RejectedRow{.column = std::string(columns_.name(column)),
                       .rule = std::string(rule),
                       .value = raw_excerpt(text(column)),
                       .bound = std::string(bound)};
}

RejectedRow FieldReader::rejected() const {
  AOTS_EXPECTS(fault_.has_value());
  auto row = *fault_;
  row.line = record_.line;
  row.symbol = symbol_;
  if (date_) row.date = to_string(*date_);
  row.raw = raw_excerpt(record_.raw);
  return row;
}

std::optional<Date> FieldReader::date_value(std::size_t column, DateStyle style) const {
  return parse_date_text(trim(text(column)), style);
}

Date FieldReader::date(std::size_t column, DateStyle style) {
  const auto date = date_value(column, style);
  if (!date) {
    reject("bad_date", column, notation(style));
    return {};
  }
  return dated(*date);
}

Date FieldReader::dated(Date date) {
  if (!date_) date_ = date;
  return date;
}

std::optional<Timestamp> FieldReader::optional_time(std::size_t column) {
  const auto found = trim(text(column));
  if (found.empty()) return std::nullopt;
  const auto time = parse_spaced_time(found);
  if (!time) reject("bad_time", column, "YYYY-MM-DD hh:mm:ss+00:00");
  return time;
}

Date FieldReader::new_york_midnight(std::size_t column) {
  const auto found = trim(text(column));
  const auto date = parse_date(found.substr(0, kDateLength));
  const auto time = parse_spaced_time(found);
  if (!date || !time) {
    reject("bad_date", column, "YYYY-MM-DD 00:00:00-05:00");
    return {};
  }
  dated(*date);
  if (found.substr(kDateLength + 1, 8) != "00:00:00") {
    reject("not_a_daily_row", column, "00:00:00");
  } else if (*time != calendar::new_york_time(*date, std::chrono::minutes{0})) {
    reject("foreign_time_zone", column, "midnight in New York");
  }
  return *date;
}

Symbol FieldReader::symbol(std::size_t column) {
  auto symbol = parse_symbol(trim(text(column)));
  if (!symbol) {
    reject("bad_symbol", column, "a ticker such as SPY");
    return {};
  }
  symbol_ = symbol->str();
  return *symbol;
}

bool FieldReader::is_blank(std::size_t column) { return trim(text(column)).empty(); }

std::optional<double> FieldReader::finite_number(std::size_t column, std::string_view noun) {
  const auto found = trim(text(column));
  const auto value = parse_double(found);
  if (value) return value;
  if (found.empty()) {
    reject(fmt::format("blank_{}", noun), column, "a number");
  } else if (is_not_finite_word(found)) {
    reject(fmt::format("not_finite_{}", noun), column, "a finite number");
  } else {
    reject(fmt::format("non_numeric_{}", noun), column, "a number");
  }
  return std::nullopt;
}

Price FieldReader::price(std::size_t column) {
  const auto found = text(column);
  const auto exact = Price::parse(found);
  if (exact && exact->micros() >= 0 && exact->micros() <= kPriceMax * kMicrosPerUnit) return *exact;
  const auto value = finite_number(column, "price");
  if (!value) return {};
  if (*value < 0.0) {
    reject("negative_price", column, ">= 0");
    return {};
  }
  if (*value > static_cast<double>(kPriceMax)) {
    reject("implausible_price", column, "<= 1000000000");
    return {};
  }
  return Price::from_double(*value);
}

std::optional<Price> FieldReader::optional_price(std::size_t column) {
  if (is_blank(column)) return std::nullopt;
  return price(column);
}

double FieldReader::number(std::size_t column) {
  return finite_number(column, "value").value_or(0.0);
}

std::optional<double> FieldReader::optional_number(std::size_t column) {
  if (is_blank(column)) return std::nullopt;
  return finite_number(column, "value");
}

std::optional<std::int64_t> FieldReader::optional_count(std::size_t column) {
  if (is_blank(column)) return std::nullopt;
  auto count = parse_int(text(column));
  if (!count) {
    const auto value = finite_number(column, "value");
    if (!value) return std::nullopt;
    if (std::fabs(*value) > kCountMax || std::trunc(*value) != *value) {
      reject("fractional_count", column, "a whole number");
      return std::nullopt;
    }
    count = static_cast<std::int64_t>(*value);
  }
  if (*count < 0) {
    reject("negative_count", column, ">= 0");
    return std::nullopt;
  }
  return count;
}

}  // namespace aots::data
