#include "research/normal.hpp"

#include <cmath>
#include <numbers>

#include "base/contract.hpp"

namespace aots::research {
namespace {

double density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi); }

}  // namespace

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double normal_quantile(double p) {
  AOTS_EXPECTS(p > 0.0 && p < 1.0);
  // The lower tail keeps its digits, the upper one does not.
  if (p > 0.5) return -normal_quantile(1.0 - p);
  double low = -40.0, high = 0.0;
  double x = -std::sqrt(std::max(0.0, -2.0 * std::log(2.0 * p)));
  for (int i = 0; i < 100; ++i) {
    const double error = normal_cdf(x) - p;
    (error > 0.0 ? high : low) = x;
    const double slope = density(x);
    double next = slope > 0.0 ? x - error / slope : low;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - x) <= 1e-15 * std::abs(x)) return next;
    x = next;
  }
  return x;
}

}  // namespace aots::research
