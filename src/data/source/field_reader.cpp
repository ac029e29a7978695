#include "data/source/field_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/contract.hpp"
#include "base/text.hpp"

namespace aots::data {
namespace {

constexpr std::size_t kRawBytesMax = 1024;
// Far above any quote, far below the range of Price.
constexpr std::int64_t kPriceMax = 1'000'000'000;
constexpr double kCountMax = 9e15;  // whole numbers in a double are exact up to here

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

}  // namespace

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
  const auto found = trim(text(column));
  switch (style) {
    case DateStyle::kIso:
      return parse_date(found);
    case DateStyle::kMonthDayYear:
      return parse_month_day_year(found);
  }
  contract_violation("precondition", "a known DateStyle", __FILE__, __LINE__);
}

Date FieldReader::date(std::size_t column, DateStyle style) {
  const auto date = date_value(column, style);
  if (!date) {
    reject("bad_date", column, style == DateStyle::kIso ? "YYYY-MM-DD" : "MM/DD/YYYY");
    return {};
  }
  if (!date_) date_ = date;
  return *date;
}

Symbol FieldReader::symbol(std::size_t column) {
  auto symbol = parse_symbol(trim(text(column)));
  if (!symbol) {
    reject("bad_symbol", column, "a ticker such as SPY");
    return {};
  }
  symbol_ = symbol->str();
  return *std::move(symbol);
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
