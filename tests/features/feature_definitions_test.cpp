// Every feature of the catalogue against its definition, computed in the plainest way.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/features/feature_fixture.hpp"
#include "tests/features/feature_reference.hpp"

namespace aots::features {
namespace {

using namespace test;

TEST(FeatureDefinitions, AreWhatEveryFeatureComputes) {
  const auto days = invented({.seed = 21, .sessions = 420});
  const FeatureMatrix matrix = matrix_of(days);
  const Reference reference(days);
  EXPECT_EQ(reference.features().size(), kFeatureCount);
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    const std::string name(catalogue()[column].name);
    ASSERT_TRUE(reference.features().contains(name)) << name;
    // Quarter and month turn, expiries and reports come within these.
    for (int row = 300; row < 420;
         row += catalogue()[column].memory == FeatureMemory::kRecursive ? 59 : 1) {
      const Number expected = reference.value(name, row);
      const auto value = matrix.at(static_cast<std::size_t>(row), column);
      ASSERT_EQ(value.has_value(), !std::isnan(expected)) << name << " in row " << row;
      if (!value) continue;
      const auto wanted = static_cast<double>(expected);
      ASSERT_NEAR(*value, wanted, 1e-11 * (1.0 + std::abs(wanted))) << name << " in row " << row;
    }
  }
}

}  // namespace
}  // namespace aots::features
