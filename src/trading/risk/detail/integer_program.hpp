// A small integer program: least cost under linear limits, some variables whole numbers.
//
// Method: the simplex method on a condensed tableau (Dantzig 1951; Bland's rule of 1977 once
// progress stalls, so it cannot cycle) inside branch and bound on the whole variables (Land and
// Doig 1960). Every variable is zero or more, and zero everywhere must be allowed, so a start is
// always at hand. For tens of variables; dense, single-threaded, the same answer every time.
#pragma once

#include <cstddef>
#include <vector>

namespace aots::trading::detail {

struct LinearTerm {
  std::size_t variable = 0;
  double factor = 0.0;
};

// sum of factor x variable <= bound, bound zero or more.
struct LinearLimit {
  std::vector<LinearTerm> terms;
  double bound = 0.0;
};

struct IntegerProgram {
  std::vector<double> cost;  // per variable
  std::vector<bool> whole;   // per variable: must be a whole number
  std::vector<LinearLimit> limits;

  std::size_t add_variable(double variable_cost, bool is_whole);
};

struct ProgramSolution {
  std::vector<double> values;
  double cost = 0.0;
  bool proven = true;  // false: the search gave up somewhere and a better one may exist
};

// The least cost, which must be bounded below. `tolerance` is the cost below which two answers are
// the same.
ProgramSolution minimise(const IntegerProgram& program, double tolerance, int node_limit);

}  // namespace aots::trading::detail
