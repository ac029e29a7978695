// Cell: how a value of the domain is a value of a Parquet column.
//
// Prices are DECIMAL(18,6), dates DATE, instants TIMESTAMP (microseconds, UTC), words VARCHAR. Only
// an optional may be absent. `storable` says what the column type cannot hold without loss.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "data/store/detail/duckdb.hpp"
#include "data/store/detail/row_digest.hpp"
#include "domain/fixed.hpp"
#include "domain/market.hpp"
#include "domain/types.hpp"

namespace aots::data::detail {

inline constexpr std::int64_t kDecimalLimit = 1'000'000'000'000'000'000;  // DECIMAL(18,6), unscaled

inline std::int32_t day_number(Date date) {
  return static_cast<std::int32_t>(date.time_since_epoch().count());
}
inline Date date_of(std::int32_t day_number) { return Date(Days(day_number)); }
inline bool is_whole_microsecond(Timestamp time) {
  return time.time_since_epoch() % std::chrono::microseconds(1) == std::chrono::nanoseconds(0);
}
// Exact for whole microseconds.
inline std::int64_t microseconds_of(Timestamp time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}
inline Timestamp time_of(std::int64_t microseconds) {
  return Timestamp(std::chrono::microseconds(microseconds));
}

template <class T>
struct Cell;

template <>
struct Cell<std::string> {
  static constexpr std::string_view kType = "VARCHAR";
  static bool storable(const std::string&) { return true; }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, const std::string& v) {
    writer.set_text(column, row, v);
  }
  static bool get(const Column& column, std::size_t row, std::string& value) {
    value = column.text(row);
    return true;
  }
  static void digest(RowDigest& digest, const std::string& value) { digest.text(value); }
};

template <>
struct Cell<Symbol> {
  static constexpr std::string_view kType = "VARCHAR";
  static bool storable(const Symbol&) { return true; }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, const Symbol& value) {
    writer.set_text(column, row, value.str());
  }
  static bool get(const Column& column, std::size_t row, Symbol& value) {
    const std::string_view text = column.text(row);
    if (!ShortText::fits(text)) return false;
    value = Symbol(text);
    return true;
  }
  static void digest(RowDigest& digest, const Symbol& value) { digest.text(value.str()); }
};

// An enum as the word that to_string gives it.
template <class Enum, Enum... Words>
struct WordCell {
  static constexpr std::string_view kType = "VARCHAR";
  static bool storable(Enum) { return true; }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, Enum value) {
    writer.set_text(column, row, to_string(value));
  }
  static bool get(const Column& column, std::size_t row, Enum& value) {
    const auto word = column.text(row);
    return ((word == to_string(Words) && (value = Words, true)) || ...);
  }
  static void digest(RowDigest& digest, Enum value) { digest.text(to_string(value)); }
};

template <>
struct Cell<Origin> : WordCell<Origin, Origin::kReal, Origin::kReconstructed, Origin::kSynthetic> {
};
template <>
struct Cell<ReportTime>
    : WordCell<ReportTime, ReportTime::kBeforeOpen, ReportTime::kAfterClose, ReportTime::kUnknown> {
};

template <>
struct Cell<std::int64_t> {
  static constexpr std::string_view kType = "BIGINT";
  static bool storable(std::int64_t) { return true; }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, std::int64_t value) {
    writer.values<std::int64_t>(column)[row] = value;
  }
  static bool get(const Column& column, std::size_t row, std::int64_t& value) {
    value = column.at<std::int64_t>(row);
    return true;
  }
  static void digest(RowDigest& digest, std::int64_t value) { digest.integer(value); }
};

template <>
struct Cell<Price> {
  static constexpr std::string_view kType = "DECIMAL(18,6)";
  static bool storable(Price value) {
    return value.micros() > -kDecimalLimit && value.micros() < kDecimalLimit;
  }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, Price value) {
    writer.values<std::int64_t>(column)[row] = value.micros();
  }
  static bool get(const Column& column, std::size_t row, Price& value) {
    value = Price::from_micros(column.at<std::int64_t>(row));
    return true;
  }
  static void digest(RowDigest& digest, Price value) { digest.integer(value.micros()); }
};

template <>
struct Cell<double> {
  static constexpr std::string_view kType = "DOUBLE";
  static bool storable(double value) { return std::isfinite(value); }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, double value) {
    writer.values<double>(column)[row] = value;
  }
  static bool get(const Column& column, std::size_t row, double& value) {
    value = column.at<double>(row);
    return true;
  }
  static void digest(RowDigest& digest, double value) { digest.real(value); }
};

template <>
struct Cell<bool> {
  static constexpr std::string_view kType = "BOOLEAN";
  static bool storable(bool) { return true; }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, bool value) {
    writer.values<bool>(column)[row] = value;
  }
  static bool get(const Column& column, std::size_t row, bool& value) {
    value = column.at<bool>(row);
    return true;
  }
  static void digest(RowDigest& digest, bool value) { digest.integer(value ? 1 : 0); }
};

template <>
struct Cell<Date> {
  static constexpr std::string_view kType = "DATE";
  static bool storable(Date) { return true; }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, Date value) {
    writer.values<std::int32_t>(column)[row] = day_number(value);
  }
  static bool get(const Column& column, std::size_t row, Date& value) {
    value = date_of(column.at<std::int32_t>(row));
    return true;
  }
  static void digest(RowDigest& digest, Date value) { digest.integer(day_number(value)); }
};

template <>
struct Cell<Timestamp> {
  static constexpr std::string_view kType = "TIMESTAMP";
  static bool storable(Timestamp value) { return is_whole_microsecond(value); }
  static void put(TableWriter& writer, std::size_t column, std::size_t row, Timestamp value) {
    writer.values<std::int64_t>(column)[row] = microseconds_of(value);
  }
  static bool get(const Column& column, std::size_t row, Timestamp& value) {
    value = time_of(column.at<std::int64_t>(row));
    return true;
  }
  static void digest(RowDigest& digest, Timestamp value) { digest.integer(microseconds_of(value)); }
};

template <class T>
struct Cell<std::optional<T>> {
  static constexpr std::string_view kType = Cell<T>::kType;
  static bool storable(const std::optional<T>& value) {
    return !value || Cell<T>::storable(*value);
  }
  static void put(TableWriter& writer, std::size_t column, std::size_t row,
                  const std::optional<T>& value) {
    if (value) {
      Cell<T>::put(writer, column, row, *value);
    } else {
      writer.set_absent(column, row);
    }
  }
  static bool get(const Column& column, std::size_t row, std::optional<T>& value) {
    value.reset();
    return !column.present(row) || Cell<T>::get(column, row, value.emplace());
  }
  static void digest(RowDigest& digest, const std::optional<T>& value) {
    digest.presence(value.has_value());
    if (value) Cell<T>::digest(digest, *value);
  }
};

template <class T>
inline constexpr bool kMayBeAbsent = false;
template <class T>
inline constexpr bool kMayBeAbsent<std::optional<T>> = true;

}  // namespace aots::data::detail
