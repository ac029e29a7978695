#include "pricing/detail/quadratic_program.hpp"

#include <vector>

namespace aots::pricing::detail {

namespace {

constexpr int kStepsMax = 400;
constexpr double kViolation = 1e-6;   // in whitened lengths
constexpr double kDependent = 1e-18;  // of a squared length

using Triangle = std::array<Vector, kParametersMax>;

double dot(const Vector& x, const Vector& y, std::size_t n) {
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += x[i] * y[i];
  return sum;
}

std::optional<Triangle> cholesky(const Quadratic& normal) {
  Triangle l{};
  for (std::size_t i = 0; i < normal.size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double sum = normal.matrix[i][j] - dot(l[i], l[j], j);
      if (i != j) {
        l[i][j] = sum / l[j][j];
      } else {
        if (!(sum > 0.0)) return std::nullopt;
        l[i][i] = std::sqrt(sum);
      }
    }
  }
  return l;
}

Vector whitened(const Triangle& l, const Vector& x, std::size_t n) {
  Vector z{};
  for (std::size_t i = 0; i < n; ++i) z[i] = (x[i] - dot(l[i], z, i)) / l[i][i];
  return z;
}

Vector unwhitened(const Triangle& l, Vector z, std::size_t n) {
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = i + 1; j < n; ++j) z[i] -= l[j][i] * z[j];
    z[i] /= l[i][i];
  }
  return z;
}

// The constraints that hold with equality, their multipliers, and an orthonormal basis of them.
class ActiveSet {
 public:
  ActiveSet(std::span<const Constraint> rows, std::size_t size) : rows_(rows), size_(size) {}

  // What is left of `a` outside the span, and the shares of the constraints in the rest.
  Vector split(const Vector& a, Vector& shares) const {
    Vector rest = a;
    Vector along{};
    // Twice, so that rounding of the first time is taken out.
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < count_; ++i) {
        const double part = dot(basis_[i], rest, size_);
        along[i] += part;
        for (std::size_t j = 0; j < size_; ++j) rest[j] -= part * basis_[i][j];
      }
    }
    for (std::size_t i = count_; i-- > 0;) {
      double sum = along[i];
      for (std::size_t j = i + 1; j < count_; ++j) sum -= upper_[j][i] * shares[j];
      shares[i] = sum / upper_[i][i];
    }
    return rest;
  }

  void add(std::size_t row, double multiplier) {
    Vector unused{};
    const Vector rest = split(rows_[row].a, unused);
    const double length = std::sqrt(dot(rest, rest, size_));
    for (std::size_t i = 0; i < count_; ++i)
      upper_[count_][i] = dot(basis_[i], rows_[row].a, size_);
    upper_[count_][count_] = length;
    for (std::size_t j = 0; j < size_; ++j) basis_[count_][j] = rest[j] / length;
    row_[count_] = row;
    multiplier_[count_] = multiplier;
    ++count_;
  }

  void drop(std::size_t at) {
    const std::size_t before = count_;
    const auto rows = row_;
    const Vector multipliers = multiplier_;
    count_ = 0;
    for (std::size_t i = 0; i < before; ++i) {
      if (i != at) add(rows[i], multipliers[i]);
    }
  }

  std::size_t count() const { return count_; }
  double multiplier(std::size_t i) const { return multiplier_[i]; }
  void move(const Vector& shares, double step) {
    for (std::size_t i = 0; i < count_; ++i) multiplier_[i] -= step * shares[i];
  }

 private:
  std::span<const Constraint> rows_;
  std::size_t size_ = 0;
  std::size_t count_ = 0;
  std::array<std::size_t, kParametersMax> row_{};
  Vector multiplier_{};
  Triangle basis_{};
  Triangle upper_{};  // by column
};

// Makes one violated constraint hold, letting go of those that stand in the way. False where none
// can be let go: then no point meets all.
bool satisfy(std::size_t row, const Constraint& constraint, std::size_t n, ActiveSet& active,
             Vector& z) {
  double multiplier = 0.0;
  for (int i = 0; i < kStepsMax; ++i) {
    Vector shares{};
    const Vector direction = active.split(constraint.a, shares);
    const double square = dot(direction, direction, n);
    const bool is_free =
        active.count() < n && square > kDependent * dot(constraint.a, constraint.a, n);
    double step = is_free ? (constraint.b - dot(constraint.a, z, n)) / square : kNever;
    std::optional<std::size_t> blocking;
    for (std::size_t j = 0; j < active.count(); ++j) {
      if (shares[j] <= 0.0) continue;
      const double limit = active.multiplier(j) / shares[j];
      if (limit < step) {
        step = limit;
        blocking = j;
      }
    }
    if (!is_free && !blocking) return false;
    if (is_free) {
      for (std::size_t j = 0; j < n; ++j) z[j] += step * direction[j];
    }
    active.move(shares, step);
    multiplier += step;
    if (!blocking) {
      active.add(row, multiplier);
      return true;
    }
    active.drop(*blocking);
  }
  return false;
}

}  // namespace

std::optional<Vector> solve_within(const Quadratic& quadratic,
                                   std::span<const Constraint> constraints, Impossible impossible) {
  const std::size_t n = quadratic.size;
  const auto l = cholesky(quadratic);
  if (!l) return std::nullopt;
  Vector z = whitened(*l, quadratic.gradient, n);
  for (double& value : z) value = -value;
  std::vector<Constraint> rows;
  rows.reserve(constraints.size());
  for (const Constraint& constraint : constraints) {
    Constraint row{.a = whitened(*l, constraint.a, n), .b = constraint.b};
    const double length = std::sqrt(dot(row.a, row.a, n));
    for (double& value : row.a) value /= length;
    row.b /= length;
    rows.push_back(row);
  }
  ActiveSet active(rows, n);
  for (int i = 0; i < kStepsMax; ++i) {
    double worst = -kViolation;
    std::size_t found = rows.size();
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const double slack = dot(rows[r].a, z, n) - rows[r].b;
      if (slack < worst) {
        worst = slack;
        found = r;
      }
    }
    if (found == rows.size()) return unwhitened(*l, z, n);
    if (satisfy(found, rows[found], n, active, z)) continue;
    if (impossible == Impossible::kFails) return std::nullopt;
    rows[found].b = -kNever;
  }
  if (impossible == Impossible::kFails) return std::nullopt;
  return unwhitened(*l, z, n);
}

}  // namespace aots::pricing::detail
