// FieldReader: typed fields of one CSV row, and the first rule that the row breaks.
//
// Each reading function returns a value that means something only while fault() is empty, so that a
// parser reads all its fields first and asks once. Prices and counts are not negative; blank is a
// fault except where a function says otherwise.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "data/source/csv.hpp"
#include "data/source/rows.hpp"

namespace aots::data {

// A column name as headers are compared: trimmed, lower case, blanks as underscores.
std::string normalised_name(std::string_view name);

// "20190527".
std::optional<Date> parse_compact_date(std::string_view text);

// Where the columns that a parser wants stand in a file.
class Columns {
 public:
  // `wanted` in the parser's own order; a name that ends in '?' may be missing. Error kData naming
  // the missing ones.
  static Result<Columns> resolve(const CsvRecord& header, std::span<const std::string_view> wanted,
                                 std::string_view file);
  // Of rows whose fields stand in the order of `wanted`, such as records of JSON.
  static Columns of(std::span<const std::string_view> wanted);

  bool has(std::size_t column) const { return positions_[column].has_value(); }
  std::size_t position(std::size_t column) const { return *positions_[column]; }
  std::string_view name(std::size_t column) const { return names_[column]; }
  std::size_t file_columns() const { return file_columns_; }

 private:
  std::vector<std::optional<std::size_t>> positions_;
  std::vector<std::string> names_;
  std::size_t file_columns_ = 0;
};

enum class DateStyle {
  kIso,             // 2019-05-27
  kMonthDayYear,    // 05/27/2019
  kShortYear,       // 5/27/19, of this century
  kMonthNameFirst,  // May 27, 2019
  kCompact,         // 20190527, and what stands behind a blank
};

// A date in one of these notations, and nothing else around it.
std::optional<Date> parse_date_text(std::string_view text, DateStyle style);

class FieldReader {
 public:
  // A defective record or one with another number of columns than the header is a fault from the
  // start. `symbol` is the file's symbol, where rows do not carry their own.
  FieldReader(const CsvRecord& record, const Columns& columns, std::string_view symbol = {});

  std::string_view text(std::size_t column) const;
  // The first date that is read dates the row in the quarantine.
  Date date(std::size_t column, DateStyle style = DateStyle::kIso);
  // The row speaks of a date that stands outside of it.
  Date dated(Date date);
  // A date that may be missing or malformed; never a fault.
  std::optional<Date> date_value(std::size_t column, DateStyle style) const;
  Symbol symbol(std::size_t column);
  // The row is another symbol's than its file's or its column's.
  void belongs_to(const Symbol& symbol) { symbol_ = symbol.str(); }
  // "2025-11-24 19:05:01+00:00"; blank is absent, what names no zone a fault (bad_time).
  std::optional<Timestamp> optional_time(std::size_t column);
  // "2018-01-02 00:00:00-05:00": a session as an instant, New York's midnight. Another zone's
  // midnight is another exchange's session (foreign_time_zone), another hour no daily row
  // (not_a_daily_row).
  Date new_york_midnight(std::size_t column);
  Price price(std::size_t column);
  std::optional<Price> optional_price(std::size_t column);  // blank is absent
  double number(std::size_t column);
  std::optional<double> optional_number(std::size_t column);
  std::optional<std::int64_t> optional_count(std::size_t column);  // "12", "12.0"; blank is absent

  // A fault that the parser itself finds; only the first one of a row counts.
  void reject(std::string_view rule, std::size_t column, std::string_view bound);

  bool ok() const { return !fault_; }
  // The row as rejected, with the first date and the symbol that were read; precondition: !ok().
  RejectedRow rejected() const;

 private:
  bool is_blank(std::size_t column);
  std::optional<double> finite_number(std::size_t column, std::string_view noun);

  const CsvRecord& record_;
  const Columns& columns_;
  std::string symbol_;
  std::optional<Date> date_;
  std::optional<RejectedRow> fault_;
};

// Whether the header has all the columns, in whatever order.
bool has_columns(std::span<const std::string> header,
                 std::initializer_list<std::string_view> names);

// Reads every data row of a file with `read_row(FieldReader&) -> Record`.
template <class Record, class ReadRow>
Result<ParsedFile> parse_rows(std::string_view text, std::string_view file,
                              std::span<const std::string_view> wanted,
                              const std::optional<Symbol>& symbol, ReadRow read_row) {
  CsvReader csv(text);
  CsvRecord record;
  if (!csv.next(record))
    return fail(ErrorCode::kData, "{} is empty: a header line was expected", file);
  AOTS_TRY(columns, Columns::resolve(record, wanted, file));
  ParsedFile parsed;
  SourceRows<Record> rows;
  while (csv.next(record)) {
    ++parsed.rows_read;
    FieldReader fields(record, columns, symbol ? std::string(symbol->str()) : std::string());
    Record value = read_row(fields);
    if (fields.ok()) {
      rows.push_back({std::move(value), record.line, record.raw});
    } else {
      parsed.rejected.push_back(fields.rejected());
    }
  }
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace aots::data
