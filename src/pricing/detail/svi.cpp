#include "pricing/detail/svi.hpp"

#include <algorithm>
#include <vector>

#include "base/contract.hpp"

namespace aots::pricing::detail {

namespace {

constexpr std::size_t kParameters = 5;  // a, left slope, right slope, m, sigma
constexpr double kSlopeMax = 1.999;
constexpr std::size_t kScanTargets = 32;
constexpr int kScanPasses = 2;
constexpr double kSettled = 1e-3;

Vector vector_of(const Svi& s) {
  return {s.a, s.b * (1.0 - s.rho), s.b * (1.0 + s.rho), s.m, s.sigma};
}

Svi svi_of(const Vector& x) {
  const double b = 0.5 * (x[1] + x[2]);
  return {.a = x[0], .b = b, .rho = 0.5 * (x[2] - x[1]) / b, .m = x[3], .sigma = x[4]};
}

// Total variance at k and how it moves with the parameters.
struct Sensitive {
  double value = 0.0;
  std::array<double, kParameters> by{};
};

Sensitive variance_at(const Vector& x, double k) {
  const double z = k - x[3];
  const double root = std::sqrt(z * z + x[4] * x[4]);
  const double b = 0.5 * (x[1] + x[2]);
  const double tilt = 0.5 * (x[2] - x[1]);
  return {.value = x[0] + tilt * z + b * root,
          .by = {1.0, 0.5 * (root - z), 0.5 * (root + z), -(tilt + b * z / root), b * x[4] / root}};
}

double least_vol(std::span<const Target> targets) {
  double least = kNever;
  for (const Target& target : targets) least = std::min(least, target.vol);
  return least;
}

Bounds bounds_of(std::span<const Target> targets, double years) {
  const double low = targets.front().k;
  const double range = targets.back().k - low;
  const double slope_min = 1e-3 * least_vol(targets) * std::sqrt(years);
  Bounds bounds = Bounds::none();
  bounds.low = {-kNever, slope_min, slope_min, low - range, 2e-3 * range};
  bounds.high = {kNever, kSlopeMax, kSlopeMax, targets.back().k + range, 5.0 * range};
  return bounds;
}

// a and both slopes at the least squares of the linearised residuals, with m and sigma as they are.
std::optional<Vector> linear_fit(std::span<const Target> targets, std::span<const double> weights,
                                 double years, const Bounds& bounds, double m, double sigma) {
  Quadratic normal{.size = 3};
  const Vector start{0.0, 0.0, 0.0, m, sigma};
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Target& target = targets[i];
    const Sensitive w = variance_at(start, target.k);
    const double factor = target.sharpness / (2.0 * target.vol * years);
    normal.add(-target.vol * target.vol * years * factor, w.by, factor, weights[i]);
  }
  const auto step = step_of(normal, Bounds::none(), start, 1e-9);
  if (!step) return std::nullopt;
  return Vector{(*step)[0], std::clamp((*step)[1], bounds.low[1], bounds.high[1]),
                std::clamp((*step)[2], bounds.low[2], bounds.high[2]), m, sigma};
}

bool is_positive(const Vector& x) { return x[0] + x[4] * std::sqrt(x[1] * x[2]) > 0.0; }

}  // namespace

std::optional<Svi> scan_svi(std::span<const Target> all, double years) {
  AOTS_EXPECTS(!all.empty());
  std::vector<Target> targets;
  const std::size_t step = 1 + (all.size() - 1) / kScanTargets;
  for (std::size_t i = 0; i < all.size(); i += step) targets.push_back(all[i]);
  const Bounds bounds = bounds_of(all, years);
  const double low = targets.front().k;
  const double range = targets.back().k - low;
  std::vector<double> weights(targets.size());
  double best = kNever;
  std::optional<Svi> found;
  for (const double place : {0.1, 0.4, 0.6, 0.8, 1.0}) {
    for (const double width : {0.03, 0.1, 0.3}) {
      std::fill(weights.begin(), weights.end(), 1.0);
      for (int pass = 0; pass < kScanPasses; ++pass) {
        const auto x =
            linear_fit(targets, weights, years, bounds, low + place * range, width * range);
        if (!x) break;
        double sum = 0.0;
        for (std::size_t i = 0; i < targets.size(); ++i) {
          const double variance = std::max(0.0, variance_at(*x, targets[i].k).value);
          const double off =
              std::fabs(std::sqrt(variance / years) - targets[i].vol) * targets[i].sharpness;
          sum += off;
          weights[i] = 1.0 / std::max(1.0, off);
        }
        if (sum < best && is_positive(*x)) {
          best = sum;
          found = svi_of(*x);
        }
      }
    }
  }
  return found;
}

SviFit fit_svi(std::span<const Target> targets, double years, const Svi& start, const Loss& loss,
               int iterations_max) {
  const double least = least_vol(targets);
  const double floor = 1e-4 * least * least * years;
  const auto cost_at = [&](const Vector& x, Quadratic& normal) {
    if (x[0] + x[4] * std::sqrt(x[1] * x[2]) < floor) return kNever;
    double cost = 0.0;
    for (const Target& target : targets) {
      const Sensitive w = variance_at(x, target.k);
      const double vol = std::sqrt(w.value / years);
      const double residual = (vol - target.vol) * target.sharpness;
      cost += loss.value(residual);
      const double weight = loss.weight(residual);
      if (weight == 0.0) continue;
      normal.add(residual, w.by, target.sharpness / (2.0 * vol * years), weight);
    }
    return cost;
  };
  const Descent descent = descend(vector_of(start), kParameters, bounds_of(targets, years),
                                  iterations_max, kSettled, cost_at);
  return {
      .svi = svi_of(descent.x), .iterations = descent.iterations, .converged = descent.converged};
}

}  // namespace aots::pricing::detail
