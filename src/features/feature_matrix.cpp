#include "features/feature_matrix.hpp"

#include <cmath>
#include <limits>

#include "base/contract.hpp"

namespace aots::features {

namespace {

std::size_t column_named(std::string_view name) {
  const auto column = find_feature(name);
  AOTS_EXPECTS(column.has_value());
  return *column;
}

}  // namespace

std::optional<double> FeatureRow::at(std::size_t column) const {
  if (!present[column]) return std::nullopt;
  return values[column];
}

std::optional<double> FeatureRow::at(std::string_view name) const { return at(column_named(name)); }

std::optional<double> FeatureColumn::at(std::size_t row) const {
  if (!has(row)) return std::nullopt;
  return values[row];
}

void FeatureColumn::append(std::optional<double> value) {
  const double one = value.value_or(std::numeric_limits<double>::quiet_NaN());
  append(std::span(&one, 1));
}

void FeatureColumn::append(std::span<const double> more) {
  std::size_t row = values.size();
  values.resize(row + more.size());
  validity.resize((values.size() + 63) / 64);
  for (const double value : more) {
    const bool present = std::isfinite(value);
    values[row] = present ? value : 0.0;
    validity[row / 64] |= static_cast<std::uint64_t>(present) << (row % 64);
    ++row;
  }
}

const FeatureColumn& FeatureMatrix::column(std::string_view name) const {
  return columns_[column_named(name)];
}

std::optional<double> FeatureMatrix::at(std::size_t row, std::size_t column) const {
  return columns_[column].at(row);
}

FeatureRow FeatureMatrix::row(std::size_t row) const {
  FeatureRow result{.date = dates_[row]};
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    result.values[i] = columns_[i].values[row];
    result.present[i] = columns_[i].has(row);
  }
  return result;
}

std::optional<std::size_t> FeatureMatrix::find(const Symbol& symbol, Date date) const {
  for (std::size_t row = 0; row < rows(); ++row) {
    if (dates_[row] == date && symbols_[row] == symbol) return row;
  }
  return std::nullopt;
}

void FeatureMatrix::append(const Symbol& symbol, const FeatureRow& row) {
  symbols_.push_back(symbol);
  dates_.push_back(row.date);
  for (std::size_t i = 0; i < kFeatureCount; ++i) columns_[i].append(row.at(i));
}

void FeatureMatrix::append(const Symbol& symbol, std::span<const Date> dates,
                           std::span<const double> columns) {
  AOTS_EXPECTS(columns.size() == dates.size() * kFeatureCount);
  symbols_.insert(symbols_.end(), dates.size(), symbol);
  dates_.insert(dates_.end(), dates.begin(), dates.end());
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    columns_[i].append(columns.subspan(i * dates.size(), dates.size()));
  }
}

}  // namespace aots::features
