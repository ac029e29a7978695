// What a position of options on one underlying is worth: at any spot, vol and moment, and what it
// can gain and lose at its first expiry.
//
// Units: prices per share, values and profits in dollars of the whole position, years ACT/365,
// vols, rates and yields fractions. A premium received counts as profit from the start.
// With one expiry the profit is exact: straight lines between strikes. With several, options that
// live on are valued by Black-Scholes-Merton at the first expiry with their own vol, the profit is
// read from a fine grid, and break-evens are found on it by bisection.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "domain/trading.hpp"
#include "domain/types.hpp"
#include "pricing/terminal_distribution.hpp"

namespace aots::pricing {

struct HeldOption {
  Right right = Right::kCall;
  double strike = 0.0;
  double years = 0.0;  // to its expiry, zero or more
  double vol = 0.0;    // zero or more
  double units = 0.0;  // contracts x multiplier; short below zero
  double price = 0.0;  // paid or received per share
};

struct UnderlyingNow {
  double spot = 0.0;  // above zero
  double rate = 0.0;
  double dividend_yield = 0.0;
};

// Net premium: received above zero, paid below.
double net_premium(std::span<const HeldOption> options);

// The market elsewhere and later: every option loses `years_passed` (those that end by then are
// worth their intrinsic value) and its vol is multiplied.
struct Scenario {
  double spot = 0.0;
  double vol_factor = 1.0;
};
// What the position is worth in each scenario, by the batch kernels.
std::vector<double> position_values(std::span<const HeldOption> options,
                                    const UnderlyingNow& market,
                                    std::span<const Scenario> scenarios, double years_passed);
// Summed over the position: delta and gamma in shares, the rest in dollars.
Greeks position_greeks(std::span<const HeldOption> options, const UnderlyingNow& market);

struct PayoffAnalysis {
  double first_expiry_years = 0.0;
  bool exact = true;                 // one expiry
  std::optional<double> max_profit;  // absent where unbounded
  std::optional<double> max_loss;    // positive; absent where unbounded
  std::vector<double> break_evens;   // ascending
  std::vector<PayoffPoint> points;   // profit at the first expiry, ascending from zero
  double slope_beyond = 0.0;         // dollars per $1 beyond the last point

  PayoffLine line() const { return {points, slope_beyond}; }
};

// Precondition: at least one option; strikes and spot above zero.
PayoffAnalysis analyse_payoff(std::span<const HeldOption> options, const UnderlyingNow& market);

// Lognormal about the forward at the first expiry; at the expiry itself, where spot stands.
struct ProfitOdds {
  double probability_of_profit = 0.0;
  double expected_profit = 0.0;  // undiscounted
};
ProfitOdds lognormal_odds(const PayoffAnalysis& payoff, const UnderlyingNow& market, double vol);

// Where a drawing should look: evenly spaced around spot, strikes and near break-evens, and the
// strikes themselves. Ascending.
std::vector<double> spots_to_draw(std::span<const HeldOption> options, const PayoffAnalysis& payoff,
                                  const UnderlyingNow& market, int count);

// Profit at the first expiry, interpolated on the points.
double profit_at(const PayoffAnalysis& payoff, double spot);

}  // namespace aots::pricing
