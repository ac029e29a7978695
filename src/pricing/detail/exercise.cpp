#include "pricing/detail/exercise.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/american.hpp"
#include "pricing/detail/exercise_tables.hpp"

namespace aots::pricing::detail {
namespace {

// How hard an option is: how far rate, yield or their difference move the spot over its life, in
// deviations of the spot, or outright where those are large.
double difficulty_of(const PutTerms& put) {
  const double pull = std::max(
      {std::abs(put.rate), std::abs(put.dividend_yield), std::abs(put.rate - put.dividend_yield)});
  const double root = std::sqrt(put.years);
  return pull * root * std::max(1.0 / put.vol, root);
}

const ExerciseRule& fast_rule(double difficulty) {
  static const ExerciseTables easy(
      {.nodes = 8, .points = 7, .steps = 4, .settled = 0.02, .price_points = 32});
  static const ExerciseTables middling(
      {.nodes = 16, .points = 11, .steps = 5, .settled = 0.02, .price_points = 48});
  static const ExerciseTables hard(
      {.nodes = 24, .points = 23, .steps = 6, .settled = 0.02, .price_points = 64});
  if (difficulty < 0.5) return easy.rule();
  return difficulty < 2.5 ? middling.rule() : hard.rule();
}

const ExerciseRule& accurate_rule(double difficulty) {
  static const ExerciseTables plain(
      {.nodes = 24, .points = 23, .steps = 12, .settled = 1e-3, .price_points = 64});
  static const ExerciseTables hard(
      {.nodes = 48, .points = 47, .steps = 16, .settled = 1e-3, .price_points = 128});
  return difficulty < 1.0 ? plain.rule() : hard.rule();
}

const ExerciseRule& rule_of(const PutTerms& put, AmericanScheme scheme) {
  const double difficulty = difficulty_of(put);
  return scheme == AmericanScheme::kFast ? fast_rule(difficulty) : accurate_rule(difficulty);
}

double start_of(const PutTerms& put) {
  return put.dividend_yield > put.rate ? put.strike * put.rate / put.dividend_yield : put.strike;
}

}  // namespace

Boundary solve_boundary(const PutTerms& put, AmericanScheme scheme, const KernelTable& kernels) {
  Boundary boundary;
  boundary.start = start_of(put);
  boundary.rule = &rule_of(put, scheme);
  double log_now =
      kernels.settle_boundary(put, boundary.start, *boundary.rule, boundary.height.data());
  scalar_kernels().exp(1, &log_now, &log_now);
  boundary.now = boundary.start * log_now;
  return boundary;
}

double exercise_premium(const PutTerms& put, double spot, const Boundary& boundary,
                        const KernelTable& kernels) {
  return kernels.exercise_premium(put, spot, boundary.start, *boundary.rule,
                                  boundary.height.data());
}

Premium exercise_slopes(const PutTerms& put, double spot, const Boundary& boundary,
                        const KernelTable& kernels) {
  return kernels.exercise_slopes(put, spot, boundary.start, *boundary.rule, boundary.height.data());
}

}  // namespace aots::pricing::detail
