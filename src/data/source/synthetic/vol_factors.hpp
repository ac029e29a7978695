// VolFactors: a log-volatility that reverts on two time scales, and the variance it lets expect.
//
// ln vol = ln(level) + fast + slow. Both factors are Ornstein-Uhlenbeck in business years
// (business_time.hpp): fast halves within weeks, slow within months. The expected variance at a
// horizon is that of a log-normal, in closed form (the forward variances of Bergomi, "Smile
// dynamics II", Risk, 2005), so a term structure of implied variance costs a few exponentials per
// expiry. `level` is defined so that the long-run mean of variance is level squared.
#pragma once

#include <array>

namespace aots::data {

struct VolDynamics {
  double fast_speed = 0.0;      // per year
  double fast_deviation = 0.0;  // stationary standard deviation of fast
  double slow_speed = 0.0;
  double slow_deviation = 0.0;
  double shock_correlation = 0.0;  // between the shocks of fast and slow

  // Variance of fast + slow in the long run.
  double stationary_variance() const;
};

struct VolState {
  double fast = 0.0;
  double slow = 0.0;
  // What slow reverts to now, and how fast that target itself fades to zero (per year).
  double slow_target = 0.0;
  double target_speed = 0.0;
};

// Expected variance ahead of a state, relative to level squared, for exp(2 scale (fast + slow)).
class VarianceAhead {
 public:
  VarianceAhead(const VolDynamics& dynamics, const VolState& state, double scale = 1.0);

  // At a horizon of so many years.
  double at(double years) const;
  // The logarithm of the same; products of independent factors add up.
  double log_at(double years) const;

 private:
  VolDynamics dynamics_;
  VolState state_;
  double scale_;
};

// What options cost over the variance that is expected, by horizon: the premium is small for the
// next days and grows to `level`, which is why term structures slope upwards on a quiet day.
struct VariancePremium {
  double level = 1.0;
  double near_discount = 0.0;  // share that is missing at a horizon of 0, in [0, 1)
  double speed = 1.0;          // per year

  double at(double years) const;
};

// Integrates a smooth function of time over [from, to]: Gauss-Legendre with three points, exact for
// polynomials of degree five, on steps short enough for factors that revert within weeks.
template <class Function>
double integrate(Function function, double from, double to) {
  constexpr double kNode = 0.7745966692414834;  // sqrt(3/5)
  constexpr double kStepMax = 0.06;             // years
  const int steps = 1 + static_cast<int>((to - from) / kStepMax);
  const double half = 0.5 * (to - from) / steps;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    const double middle = from + half * (2 * i + 1);
    sum += 5.0 * function(middle - kNode * half) + 8.0 * function(middle) +
           5.0 * function(middle + kNode * half);
  }
  return half / 9.0 * sum;
}

}  // namespace aots::data
