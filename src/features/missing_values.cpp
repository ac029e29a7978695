#include "features/missing_values.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace aots::features {

namespace {

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2.0;
}

// In the order of the rows, so that the same rows give the same bits.
double mean(const std::vector<double>& values) {
  double mean = 0.0;
  double count = 0.0;
  for (const double value : values) mean += (value - mean) / ++count;
  return mean;
}

}  // namespace

std::string_view to_string(FillPolicy policy) {
  switch (policy) {
    case FillPolicy::kMedian:
      return "median";
    case FillPolicy::kMean:
      return "mean";
    case FillPolicy::kZero:
      return "zero";
  }
  return "zero";
}

MissingValues MissingValues::fit(const FeatureMatrix& matrix, std::span<const std::size_t> rows,
                                 FillPolicy policy) {
  MissingValues fitted;
  fitted.policy_ = policy;
  fitted.schema_hash_ = matrix.schema_hash();
  if (policy == FillPolicy::kZero) return fitted;
  std::vector<double> values;
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    values.clear();
    for (const std::size_t row : rows) {
      AOTS_EXPECTS(row < matrix.rows());
      if (const auto value = matrix.at(row, column)) values.push_back(*value);
    }
    if (values.empty()) continue;
    fitted.fills_[column] = policy == FillPolicy::kMedian ? median(values) : mean(values);
  }
  return fitted;
}

std::array<double, kFeatureCount> MissingValues::apply(const FeatureRow& row) const {
  std::array<double, kFeatureCount> result{};
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    result[column] = row.present[column] ? row.values[column] : fills_[column];
  }
  return result;
}

}  // namespace aots::features
