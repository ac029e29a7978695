#include "analytics/smile.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "analytics/maturity.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::analytics {
namespace {

using test::add_expiry;
using test::ChainSpec;
using test::empty_chain;
using test::strikes;

// Lower strikes are dearer, a little less so later.
double skewed(double strike, double years) {
  return 0.18 - 0.25 * (strike / 2900.0 - 1.0) / (1.0 + years);
}

OptionChain skewed_chain(const ChainSpec& spec) {
  OptionChain chain = empty_chain(spec);
  const auto list = strikes(2300.0, 3400.0, 25.0);
  add_expiry(chain, spec, "SPXW", make_date(2019, 5, 17), list, skewed);
  add_expiry(chain, spec, "SPXW", make_date(2019, 6, 21), list, skewed);
  add_expiry(chain, spec, "SPXW", make_date(2019, 9, 20), list, skewed);
  return chain;
}

ChainView view_of(const OptionChain& chain, const ChainSpec& spec) {
  return {chain, {.rate = spec.rate, .dividend_yield = spec.dividend_yield}, test::nyse()};
}

TEST(Smile, ReadsTheVolAtADelta) {
  const ChainSpec spec{.half_spread = 0.0};
  const OptionChain chain = skewed_chain(spec);
  const ChainView view = view_of(chain, spec);
  const auto put = vol_at_delta(view, 1, Right::kPut, 0.25);
  const auto call = vol_at_delta(view, 1, Right::kCall, 0.25);
  ASSERT_TRUE(put && call);
  EXPECT_GT(*put, 0.18);
  EXPECT_LT(*call, 0.18);
  // A 25-delta option of 50 days and a vol of 0.19 lies about five percent from the forward.
  EXPECT_NEAR(*put, skewed(2900.0 * 0.955, 0.14), 0.002);
}

TEST(Smile, HasNoVolAtADeltaThatNoStrikeReaches) {
  const ChainSpec spec;
  OptionChain chain = empty_chain(spec);
  add_expiry(chain, spec, "SPXW", make_date(2019, 6, 21), strikes(2890.0, 2910.0, 5.0), skewed);
  EXPECT_FALSE(vol_at_delta(view_of(chain, spec), 0, Right::kPut, 0.25));
}

TEST(Smile, FitsEveryQuoteThroughItsNeighboursAndNotThroughItself) {
  const ChainSpec spec{.half_spread = 0.01};
  OptionChain chain = skewed_chain(spec);
  OptionQuote& bad = chain.expiries[1].quotes[20];  // the call or put of strike 2550
  ASSERT_EQ(bad.strike, Price::from_double(2550.0));
  OptionQuote& put = chain.expiries[1].quotes[21];
  put.bid = Price::from_double(put.bid->to_double() * 3.0);
  put.ask = Price::from_double(put.ask->to_double() * 3.0);
  const ChainView view = view_of(chain, spec);
  const auto points = smile_points(view, 1);
  const auto sigma = smile_sigma(points, 10);
  ASSERT_TRUE(sigma);
  EXPECT_LT(*sigma, 0.002);
  int beyond = 0;
  for (const SmilePoint& point : points) {
    if (!point.fitted) continue;
    const bool is_beyond = std::fabs(point.vol - *point.fitted) > 0.02;
    if (is_beyond) ++beyond;
    EXPECT_EQ(is_beyond, point.strike == 2550.0) << point.strike;
  }
  EXPECT_EQ(beyond, 1);
}

TEST(Smile, DoesNotFitTheEnds) {
  const ChainSpec spec;
  const OptionChain chain = skewed_chain(spec);
  const auto points = smile_points(view_of(chain, spec), 1);
  ASSERT_GT(points.size(), 10U);
  EXPECT_FALSE(points.front().fitted);
  EXPECT_FALSE(points.back().fitted);
}

TEST(Smile, TellsTheRateOfItsOwnParities) {
  const ChainSpec spec{.half_spread = 0.0};
  const auto rate = implied_rate(skewed_chain(spec), test::nyse());
  ASSERT_TRUE(rate);
  EXPECT_NEAR(*rate, spec.rate, 1e-4);
}

TEST(Maturity, IsVarianceLinearBetweenTheExpiriesThatBracketIt) {
  const ChainSpec spec;
  const OptionChain chain = skewed_chain(spec);
  const ChainView view = view_of(chain, spec);
  const auto vol_of = [](std::size_t expiry) { return std::optional(0.1 + 0.1 * double(expiry)); };
  const double near = *view.expiry(0).years;
  const double far = *view.expiry(1).years;
  const double wanted = 30.0 / 365.0;
  const double weight = (wanted - near) / (far - near);
  const double variance = 0.01 * near + weight * (0.04 * far - 0.01 * near);
  const auto vol = vol_at_maturity(view, 30.0, vol_of);
  ASSERT_TRUE(vol);
  EXPECT_NEAR(*vol, std::sqrt(variance / wanted), 1e-12);
}

TEST(Maturity, IsAbsentBeyondTheListedExpiries) {
  const ChainSpec spec;
  const OptionChain chain = skewed_chain(spec);
  const ChainView view = view_of(chain, spec);
  const auto vol_of = [](std::size_t) { return std::optional(0.2); };
  EXPECT_FALSE(vol_at_maturity(view, 7.0, vol_of));
  EXPECT_FALSE(vol_at_maturity(view, 200.0, vol_of));
  EXPECT_TRUE(vol_at_maturity(view, 20.0, vol_of));
}

}  // namespace
}  // namespace aots::analytics
