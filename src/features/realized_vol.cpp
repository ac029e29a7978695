#include "features/realized_vol.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include "base/contract.hpp"

namespace aots::features {

std::optional<double> realized_vol(std::span<const double> closes, int returns) {
  AOTS_EXPECTS(returns >= 2);
  const auto count = static_cast<std::size_t>(returns);
  if (closes.size() < count + 1) return std::nullopt;
  const std::span<const double> window = closes.last(count + 1);
  for (const double close : window) {
    if (!(close > 0.0)) return std::nullopt;
  }
  std::vector<double> log_returns(count);
  double mean = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    log_returns[i] = std::log(window[i + 1] / window[i]);
    mean += log_returns[i];
  }
  mean /= static_cast<double>(count);
  double squares = 0.0;
  for (const double value : log_returns) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(count - 1)) * std::sqrt(kSessionsPerYear);
}

}  // namespace aots::features
