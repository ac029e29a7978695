// MissingValues: how absent features become numbers for those who cannot do without.
//
// A matrix keeps its absences; a model that needs a number for everything takes this named step,
// whose parameters are fitted on the rows it is given and on no others: give it training rows only.
// What it fills in is marked by the matrix it came from, so that a model may see both.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/catalogue.hpp"
#include "features/feature_matrix.hpp"

namespace aots::features {

enum class FillPolicy {
  kMedian,  // the median of the values that the fitted rows have
  kMean,    // their mean
  kZero,    // nothing is fitted
};
std::string_view to_string(FillPolicy policy);  // median, mean, zero

class MissingValues {
 public:
  // Fitted on these rows of the matrix. A feature that none of them has is filled with 0.
  static MissingValues fit(const FeatureMatrix& matrix, std::span<const std::size_t> rows,
                           FillPolicy policy);

  FillPolicy policy() const { return policy_; }
  // Of the catalogue whose columns it fills.
  const std::string& schema_hash() const { return schema_hash_; }
  double fill(std::size_t column) const { return fills_[column]; }

  // Every feature of the row, the absent ones filled in.
  std::array<double, kFeatureCount> apply(const FeatureRow& row) const;

  bool operator==(const MissingValues&) const = default;

 private:
  FillPolicy policy_ = FillPolicy::kMedian;
  std::string schema_hash_;
  std::array<double, kFeatureCount> fills_{};
};

}  // namespace aots::features
