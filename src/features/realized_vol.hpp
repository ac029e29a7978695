// Realized volatility: how much a price has moved, annualised (D36).
#pragma once

#include <optional>
#include <span>

namespace aots::features {

inline constexpr double kSessionsPerYear = 252.0;

// Sample standard deviation of the last `returns` log returns times sqrt(252), as a fraction (0.20
// is 20%). Closes ascend in time and are split-adjusted. Absent with fewer than `returns` + 1
// closes, or where one of them is not positive. `returns` must be at least 2.
std::optional<double> realized_vol(std::span<const double> closes, int returns);

}  // namespace aots::features
