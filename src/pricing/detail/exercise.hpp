// The exercise boundary of an American put, and what exercising early earns.
//
// Time runs backwards: tau is the time left. With X = B(0+) the boundary is kept as
// H = ln(B/X)^2 over sqrt(tau), which is smooth where B is not, at Chebyshev nodes.
#pragma once

#include <array>
#include <cstddef>

#include "pricing/detail/kernels.hpp"

namespace aots::pricing::detail {

inline constexpr std::size_t kMaxNodes = 40;
inline constexpr std::size_t kMaxPoints = 96;  // of one integral

// How finely: nodes of the boundary, points of the integrals in its equation, sweeps over it at
// most, the change of ln B at which it has settled, and points of the integral in the price.
struct ExerciseScheme {
  std::size_t nodes;
  std::size_t points;
  std::size_t sweeps;
  double settled;
  std::size_t price_points;
};

struct Boundary {
  double start = 0.0;                          // X
  std::array<double, kMaxNodes + 1> height{};  // H at the nodes, the first at `years`
  double now = 0.0;                            // B(years)
};

// First and second derivative by spot of what early exercise adds to the price.
struct PremiumSlopes {
  double delta = 0.0;
  double gamma = 0.0;
};

struct ExerciseTables;
const ExerciseTables& fast_tables();
const ExerciseTables& accurate_tables();

// Preconditions: rate > 0, or rate = 0 and dividend_yield < 0; years and vol above zero.
Boundary solve_boundary(const PutTerms& put, const ExerciseTables& tables,
                        const KernelTable& kernels);

// What early exercise adds to the price of the European put, for a spot above the boundary.
double exercise_premium(const PutTerms& put, double spot, const Boundary& boundary,
                        const ExerciseTables& tables, const KernelTable& kernels);
PremiumSlopes exercise_premium_slopes(const PutTerms& put, double spot, const Boundary& boundary,
                                      const ExerciseTables& tables, const KernelTable& kernels);

}  // namespace aots::pricing::detail
