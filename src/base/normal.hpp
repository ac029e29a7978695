// The standard normal distribution: full relative precision in the lower tail.
#pragma once

#include <cmath>
#include <numbers>

namespace aots {

inline double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

inline double normal_density(double x) {
  return std::exp(-0.5 * x * x) * (std::numbers::inv_sqrtpi / std::numbers::sqrt2);
}

}  // namespace aots
