#include "pricing/detail/least_squares.hpp"

namespace aots::pricing::detail {

double Loss::value(double residual) const {
  const double size = std::fabs(residual);
  if (kind == Kind::kHuber) {
    return size <= reach ? 0.5 * size * size : reach * (size - 0.5 * reach);
  }
  if (size >= reach) return reach * reach / 6.0;
  const double rest = 1.0 - size * size / (reach * reach);
  return reach * reach / 6.0 * (1.0 - rest * rest * rest);
}

double Loss::weight(double residual) const {
  const double size = std::fabs(residual);
  if (kind == Kind::kHuber) return size <= reach ? 1.0 : reach / size;
  if (size >= reach) return 0.0;
  const double rest = 1.0 - size * size / (reach * reach);
  return rest * rest;
}

std::optional<Vector> step_of(const Quadratic& normal, const Bounds& bounds, const Vector& x,
                              double damping) {
  const std::size_t n = normal.size;
  std::array<bool, kParametersMax> frozen{};
  std::array<Vector, kParametersMax> l;
  Vector step{};
  for (std::size_t i = 0; i < n; ++i) {
    frozen[i] = (x[i] <= bounds.low[i] && normal.gradient[i] > 0.0) ||
                (x[i] >= bounds.high[i] && normal.gradient[i] < 0.0) || normal.matrix[i][i] == 0.0;
  }
  // Cholesky, forward and backward.
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const bool off = frozen[i] || frozen[j];
      double sum = normal.matrix[i][j];
      if (i == j) sum *= 1.0 + damping;
      if (off) sum = i == j ? 1.0 : 0.0;
      for (std::size_t m = 0; m < j; ++m) sum -= l[i][m] * l[j][m];
      if (i == j) {
        if (!(sum > 0.0)) return std::nullopt;
        l[i][i] = std::sqrt(sum);
      } else {
        l[i][j] = sum / l[j][j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    step[i] = frozen[i] ? 0.0 : -normal.gradient[i];
    for (std::size_t j = 0; j < i; ++j) step[i] -= l[i][j] * step[j];
    step[i] /= l[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = i + 1; j < n; ++j) step[i] -= l[j][i] * step[j];
    step[i] /= l[i][i];
  }
  return step;
}

}  // namespace aots::pricing::detail
