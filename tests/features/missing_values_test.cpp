#include "features/missing_values.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "tests/features/feature_fixture.hpp"

namespace aots::features {
namespace {

// Rows whose vix_level is given, all else absent.
FeatureMatrix rows_with_vix(const std::vector<std::optional<double>>& levels) {
  FeatureMatrix matrix;
  Date date = make_date(2019, 5, 1);
  for (const auto level : levels) {
    FeatureRow row{.date = date};
    const std::size_t column = *find_feature("vix_level");
    row.present[column] = level.has_value();
    row.values[column] = level.value_or(0.0);
    matrix.append(test::kSymbol, row);
    date += Days(1);
  }
  return matrix;
}

double fitted(const FeatureMatrix& matrix, std::vector<std::size_t> rows, FillPolicy policy) {
  return MissingValues::fit(matrix, rows, policy).fill(*find_feature("vix_level"));
}

TEST(MissingValues, AreFittedOnTheValuesThatTheGivenRowsHave) {
  const auto matrix = rows_with_vix({10.0, std::nullopt, 30.0, 12.0, 90.0});
  EXPECT_DOUBLE_EQ(fitted(matrix, {0, 1, 2, 3}, FillPolicy::kMedian), 12.0);
  EXPECT_DOUBLE_EQ(fitted(matrix, {0, 2}, FillPolicy::kMedian), 20.0);
  EXPECT_DOUBLE_EQ(fitted(matrix, {0, 1, 2, 3}, FillPolicy::kMean), 52.0 / 3.0);
  EXPECT_DOUBLE_EQ(fitted(matrix, {0, 1, 2, 3}, FillPolicy::kZero), 0.0);
  EXPECT_DOUBLE_EQ(fitted(matrix, {1}, FillPolicy::kMedian), 0.0);
  EXPECT_DOUBLE_EQ(fitted(matrix, {}, FillPolicy::kMean), 0.0);
}

TEST(MissingValues, DoNotLookAtOtherRows) {
  const auto seen = test::invented({.seed = 5, .sessions = 400, .absent_share = 0.1});
  auto other = test::invented({.seed = 6, .sessions = 400, .absent_share = 0.1});
  std::copy_n(seen.begin(), 300, other.begin());
  std::vector<std::size_t> training(300);
  std::iota(training.begin(), training.end(), std::size_t{0});
  const auto a = MissingValues::fit(test::matrix_of(seen), training, FillPolicy::kMedian);
  const auto b = MissingValues::fit(test::matrix_of(other), training, FillPolicy::kMedian);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.schema_hash(), schema_hash());
}

TEST(MissingValues, FillOnlyWhatIsAbsent) {
  const auto matrix = rows_with_vix({10.0, 20.0, std::nullopt});
  const std::vector<std::size_t> training{0, 1};
  const auto fills = MissingValues::fit(matrix, training, FillPolicy::kMedian);
  const std::size_t column = *find_feature("vix_level");
  EXPECT_DOUBLE_EQ(fills.apply(matrix.row(0))[column], 10.0);
  EXPECT_DOUBLE_EQ(fills.apply(matrix.row(2))[column], 15.0);
  EXPECT_DOUBLE_EQ(fills.apply(matrix.row(2))[column + 1], 0.0);
  EXPECT_EQ(to_string(fills.policy()), "median");
}

}  // namespace
}  // namespace aots::features
