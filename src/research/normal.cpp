#include "research/normal.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "base/normal.hpp"

namespace aots::research {

double normal_quantile(double p) {
  AOTS_EXPECTS(p > 0.0 && p < 1.0);
  // The lower tail keeps its digits, the upper one does not.
  if (p > 0.5) return -normal_quantile(1.0 - p);
  double low = -40.0, high = 0.0;
  double x = -std::sqrt(std::max(0.0, -2.0 * std::log(2.0 * p)));
  for (int i = 0; i < 100; ++i) {
    const double error = normal_cdf(x) - p;
    (error > 0.0 ? high : low) = x;
    const double slope = normal_density(x);
    double next = slope > 0.0 ? x - error / slope : low;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - x) <= 1e-15 * std::abs(x)) return next;
    x = next;
  }
  return x;
}

}  // namespace aots::research
