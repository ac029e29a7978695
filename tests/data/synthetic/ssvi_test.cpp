#include "data/source/synthetic/ssvi.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/normal.hpp"
#include "data/source/synthetic/symbol_profile.hpp"

namespace aots::data {
namespace {

constexpr double kThetaMax = 2.0;  // a vol of 140% over a year

// Durrleman's condition: the density implied by a smile is not negative where this is not.
double durrleman(const SsviSmile& smile, double k) {
  constexpr double kStep = 1e-4;
  const double w = smile.total_variance(k);
  const double up = smile.total_variance(k + kStep);
  const double down = smile.total_variance(k - kStep);
  const double slope = (up - down) / (2.0 * kStep);
  const double bend = (up - 2.0 * w + down) / (kStep * kStep);
  return std::pow(1.0 - k * slope / (2.0 * w), 2) - slope * slope / 4.0 * (1.0 / w + 0.25) +
         bend / 2.0;
}

TEST(Ssvi, EveryShapeOfTheTableIsFreeOfStaticArbitrage) {
  for (const SymbolProfile& profile : symbol_profiles()) {
    EXPECT_TRUE(free_of_arbitrage(profile.shape, kThetaMax)) << profile.symbol;
  }
  EXPECT_TRUE(free_of_arbitrage(quoting_profile(Symbol("SPX")).shape, kThetaMax));
  EXPECT_TRUE(free_of_arbitrage(quoting_profile(Symbol("ZZZ")).shape, kThetaMax));
}

TEST(Ssvi, RefusesShapesOutsideTheConditions) {
  EXPECT_FALSE(free_of_arbitrage({.rho = -0.7, .eta = 3.0, .gamma = 0.37}, kThetaMax));
  EXPECT_FALSE(free_of_arbitrage({.rho = -1.0, .eta = 1.0, .gamma = 0.4}, kThetaMax));
  EXPECT_FALSE(free_of_arbitrage({.rho = -0.5, .eta = 1.0, .gamma = 0.6}, kThetaMax));
  EXPECT_FALSE(free_of_arbitrage({.rho = -0.5, .eta = -1.0, .gamma = 0.4}, kThetaMax));
}

TEST(Ssvi, HasNoNegativeDensityAndNoCalendarArbitrage) {
  for (const SymbolProfile& profile : symbol_profiles()) {
    for (double theta = 1e-5; theta < kThetaMax; theta *= 1.9) {
      const SsviSmile smile(profile.shape, theta);
      const SsviSmile later(profile.shape, theta * 1.01);
      for (double z = -8.0; z <= 8.0; z += 0.25) {
        const double k = z * std::sqrt(theta);
        if (theta > 1e-3) {
          EXPECT_GE(durrleman(smile, k), -1e-6)
              << profile.symbol << " theta " << theta << " k " << k;
        }
        EXPECT_GT(later.total_variance(k), smile.total_variance(k)) << profile.symbol << " k " << k;
      }
    }
  }
}

TEST(Ssvi, IsTotalVarianceThetaAtTheMoney) {
  const SsviSmile smile({.rho = -0.6, .eta = 1.3, .gamma = 0.4}, 0.004);
  EXPECT_NEAR(smile.total_variance(0.0), 0.004, 1e-15);
}

TEST(Ssvi, PricesAVarianceSwapAtThetaWhereTheSmileIsFlat) {
  const SsviSmile flat({.rho = 0.0, .eta = 1e-6, .gamma = 0.4}, 0.01);
  EXPECT_NEAR(flat.swap_variance(), 0.01, 1e-6);
}

TEST(Ssvi, PricesAVarianceSwapAboveThetaWhereTheSmileBends) {
  const SsviShape shape{.rho = -0.66, .eta = 1.95, .gamma = 0.37};
  const double theta = 0.15 * 0.15 * 30.0 / 365.0;
  const double ratio = SsviSmile(shape, theta).swap_variance() / theta;
  // At the money over VIX was 0.80 in the SPY chains of 2026 and 0.87 in the SPX chains of 2019.
  EXPECT_NEAR(std::sqrt(1.0 / ratio), 0.87, 0.02);
}

TEST(Ssvi, FindsTheThetaOfASwapVariance) {
  const SsviShape shape{.rho = -0.66, .eta = 1.95, .gamma = 0.37};
  for (const double vol : {0.09, 0.18, 0.83}) {
    const double swap = vol * vol * 30.0 / 365.0;
    const double theta = theta_for_swap_variance(shape, swap);
    EXPECT_NEAR(SsviSmile(shape, theta).swap_variance() / swap, 1.0, 1e-9) << vol;
  }
}

TEST(NormalTail, KeepsItsRelativePrecisionFarOut) {
  // Abramowitz and Stegun, table 26.1: Q(3), and the asymptotic value at 10.
  EXPECT_NEAR(normal_cdf(-3.0), 1.349898031630e-3, 1e-15);
  EXPECT_NEAR(normal_cdf(-10.0) / 7.619853024160527e-24, 1.0, 1e-12);
  EXPECT_NEAR(normal_density(0.0), 0.3989422804014327, 1e-15);
}

}  // namespace
}  // namespace aots::data
