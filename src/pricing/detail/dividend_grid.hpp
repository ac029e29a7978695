// Finite differences for an option on a stock that pays known dividends.
//
// After the last dividend the option is one of american.hpp, whose prices are taken at the spots
// that the dividend leaves. Before it the Black-Scholes equation is solved backwards in ln S, on
// even nodes with the spot of interest on one of them: two implicit steps after every ex-date, then
// Crank and Nicolson's (Rannacher 1984), in steps that grow from it. At an earlier ex-date the
// value just before is the value just after at the spot that is left, by cubic interpolation; where
// exercise begins to pay there, the kink is replaced by its mean over the cell of the grid. Early
// exercise is solved for in each step, not patched in afterwards (Brennan and Schwartz 1977). Past
// the edges the value is linear in the spot.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "pricing/dividends.hpp"

namespace aots::pricing::detail {

// How finely: nodes a deviation of the spot, steps over the life.
struct GridScheme {
  double nodes;
  double steps;
};

struct GridLayout {
  double low = 0.0;  // ln of the least spot
  double step = 0.0;
  std::size_t nodes = 0;
  std::size_t spot_at = 0;
  std::vector<std::size_t> time_steps;  // before each dividend
};

// Dividends are in the order of their ex-dates, none of them later than expiry. Preconditions:
// years and vol above zero, all inputs usable.
GridLayout layout_of(const AmericanOption& option, std::span<const KnownDividend> dividends,
                     const GridScheme& scheme);

// At the spot of the option.
struct GridValue {
  double price = 0.0;
  double delta = 0.0;
  double gamma = 0.0;
  bool exercised = false;  // exercising now is worth as much as holding on
};

// With `drops` false the stock keeps its ex-dates and pays nothing: the same errors without the
// dividends.
GridValue grid_value(const AmericanOption& option, std::span<const KnownDividend> dividends,
                     const GridLayout& layout, AmericanScheme scheme, bool drops);

}  // namespace aots::pricing::detail
