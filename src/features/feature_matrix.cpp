#include "features/feature_matrix.hpp"

#include <cmath>

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
  const std::size_t row = values.size();
  if (row % 64 == 0) validity.push_back(0);
  const bool present = value && std::isfinite(*value);
  values.push_back(present ? *value : 0.0);
  if (present) validity.back() |= std::uint64_t{1} << (row % 64);
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
    FeatureColumn& column = columns_[i];
    column.values.reserve(dates_.size());
    for (const double value : columns.subspan(i * dates.size(), dates.size())) {
      column.append(value);
    }
  }
}

}  // namespace aots::features
