// Greeks against differences of a price worked out in extended precision (64 bits of mantissa) from
// the textbook formula, which shares no line with the code under test.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "measured.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::pricing {
namespace {

static_assert(std::numeric_limits<long double>::digits >= 64);

struct Point {
  Right right;
  long double spot, strike, years, rate, dividend_yield, vol;
};

long double normal_tail(long double z) { return 0.5L * std::erfc(z / std::sqrt(2.0L)); }

long double d1(const Point& at) {
  const long double s = at.vol * std::sqrt(at.years);
  return (std::log(at.spot / at.strike) + (at.rate - at.dividend_yield) * at.years) / s + 0.5L * s;
}

// Always the out-of-the-money side, so that the differences are not those of intrinsic value.
long double textbook_price(const Point& at) {
  const long double first = d1(at);
  const long double second = first - at.vol * std::sqrt(at.years);
  const long double spot = at.spot * std::exp(-at.dividend_yield * at.years);
  const long double strike = at.strike * std::exp(-at.rate * at.years);
  return at.right == Right::kCall ? spot * normal_tail(-first) - strike * normal_tail(-second)
                                  : strike * normal_tail(second) - spot * normal_tail(first);
}

long double moved_price(Point at, long double Point::*input, long double by) {
  at.*input += by;
  return textbook_price(at);
}

// Central differences of fourth order in the step.
long double slope(const Point& at, long double Point::*input, long double step) {
  const auto price = [&](long double steps) { return moved_price(at, input, steps * step); };
  return (8.0L * (price(1) - price(-1)) - (price(2) - price(-2))) / (12.0L * step);
}

long double curvature(const Point& at, long double Point::*input, long double step) {
  const auto price = [&](long double steps) { return moved_price(at, input, steps * step); };
  return (16.0L * (price(1) + price(-1)) - (price(2) + price(-2)) - 30.0L * price(0)) /
         (12.0L * step * step);
}

class DifferenceGreeks {
 public:
  void compare(const Point& at) {
    const auto found = black_scholes({.right = at.right,
                                      .spot = static_cast<double>(at.spot),
                                      .strike = static_cast<double>(at.strike),
                                      .years = static_cast<double>(at.years),
                                      .rate = static_cast<double>(at.rate),
                                      .dividend_yield = static_cast<double>(at.dividend_yield),
                                      .vol = static_cast<double>(at.vol)});
    ASSERT_TRUE(found);
    const Greeks& greeks = found->greeks;
    // Steps are shares of the distance over which the price changes by its own size.
    const long double s = at.vol * std::sqrt(at.years);
    const long double depth = 1.0L + std::abs(d1(at)) + s;
    const long double spot_scale = at.spot * s / depth;
    const long double vol_scale = at.vol / (depth * depth);
    const long double rate_scale = s / depth / at.years;
    const long double year_scale = at.years / (depth * depth);
    check(price_, found->price, textbook_price(at));
    check(delta_, greeks.delta, slope(at, &Point::spot, 1e-3L * spot_scale));
    check(gamma_, greeks.gamma, curvature(at, &Point::spot, 8e-3L * spot_scale), 1e-9);
    check(vega_, 100.0 * greeks.vega_per_vol_point, slope(at, &Point::vol, 1e-3L * vol_scale));
    check(rho_, 100.0 * greeks.rho_per_rate_pct, slope(at, &Point::rate, 1e-3L * rate_scale));
    // Theta can cross zero (a deep put gains from waiting), so it is held to its larger part.
    const long double theta = -slope(at, &Point::years, 1e-3L * year_scale);
    const double decay =
        0.5 * static_cast<double>(at.spot * at.spot * at.vol * at.vol) * greeks.gamma;
    check(theta_, 365.0 * greeks.theta_per_day, theta, 1e-10, decay);
  }

 private:
  static void check(LargestError& error, double found, long double expected,
                    double tolerance = 1e-10, double floor = 0.0) {
    EXPECT_LE(error.add(found, static_cast<double>(expected), floor), tolerance);
  }

  LargestError price_{"difference_price"};
  LargestError delta_{"difference_delta"};
  LargestError gamma_{"difference_gamma"};
  LargestError theta_{"difference_theta"};
  LargestError vega_{"difference_vega"};
  LargestError rho_{"difference_rho"};
};

TEST(DifferenceGreeks, AgreeFromTheMoneyToPricesOfATrillionth) {
  DifferenceGreeks greeks;
  for (const long double strike :
       {55.0L, 70.0L, 85.0L, 95.0L, 99.0L, 101.0L, 108.0L, 125.0L, 180.0L}) {
    for (const long double years : {0.01L, 0.08L, 0.5L, 1.0L, 3.0L}) {
      for (const long double vol : {0.08L, 0.2L, 0.45L, 1.1L}) {
        for (const long double rate : {0.0L, 0.05L}) {
          for (const long double yield : {0.0L, 0.03L}) {
            Point at{Right::kCall, 100.0L, strike, years, rate, yield, vol};
            const long double forward = at.spot * std::exp((rate - yield) * years);
            if (forward > strike) at.right = Right::kPut;
            if (textbook_price(at) < 1e-12L) continue;
            SCOPED_TRACE(testing::Message()
                         << strike << " " << years << " " << vol << " " << rate << " " << yield);
            greeks.compare(at);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace aots::pricing
