// Prices, Greeks and vols against 60-digit values (reference_values.py writes the tables).
//
// What a double can promise: with u = 2^-53 an argument d1 that is rounded once moves a price by
// about u d1^2, so errors are held to 8 u (8 + (1 + |d1|)(|ln S/K| + |r - q| T + vol^2 T)/s), s =
// vol sqrt(T). A vol can be no better than its price: a relative error of the price is `condition`
// times larger in the vol.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "measured.hpp"
#include "oracle_table.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {
namespace {

constexpr double kUnit = 0x1p-53;

EuropeanOption option_of(const Row& row) {
  return {.right = parse_right(row.find("right")->second).value(),
          .spot = number(row, "spot"),
          .strike = number(row, "strike"),
          .years = number(row, "years"),
          .rate = number(row, "rate"),
          .dividend_yield = number(row, "dividend_yield"),
          .vol = number(row, "vol")};
}

double error_bound(const EuropeanOption& option) {
  const double s = option.vol * std::sqrt(option.years);
  const double log_ratio = std::log(option.spot / option.strike);
  const double carry = (option.rate - option.dividend_yield) * option.years;
  const double d1 = (log_ratio + carry) / s + 0.5 * s;
  const double moved = std::abs(log_ratio) + std::abs(carry) + s * s;
  return 8.0 * kUnit * (8.0 + (1.0 + std::abs(d1)) * moved / s);
}

TEST(SixtyDigits, HoldPricesAndGreeksToWhatADoubleCanPromise) {
  const std::vector<Row> rows = read_table("european_values.csv");
  ASSERT_GT(rows.size(), 300U);
  LargestError price("price_share_of_its_bound");
  LargestError greeks("greeks_share_of_their_bound");
  LargestError relative("price_relative");
  for (const Row& row : rows) {
    const EuropeanOption option = option_of(row);
    SCOPED_TRACE(testing::Message() << row.find("right")->second << " " << option.strike << " "
                                    << option.years << " " << option.vol);
    const Valuation found = black_scholes(option).value();
    const double bound = error_bound(option);
    const auto share = [&](double value, std::string_view name, double size) {
      return (value - number(row, name)) / size / bound;
    };
    const double expected = number(row, "price");
    relative.add(found.price, expected);
    EXPECT_LE(price.add(1.0 + share(found.price, "price", expected), 1.0), 1.0);
    const Greeks& g = found.greeks;
    // Theta crosses zero: its error is relative to the sum of its absolute terms.
    const double theta_size = number(row, "theta_terms");
    EXPECT_LE(greeks.add(1.0 + share(g.theta_per_day, "theta", theta_size), 1.0), 1.0);
    const auto check = [&](double value, std::string_view name) {
      const double size = std::max(std::abs(number(row, name)), 1e-300);
      EXPECT_LE(greeks.add(1.0 + share(value, name, size), 1.0), 1.0) << name;
    };
    check(g.delta, "delta");
    check(g.gamma, "gamma");
    check(g.vega_per_vol_point, "vega");
    check(g.rho_per_rate_pct, "rho");
  }
}

TEST(SixtyDigits, HoldImpliedVolsToTwelveDigitsWhereThePriceDeterminesThem) {
  const std::vector<Row> rows = read_table("implied_vols.csv");
  ASSERT_GT(rows.size(), 150U);
  LargestError well("implied_vol_condition_up_to_100");
  LargestError other("implied_vol_share_of_condition");
  for (const Row& row : rows) {
    const IvQuery query{.right = parse_right(row.find("right")->second).value(),
                        .price = number(row, "price"),
                        .forward = number(row, "forward"),
                        .strike = number(row, "strike"),
                        .discount = number(row, "discount"),
                        .years = number(row, "years")};
    SCOPED_TRACE(testing::Message() << query.price << " " << query.strike << " " << query.years);
    const auto found = implied_vol(query);
    ASSERT_TRUE(found) << to_string(found.error().reason);
    const double expected = number(row, "vol");
    const double condition = number(row, "condition");
    if (condition <= 100.0) {
      EXPECT_LE(well.add(*found, expected), 1e-13);
    } else {
      // The undiscounted price and the time value are each rounded once more.
      const double share = (*found - expected) / expected / (condition * kUnit);
      EXPECT_LE(other.add(1.0 + share, 1.0), 8.0);
    }
  }
}

}  // namespace
}  // namespace aots::pricing
