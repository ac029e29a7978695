// FeatureMatrix: rows of (symbol, session) and one column for each feature of the catalogue.
//
// Absence is explicit: a bit for each value. A value whose bit is not set reads 0.0 in `values`
// and is nothing in `at`; no NaN or infinity ever stands in a matrix. Rows keep the order in which
// they were appended.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "domain/types.hpp"
#include "features/catalogue.hpp"

namespace aots::features {

// One row: the features of one symbol at the end of one session.
struct FeatureRow {
  Date date{};
  std::array<double, kFeatureCount> values{};  // 0.0 where absent
  std::bitset<kFeatureCount> present{};

  std::optional<double> at(std::size_t column) const;
  // The feature must be in the catalogue.
  std::optional<double> at(std::string_view name) const;
  bool operator==(const FeatureRow&) const = default;
};

// Values of one feature, and one bit a row: bit i % 64 of word i / 64.
struct FeatureColumn {
  std::vector<double> values{};
  std::vector<std::uint64_t> validity{};

  bool has(std::size_t row) const { return ((validity[row / 64] >> (row % 64)) & 1U) != 0; }
  std::optional<double> at(std::size_t row) const;
  // A value that is not finite counts as absent.
  void append(std::optional<double> value);
  void append(std::span<const double> more);
  bool operator==(const FeatureColumn&) const = default;
};

class FeatureMatrix {
 public:
  FeatureMatrix() : schema_hash_(features::schema_hash()), columns_(kFeatureCount) {}

  std::size_t rows() const { return dates_.size(); }
  const std::string& schema_hash() const { return schema_hash_; }
  const Symbol& symbol(std::size_t row) const { return symbols_[row]; }
  Date date(std::size_t row) const { return dates_[row]; }
  const FeatureColumn& column(std::size_t column) const { return columns_[column]; }
  // The feature must be in the catalogue.
  const FeatureColumn& column(std::string_view name) const;
  std::optional<double> at(std::size_t row, std::size_t column) const;
  FeatureRow row(std::size_t row) const;
  // The row of a symbol and session; nothing when there is none.
  std::optional<std::size_t> find(const Symbol& symbol, Date date) const;

  void append(const Symbol& symbol, const FeatureRow& row);
  // Appends rows whose values lie column by column, `columns[c * dates.size() + r]`; what is not
  // finite is absent.
  void append(const Symbol& symbol, std::span<const Date> dates, std::span<const double> columns);
  bool operator==(const FeatureMatrix&) const = default;

 private:
  std::string schema_hash_;
  std::vector<Symbol> symbols_;
  std::vector<Date> dates_;
  std::vector<FeatureColumn> columns_;
};

}  // namespace aots::features
