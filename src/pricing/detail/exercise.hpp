// The exercise boundary of an American put, and what exercising early earns.
//
// With X = B(0+) the boundary is kept as H = ln(B/X)^2 over sqrt(tau), which is smooth where B is
// not, at Chebyshev nodes. How many nodes and points an option needs depends on how far its carry
// moves the spot beside its vol.
#pragma once

#include <array>

#include "pricing/detail/kernels.hpp"

namespace aots::pricing {
enum class AmericanScheme;
}  // namespace aots::pricing

namespace aots::pricing::detail {

struct Boundary {
  double start = 0.0;                      // X
  double now = 0.0;                        // B(years)
  const ExerciseRule* rule = nullptr;      // lives as long as the program
  std::array<double, kMaxNodes> height{};  // H at its nodes, the first at `years`
};

// Preconditions: rate > 0, or rate = 0 and dividend_yield < 0; years and vol above zero.
Boundary solve_boundary(const PutTerms& put, AmericanScheme scheme, const KernelTable& kernels);

// What early exercise adds to the price of the European put, for a spot above the boundary.
double exercise_premium(const PutTerms& put, double spot, const Boundary& boundary,
                        const KernelTable& kernels);
Premium exercise_slopes(const PutTerms& put, double spot, const Boundary& boundary,
                        const KernelTable& kernels);

}  // namespace aots::pricing::detail
