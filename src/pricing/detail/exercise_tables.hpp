// The tables behind an ExerciseRule: quadrature over the angle, Chebyshev nodes in sqrt(tau), and
// what each node weighs at each point.
#pragma once

#include <cstddef>
#include <vector>

#include "pricing/detail/kernels.hpp"

namespace aots::pricing::detail {

// See ExerciseRule for the meaning and the limits of each.
struct ExerciseScheme {
  std::size_t nodes;
  std::size_t points;
  std::size_t steps;
  double settled;
  std::size_t price_points;
};

class ExerciseTables {
 public:
  explicit ExerciseTables(const ExerciseScheme& scheme);
  ExerciseTables(const ExerciseTables&) = delete;
  ExerciseTables& operator=(const ExerciseTables&) = delete;

  const ExerciseRule& rule() const { return rule_; }

 private:
  double lagrange(std::size_t node, double at) const;

  std::vector<double> index_, root_;
  std::vector<double> sine_, weight_, interpolation_;
  std::vector<double> price_sine_, price_weight_, price_interpolation_;
  ExerciseRule rule_{};
};

}  // namespace aots::pricing::detail
