// Writes the errors of the kernels over the tables of reference values, for error_plots.py:
// plot,series,x,y. Not part of the tests' build: tools/build dev pricing_errors.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "oracle_table.hpp"
#include "pricing/american.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {
namespace {

Right right_of(const Row& row) { return parse_right(row.find("right")->second).value(); }

double relative(double found, double expected) {
  return found == expected ? 0.0 : std::abs(found / expected - 1.0);
}

// Against how far the strike is from the forward, in deviations.
void european() {
  for (const Row& row : read_table("european_values.csv")) {
    const EuropeanOption option{.right = right_of(row),
                                .spot = number(row, "spot"),
                                .strike = number(row, "strike"),
                                .years = number(row, "years"),
                                .rate = number(row, "rate"),
                                .dividend_yield = number(row, "dividend_yield"),
                                .vol = number(row, "vol")};
    const Valuation found = black_scholes(option).value();
    const double forward =
        option.spot * std::exp((option.rate - option.dividend_yield) * option.years);
    const double deviations =
        std::log(option.strike / forward) / (option.vol * std::sqrt(option.years));
    fmt::print("european,price,{:.4g},{:.3g}\n", deviations,
               relative(found.price, number(row, "price")));
    fmt::print("european,vega,{:.4g},{:.3g}\n", deviations,
               relative(found.greeks.vega_per_vol_point, number(row, "vega")));
  }
}

// Against how many times larger a relative error of the price is in the vol.
void implied() {
  for (const Row& row : read_table("implied_vols.csv")) {
    const auto found =
        implied_vol({right_of(row), number(row, "price"), number(row, "forward"),
                     number(row, "strike"), number(row, "discount"), number(row, "years")});
    if (!found) continue;
    fmt::print("implied,vol,{:.4g},{:.3g}\n", number(row, "condition"),
               relative(*found, number(row, "vol")));
  }
}

// Against what rate, yield or their difference move the spot over the life, in deviations.
void american() {
  for (const Row& row : read_table("american_values.csv")) {
    const AmericanOption option{.right = right_of(row),
                                .spot = number(row, "spot"),
                                .strike = number(row, "strike"),
                                .years = number(row, "days") / 365.0,
                                .rate = number(row, "rate"),
                                .dividend_yield = number(row, "dividend_yield"),
                                .vol = number(row, "vol")};
    const double pull = std::max({std::abs(option.rate), std::abs(option.dividend_yield),
                                  std::abs(option.rate - option.dividend_yield)});
    const double carried = pull * std::sqrt(option.years) / option.vol;
    const double expected = number(row, "price");
    fmt::print("american,fast,{:.4g},{:.3g}\n", carried,
               relative(american_price(option).value(), expected));
    fmt::print("american,accurate,{:.4g},{:.3g}\n", carried,
               relative(american_price(option, AmericanScheme::kAccurate).value(), expected));
  }
}

}  // namespace
}  // namespace aots::pricing

int main() {
  fmt::print("plot,series,x,y\n");
  aots::pricing::european();
  aots::pricing::implied();
  aots::pricing::american();
}
