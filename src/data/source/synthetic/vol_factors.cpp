#include "data/source/synthetic/vol_factors.hpp"

#include <cmath>

namespace aots::data {
namespace {

// What is left of 1 after reverting at `speed` for `years`.
double left_after(double speed, double years) { return std::exp(-speed * years); }

// Covariance of two factors in the long run, from their own deviations and the correlation of their
// shocks: equal speeds keep the correlation, different ones lose some.
double stationary_covariance(const VolDynamics& d) {
  return 2.0 * d.shock_correlation * d.fast_deviation * d.slow_deviation *
         std::sqrt(d.fast_speed * d.slow_speed) / (d.fast_speed + d.slow_speed);
}

// Where slow is expected to be: its own decay, plus what the fading target has pulled it up by.
double expected_slow(const VolDynamics& d, const VolState& s, double years) {
  const double own = left_after(d.slow_speed, years);
  const double gap = d.slow_speed - s.target_speed;
  const double pulled = std::abs(gap) < 1e-9
                            ? d.slow_speed * years * own
                            : d.slow_speed / gap * (left_after(s.target_speed, years) - own);
  return s.slow * own + s.slow_target * pulled;
}

}  // namespace

double VolDynamics::stationary_variance() const {
  return fast_deviation * fast_deviation + slow_deviation * slow_deviation +
         2.0 * stationary_covariance(*this);
}

VarianceAhead::VarianceAhead(const VolDynamics& dynamics, const VolState& state, double scale)
    : dynamics_(dynamics), state_(state), scale_(scale) {}

double VarianceAhead::log_at(double years) const {
  const VolDynamics& d = dynamics_;
  const double fast_left = left_after(d.fast_speed, years);
  const double slow_left = left_after(d.slow_speed, years);
  const double mean = state_.fast * fast_left + expected_slow(d, state_, years);
  // Variance of the factors given the state now is the stationary one less what the state explains;
  // the level carries the stationary one, so only the explained part is left, with a minus sign.
  const double explained = d.fast_deviation * d.fast_deviation * fast_left * fast_left +
                           d.slow_deviation * d.slow_deviation * slow_left * slow_left +
                           2.0 * stationary_covariance(d) * fast_left * slow_left;
  return 2.0 * scale_ * mean - 2.0 * scale_ * scale_ * explained;
}

double VariancePremium::at(double years) const {
  return level * (1.0 - near_discount * left_after(speed, years));
}

double VarianceAhead::at(double years) const { return std::exp(log_at(years)); }

}  // namespace aots::data
