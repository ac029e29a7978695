#include "research/sharpe.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/contract.hpp"
#include "base/normal.hpp"
#include "research/normal.hpp"

namespace aots::research {
namespace {

// The variance of an estimated ratio, times n - 1.
double ratio_variance(const ReturnMoments& moments) {
  const double sharpe = moments.sharpe();
  const double variance =
      1.0 - moments.skew * sharpe + (moments.kurtosis - 1.0) / 4.0 * sharpe * sharpe;
  // Not below zero for any sample (kurtosis >= 1 + skew^2), but for rounding.
  return std::max(variance, 1e-12);
}

}  // namespace

std::optional<ReturnMoments> return_moments(std::span<const double> returns) {
  if (returns.size() < 2) return std::nullopt;
  const auto count = static_cast<double>(returns.size());
  double sum = 0.0, largest = 0.0;
  for (const double value : returns) {
    sum += value;
    largest = std::max(largest, std::abs(value));
  }
  const double mean = sum / count;
  double m2 = 0.0, m3 = 0.0, m4 = 0.0;
  for (const double value : returns) {
    const double d = value - mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  ReturnMoments moments;
  moments.count = static_cast<std::int64_t>(returns.size());
  moments.mean = mean;
  moments.deviation = std::sqrt(m2 / (count - 1.0));
  constexpr double kRoundingError = 1e-12;  // equal returns may differ in their last bit
  if (!(moments.deviation > kRoundingError * largest)) return std::nullopt;
  m2 /= count;
  moments.skew = m3 / count / (m2 * std::sqrt(m2));
  moments.kurtosis = m4 / count / (m2 * m2);
  return moments;
}

double probabilistic_sharpe(const ReturnMoments& moments, double benchmark) {
  const double n = static_cast<double>(moments.count);
  return normal_cdf((moments.sharpe() - benchmark) * std::sqrt(n - 1.0) /
                    std::sqrt(ratio_variance(moments)));
}

double expected_best_sharpe(std::int64_t trials, double variance) {
  AOTS_EXPECTS(trials >= 1);
  AOTS_EXPECTS(variance >= 0.0);
  if (trials == 1) return 0.0;
  const double n = static_cast<double>(trials);
  return std::sqrt(variance) *
         ((1.0 - std::numbers::egamma) * normal_quantile(1.0 - 1.0 / n) +
          std::numbers::egamma * normal_quantile(1.0 - 1.0 / (n * std::numbers::e)));
}

double deflated_sharpe(const ReturnMoments& moments, const Search& search) {
  const double chance = 1.0 / static_cast<double>(moments.count);
  return probabilistic_sharpe(
      moments, expected_best_sharpe(search.trials, search.variance.value_or(chance)));
}

std::optional<double> track_record_needed(const ReturnMoments& moments, double benchmark,
                                          double confidence) {
  const double excess = moments.sharpe() - benchmark;
  if (!(excess > 0.0)) return std::nullopt;
  const double z = normal_quantile(confidence) / excess;
  return 1.0 + ratio_variance(moments) * z * z;
}

}  // namespace aots::research
