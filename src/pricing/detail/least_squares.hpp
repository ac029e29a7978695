// Robust nonlinear least squares in a few parameters: Levenberg-Marquardt with bounds, over a cost
// that gives its own normal equations.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>

namespace aots::pricing::detail {

inline constexpr std::size_t kParametersMax = 16;
inline constexpr double kNever = std::numeric_limits<double>::infinity();

using Vector = std::array<double, kParametersMax>;

// How much a residual counts. Huber: beyond `reach` by its size, not by its square. Tukey's
// biweight: beyond `reach` no longer at all.
struct Loss {
  enum class Kind { kHuber, kTukey };
  Kind kind = Kind::kHuber;
  double reach = 1.0;

  double value(double residual) const;
  double weight(double residual) const;
};

// The normal equations at one point: of the quadratic that stands in for the cost there.
struct Quadratic {
  std::size_t size = 0;
  std::array<Vector, kParametersMax> matrix{};  // lower triangle
  Vector gradient{};

  // A residual that moves with the parameters by factor * by.
  void add(double residual, std::span<const double> by, double factor, double weight) {
    for (std::size_t i = 0; i < size; ++i) {
      const double scaled = weight * factor * by[i];
      gradient[i] += scaled * residual;
      for (std::size_t j = 0; j <= i; ++j) matrix[i][j] += scaled * factor * by[j];
    }
  }
};

struct Bounds {
  Vector low{};
  Vector high{};

  static Bounds none() {
    Bounds bounds;
    bounds.low.fill(-kNever);
    bounds.high.fill(kNever);
    return bounds;
  }
};

// The damped step; a parameter at its bound that wants to go further stays. Nothing where the
// equations are singular.
std::optional<Vector> step_of(const Quadratic& quadratic, const Bounds& bounds, const Vector& x,
                              double damping);

struct Descent {
  Vector x{};
  double cost = kNever;
  int iterations = 0;
  bool converged = false;
};

// Goes down from x. `cost_at(x, normal)` adds the equations at x to an empty `normal` and returns
// the cost, infinite where x is not allowed. A cost that falls by less than a millionth has
// settled.
template <class CostAt>
Descent descend(const Vector& start, std::size_t size, const Bounds& bounds, int iterations_max,
                double settled, CostAt&& cost_at) {
  constexpr double kFullStep = 0.1;
  constexpr double kDampingMax = 1e12;
  Descent descent{.x = start};
  Quadratic normal{.size = size};
  descent.cost = cost_at(descent.x, normal);
  if (!std::isfinite(descent.cost)) return descent;
  double damping = 1e-3;
  while (descent.iterations < iterations_max) {
    ++descent.iterations;
    const auto step = step_of(normal, bounds, descent.x, damping);
    Vector next = descent.x;
    for (std::size_t i = 0; step && i < size; ++i) {
      next[i] = std::clamp(next[i] + (*step)[i], bounds.low[i], bounds.high[i]);
    }
    Quadratic there{.size = size};
    const double cost = step ? cost_at(next, there) : kNever;
    if (!(cost < descent.cost)) {
      damping *= 8.0;
      // No step is better: a minimum to rounding.
      descent.converged = cost == descent.cost || damping > kDampingMax;
      if (descent.converged) break;
      continue;
    }
    const double gain = descent.cost - cost;
    descent.x = next;
    descent.cost = cost;
    normal = there;
    // Little was gained: by a full step that means a minimum, by a damped one nothing.
    descent.converged = gain <= settled * cost && damping <= kFullStep;
    damping = std::max(1e-9, 0.1 * damping);
    if (descent.converged) break;
  }
  return descent;
}

}  // namespace aots::pricing::detail
