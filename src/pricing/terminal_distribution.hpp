// TerminalDistribution: where the underlying ends at expiry, as option prices see it.
//
// The risk-neutral distribution of Breeden and Litzenberger, "Prices of state-contingent claims
// implicit in option prices", Journal of Business 51 (1978): P(S_T > K) = -dC/dK for undiscounted
// calls. With a fitted smile the derivative is taken analytically, so the slope of the smile is in
// every probability; with one vol it is the lognormal of Black and Scholes, for comparison.
// Prices are per share; probabilities are fractions; profits are undiscounted, at expiry.
#pragma once

#include <limits>
#include <span>

#include "pricing/smile.hpp"

namespace aots::pricing {

struct LognormalEnd {
  double forward = 0.0;
  double vol = 0.0;
  double years = 0.0;
};

// Two smiles whose calls, over their forwards, are mixed: free of butterflies where both are.
// What a surface has between two expiries; one expiry is `near` with no weight of `far`.
struct SmileMix {
  Smile near;
  Smile far;
  double far_weight = 0.0;

  static SmileMix of(const Smile& smile) {
    return {.near = smile, .far = smile, .far_weight = 0.0};
  }
};

// A payoff at expiry in straight lines between points that ascend by underlying, the first at zero.
struct PayoffPoint {
  double underlying = 0.0;
  double profit = 0.0;
};
struct PayoffLine {
  std::span<const PayoffPoint> points;  // at least one
  double slope_beyond = 0.0;            // profit per $1 of underlying beyond the last point
};

class TerminalDistribution {
 public:
  // Preconditions (programmer errors): forward, vol and years positive and finite; smiles in which
  // butterfly_at() finds nothing.
  explicit TerminalDistribution(const LognormalEnd& lognormal);
  TerminalDistribution(double forward, const SmileMix& smile);
  TerminalDistribution(double forward, const Smile& smile)
      : TerminalDistribution(forward, SmileMix::of(smile)) {}

  double forward() const { return forward_; }
  // P(S_T <= price). Zero for prices at or below zero.
  double probability_below(double price) const;
  // P(lower < S_T <= upper); `upper` may be infinite. Precondition: lower <= upper.
  double probability_between(double lower,
                             double upper = std::numeric_limits<double>::infinity()) const;
  // Of S_T, per $1. Zero for prices at or below zero.
  double density(double price) const;
  // The price below which S_T ends with this probability, which lies between 0 and 1.
  double quantile(double probability) const;

  // The expectation of (S_T - strike)+ and (strike - S_T)+; strike zero or more.
  double call(double strike) const;
  double put(double strike) const;
  // E|S_T - forward|, which is what the straddle struck at the forward costs, undiscounted.
  double expected_move() const;

  // The probability that the payoff is above zero, and its expectation.
  double probability_of_profit(const PayoffLine& payoff) const;
  double expected_profit(const PayoffLine& payoff) const;

 private:
  double forward_ = 0.0;
  SmileMix smile_;
};

}  // namespace aots::pricing
