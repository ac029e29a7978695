// Realized volatility: how much a price has moved, annualised (D36).
#pragma once

#include <cmath>
#include <optional>
#include <span>

#include "features/kernels/exact.hpp"

namespace aots::features {

inline constexpr double kSessionsPerYear = 252.0;

// Sample deviation of log returns, as multiples of kReturnUnit, times sqrt(252), as a fraction
// (0.20 is 20%). Of at least two.
inline double annualised_vol(const ExactMoments& log_returns) {
  return log_returns.sample_deviation() * (kReturnUnit * std::sqrt(kSessionsPerYear));
}

// The same of the last `returns` log returns of a series. Closes ascend in time and are
// split-adjusted. Absent with fewer than `returns` + 1 closes, where one of them is not positive,
// or where one is beyond a factor of e^4 from the one before. `returns` must be at least 2.
std::optional<double> realized_vol(std::span<const double> closes, int returns);

}  // namespace aots::features
