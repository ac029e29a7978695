// The step that a quadratic asks for within linear bounds: a small dense quadratic program.
//
// Minimises x'Hx/2 + g'x over a_i'x >= b_i. With H = LL' and z = L'x this is the point of a
// polyhedron nearest to -L^-1 g, found by the dual active-set method of Goldfarb and Idnani, "A
// numerically stable dual method for solving strictly convex quadratic programs", Mathematical
// Programming 27 (1983).
#pragma once

#include <optional>
#include <span>

#include "pricing/detail/least_squares.hpp"

namespace aots::pricing::detail {

struct Constraint {
  Vector a{};
  double b = 0.0;
};

// What becomes of a constraint that cannot be met beside the others.
enum class Impossible { kFails, kIsLeftOut };

// Nothing where H is not positive definite, or where a constraint fails.
std::optional<Vector> solve_within(const Quadratic& quadratic,
                                   std::span<const Constraint> constraints, Impossible impossible);

}  // namespace aots::pricing::detail
