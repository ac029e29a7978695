#include "features/realized_vol.hpp"

#include <cstddef>

#include "base/contract.hpp"

namespace aots::features {

std::optional<double> realized_vol(std::span<const double> closes, int returns) {
  AOTS_EXPECTS(returns >= 2);
  const auto count = static_cast<std::size_t>(returns);
  if (closes.size() < count + 1) return std::nullopt;
  const std::span<const double> window = closes.last(count + 1);
  ExactMoments moments;
  for (std::size_t i = 0; i < count; ++i) {
    if (!(window[i] > 0.0 && window[i + 1] > 0.0)) return std::nullopt;
    const double log_return = std::log(window[i + 1] / window[i]);
    if (!(std::abs(log_return) < kReturnMax)) return std::nullopt;
    moments.add(to_fixed(log_return, kReturnUnit));
  }
  return annualised_vol(moments);
}

}  // namespace aots::features
