#include "pricing/surface.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace aots::pricing {
namespace {

std::vector<SmileQuote> flat_quotes(double vol, double half_spread = 0.001) {
  std::vector<SmileQuote> quotes;
  for (int i = -20; i <= 20; ++i) {
    quotes.push_back(
        {.k = 0.01 * i, .vol = vol, .bid_vol = vol - half_spread, .ask_vol = vol + half_spread});
  }
  return quotes;
}

Surface two_flat_expiries() {
  return Surface({{.years = 0.1, .smile = Smile::flat(0.2, 0.1), .k_low = -0.2, .k_high = 0.2},
                  {.years = 0.3, .smile = Smile::flat(0.3, 0.3), .k_low = -0.2, .k_high = 0.2}});
}

TEST(Surface, IsVarianceLinearAtTheMoneyBetweenExpiries) {
  const Surface surface = two_flat_expiries();
  const auto vol = surface.vol(0.0, 0.15);
  ASSERT_TRUE(vol);
  EXPECT_NEAR(*vol * *vol * 0.15, 0.75 * 0.004 + 0.25 * 0.027, 1e-12);
}

TEST(Surface, IsItsSlicesAtTheirExpiries) {
  const Surface surface = two_flat_expiries();
  EXPECT_DOUBLE_EQ(surface.vol(0.1, 0.1).value(), 0.2);
  EXPECT_DOUBLE_EQ(surface.vol(-0.1, 0.3).value(), 0.3);
}

TEST(Surface, DoesNotExtrapolateInTime) {
  const Surface surface = two_flat_expiries();
  EXPECT_FALSE(surface.vol(0.0, 0.09));
  EXPECT_FALSE(surface.vol(0.0, 0.31));
}

TEST(Surface, FindsTheStrikeOfADelta) {
  const SmileMix flat = SmileMix::of(Smile::flat(0.2, 0.25));
  // N(d1) = 1/2 at d1 = 0: k = w/2.
  EXPECT_NEAR(k_at_delta(flat, Right::kCall, 0.5), 0.005, 1e-12);
  // N(d1) = 0.25 at d1 = -0.674489750196082.
  EXPECT_NEAR(k_at_delta(flat, Right::kCall, 0.25), 0.1 * 0.674489750196082 + 0.005, 1e-11);
  EXPECT_NEAR(k_at_delta(flat, Right::kPut, 0.25), -0.1 * 0.674489750196082 + 0.005, 1e-11);
}

TEST(SurfaceFit, TakesExpiriesInAnyOrder) {
  const auto near = flat_quotes(0.2);
  const auto far = flat_quotes(0.25);
  const std::array expiries{ExpiryQuotes{.years = 0.3, .quotes = far},
                            ExpiryQuotes{.years = 0.1, .quotes = near}};
  const SurfaceFit fit = fit_surface(expiries);
  ASSERT_TRUE(fit.surface);
  ASSERT_TRUE(fit.expiries[0]);
  EXPECT_EQ(fit.expiries[0]->years, 0.3);
  EXPECT_TRUE(fit.expiries[0]->report.least_calendar.has_value());
  EXPECT_FALSE(fit.expiries[1]->report.least_calendar.has_value());
  EXPECT_NEAR(fit.surface->vol(0.05, 0.1).value(), 0.2, 1e-4);
  EXPECT_NEAR(fit.surface->vol(0.05, 0.3).value(), 0.25, 1e-4);
}

TEST(SurfaceFit, NeighboursThatContradictEachOtherMeetInTheMiddle) {
  const auto near = flat_quotes(0.32, 0.01);
  const auto far = flat_quotes(0.30, 0.01);
  const std::array expiries{ExpiryQuotes{.years = 0.100, .quotes = near},
                            ExpiryQuotes{.years = 0.101, .quotes = far}};
  const SurfaceFit fit = fit_surface(expiries);
  ASSERT_TRUE(fit.surface);
  for (const SmileOutcome& outcome : fit.expiries) {
    ASSERT_TRUE(outcome) << to_string(outcome.error().reason);
  }
  EXPECT_TRUE(fit.expiries[0]->report.constrained);
  EXPECT_TRUE(fit.expiries[1]->report.constrained);
  EXPECT_NEAR(fit.surface->vol(0.0, 0.100).value(), 0.31, 0.004);
  EXPECT_NEAR(fit.surface->vol(0.0, 0.101).value(), 0.31, 0.004);
}

// The border was the mean of both smiles even where the later had no quotes, and its straight wing
// took the earlier away from its own.
TEST(SurfaceFit, QuotesDoNotYieldToTheWingOfALaterExpiryWithoutQuotes) {
  const auto quoted = [](double years, double low, double high, double level) {
    std::vector<SmileQuote> quotes;
    for (int i = 0; i <= 40; ++i) {
      const double k = low + (high - low) * i / 40.0;
      // Curved far more in the wing than at the money.
      const double vol =
          level + std::sqrt((0.002 + 0.05 * (std::sqrt(k * k + 0.01) - 0.1 - 0.8 * k)) / years);
      quotes.push_back({.k = k, .vol = vol, .bid_vol = vol - 0.002, .ask_vol = vol + 0.002});
    }
    return quotes;
  };
  const auto near = quoted(0.100, -0.6, 0.2, 0.0);
  const auto far = quoted(0.102, -0.05, 0.05, -0.004);
  const std::array expiries{ExpiryQuotes{.years = 0.100, .quotes = near},
                            ExpiryQuotes{.years = 0.102, .quotes = far}};
  const SurfaceFit fit = fit_surface(expiries);
  ASSERT_TRUE(fit.expiries[0]);
  ASSERT_TRUE(fit.expiries[1]);
  EXPECT_TRUE(fit.expiries[1]->report.constrained);
  for (const SmileQuote& quote : near) {
    if (quote.k > -0.2) continue;
    EXPECT_NEAR(fit.expiries[0]->smile.vol(quote.k, 0.100), quote.vol, 0.005) << quote.k;
  }
}

TEST(SurfaceFit, LeavesOutWhatCannotBeFittedAndSaysWhy) {
  const auto good = flat_quotes(0.2);
  const auto thin = std::vector(good.begin(), good.begin() + 4);
  auto fewer = good;
  fewer.resize(30);
  const std::array expiries{
      ExpiryQuotes{.years = 0.1, .quotes = thin}, ExpiryQuotes{.years = 0.2, .quotes = fewer},
      ExpiryQuotes{.years = 0.2, .quotes = good}, ExpiryQuotes{.years = -0.1, .quotes = good}};
  const SurfaceFit fit = fit_surface(expiries);
  ASSERT_TRUE(fit.surface);
  EXPECT_EQ(fit.surface->slices().size(), 1U);
  ASSERT_FALSE(fit.expiries[0]);
  EXPECT_EQ(fit.expiries[0].error().reason, SmileFault::kTooFewStrikes);
  ASSERT_FALSE(fit.expiries[1]);
  EXPECT_EQ(fit.expiries[1].error().reason, SmileFault::kSameTime);
  EXPECT_TRUE(fit.expiries[2]);
  ASSERT_FALSE(fit.expiries[3]);
  EXPECT_EQ(fit.expiries[3].error().reason, SmileFault::kExpired);
}

TEST(SurfaceFit, OfNothingIsNoSurface) {
  EXPECT_FALSE(fit_surface({}).surface);
  const std::array expiries{ExpiryQuotes{.years = 0.1, .quotes = {}}};
  const SurfaceFit fit = fit_surface(expiries);
  EXPECT_FALSE(fit.surface);
  EXPECT_FALSE(fit.expiries[0]);
}

}  // namespace
}  // namespace aots::pricing
