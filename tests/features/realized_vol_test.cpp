#include "features/realized_vol.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace aots::features {
namespace {

TEST(RealizedVol, IsTheSampleDeviationOfLogReturnsAnnualised) {
  // Log returns 0.01, -0.01, 0.03: mean 0.01, sample variance (0 + 0.0004 + 0.0004) / 2.
  std::vector<double> closes{100.0};
  for (const double change : {0.01, -0.01, 0.03}) {
    closes.push_back(closes.back() * std::exp(change));
  }
  EXPECT_NEAR(realized_vol(closes, 3).value(), 0.02 * std::sqrt(252.0), 1e-12);
}

TEST(RealizedVol, LooksAtTheLastReturnsOnly) {
  const std::vector<double> closes{1.0, 100.0, 101.0, 100.0};
  const std::vector<double> recent{100.0, 101.0, 100.0};
  EXPECT_DOUBLE_EQ(realized_vol(closes, 2).value(), realized_vol(recent, 2).value());
}

TEST(RealizedVol, IsAbsentWithoutEnoughPositiveCloses) {
  EXPECT_FALSE(realized_vol(std::vector<double>{100.0, 101.0}, 2).has_value());
  EXPECT_FALSE(realized_vol(std::vector<double>{100.0, 0.0, 101.0}, 2).has_value());
}

}  // namespace
}  // namespace aots::features
