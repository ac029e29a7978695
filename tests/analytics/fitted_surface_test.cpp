// FittedSurface: an invented chain whose every vol is known.
#include "analytics/fitted_surface.hpp"

#include <gtest/gtest.h>

#include "analytics/expiry_distribution.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::analytics {
namespace {

// A skew that flattens with time, without arbitrage.
double skewed_vol(double strike, double years) {
  const double z = std::log(strike / 2900.0) / std::sqrt(years + 0.05);
  return 0.16 - 0.08 * z + 0.10 * z * z;
}

class FittedSurfaceTest : public testing::Test {
 protected:
  FittedSurfaceTest() {
    for (const Date expiry : {make_date(2019, 5, 31), make_date(2019, 7, 31)}) {
      test::add_expiry(chain_, spec_, "SPXW", expiry, test::strikes(2600, 3100, 20), skewed_vol);
    }
    test::add_expiry(chain_, spec_, "SPXW", make_date(2019, 9, 30), test::strikes(2850, 2950, 50),
                     skewed_vol);
  }

  test::ChainSpec spec_{};
  OptionChain chain_ = test::empty_chain(spec_);
  FittedSurface fitted() const {
    return FittedSurface(
        ChainView(chain_, {.rate = spec_.rate, .dividend_yield = {}}, test::nyse()));
  }
};

// One expiry by itself ends where the surface ends on that day.
TEST_F(FittedSurfaceTest, EndsOneExpiryAsItEndsAll) {
  const ChainView view(chain_, {.rate = spec_.rate, .dividend_yield = {}}, test::nyse());
  const auto alone = expiry_distribution(view, 0);
  const auto together = fitted().distribution(fitted().expiries()[0].years);
  ASSERT_TRUE(alone && together);
  for (const double price : {2700.0, 2850.0, 2900.0, 2950.0, 3050.0}) {
    EXPECT_NEAR(alone->probability_below(price), together->probability_below(price), 2e-3) << price;
  }
  EXPECT_FALSE(expiry_distribution(view, 2).has_value());  // three strikes make no smile
}

TEST_F(FittedSurfaceTest, HasTheVolsOfTheChain) {
  const FittedSurface surface = fitted();
  ASSERT_EQ(surface.expiries().size(), 3U);
  for (const std::size_t e : {0U, 1U}) {
    ASSERT_NE(surface.fit(e), nullptr);
    const FittedExpiry& fitted = surface.expiries()[e];
    EXPECT_NEAR(fitted.forward,
                2900.0 * std::exp((spec_.rate - spec_.dividend_yield) * fitted.years), 0.05);
    for (const double strike : {2700.0, 2810.0, 2900.0, 3000.0}) {
      EXPECT_NEAR(surface.vol(strike, fitted.years).value(), skewed_vol(strike, fitted.years),
                  0.0005)
          << strike;
      EXPECT_TRUE(surface.within_quotes(strike, fitted.years));
    }
    EXPECT_FALSE(surface.within_quotes(2500.0, fitted.years));
  }
}

TEST_F(FittedSurfaceTest, SaysWhyAnExpiryIsMissing) {
  const FittedSurface surface = fitted();
  EXPECT_EQ(surface.fit(2), nullptr);
  ASSERT_FALSE(surface.expiries()[2].outcome.has_value());
  EXPECT_EQ(surface.expiries()[2].outcome.error().reason, pricing::SmileFault::kTooFewStrikes);
  const pricing::Surface* fitted_ones = surface.surface();
  EXPECT_EQ(fitted_ones != nullptr ? fitted_ones->slices().size() : 0, 2U);
}

TEST_F(FittedSurfaceTest, GoesBetweenItsExpiriesAndNotBeyond) {
  const FittedSurface surface = fitted();
  const double near = surface.expiries()[0].years;
  const double far = surface.expiries()[1].years;
  const double middle = 0.5 * (near + far);
  const double forward = surface.forward(middle).value();
  EXPECT_NEAR(forward, std::sqrt(*surface.forward(near) * *surface.forward(far)), 1e-9);
  const auto variance = [&](double years) {
    const double vol = surface.atm_vol(years).value();
    return vol * vol * years;
  };
  EXPECT_NEAR(variance(middle), 0.5 * (variance(near) + variance(far)), 1e-9);
  EXPECT_FALSE(surface.vol(2900.0, 0.9 * near).has_value());
  EXPECT_FALSE(surface.vol(2900.0, 1.1 * far).has_value());
  EXPECT_FALSE(surface.forward(1.1 * far).has_value());
}

TEST_F(FittedSurfaceTest, FindsTheStrikeOfASpotDelta) {
  const FittedSurface surface = fitted();
  const double years = surface.expiries()[1].years;
  for (const Right right : {Right::kPut, Right::kCall}) {
    const double strike = surface.strike_at_delta(right, 0.25, years).value();
    const double vol = surface.vol_at_delta(right, 0.25, years).value();
    EXPECT_NEAR(vol, skewed_vol(strike, years), 0.0005);
    const auto priced = pricing::black_scholes({.right = right,
                                                .spot = spec_.spot,
                                                .strike = strike,
                                                .years = years,
                                                .rate = spec_.rate,
                                                .dividend_yield = spec_.dividend_yield,
                                                .vol = vol});
    EXPECT_NEAR(std::fabs(priced.value().greeks.delta), 0.25, 1e-3);
  }
}

}  // namespace
}  // namespace aots::analytics
