#include "trading/risk/detail/integer_program.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "base/contract.hpp"

namespace aots::trading::detail {
namespace {

constexpr double kPivotMin = 1e-8;
constexpr double kNoise = 1e-12;      // smaller cells are zeros that rounding has moved
constexpr double kCostNoise = 1e-10;  // a cost that no longer improves anything
constexpr double kWholeTolerance = 1e-6;
constexpr int kStepsBeforeBland = 200;
// Rounding can defeat the rule against cycling; a relaxation that takes longer is given up.
constexpr int kStepLimit = 2'000;

enum class Relaxed { kOptimal, kInfeasible, kGivenUp };

// The condensed simplex tableau: rows are basic variables, columns are nonbasic ones (all zero),
// the last row is the cost and the last column the bounds. Slacks are numbered after variables.
class Tableau {
 public:
  explicit Tableau(const IntegerProgram& program, const std::vector<LinearLimit>& extra)
      : variables_(program.cost.size()),
        rows_(program.limits.size() + extra.size()),
        cells_((rows_ + 1) * (variables_ + 1), 0.0),
        basic_(rows_),
        nonbasic_(variables_) {
    std::size_t row = 0;
    for (const auto* limits : {&program.limits, &extra}) {
      for (const LinearLimit& limit : *limits) {
        for (const LinearTerm& term : limit.terms) at(row, term.variable) += term.factor;
        at(row, variables_) = limit.bound;
        ++row;
      }
    }
    for (std::size_t v = 0; v < variables_; ++v) at(rows_, v) = program.cost[v];
    std::iota(nonbasic_.begin(), nonbasic_.end(), std::size_t{0});
    std::iota(basic_.begin(), basic_.end(), variables_);
  }

  Relaxed solve() {
    const Relaxed feasible = become_feasible();
    return feasible == Relaxed::kOptimal ? become_optimal() : feasible;
  }

  double cost() const { return -at(rows_, variables_); }

  std::vector<double> values() const {
    std::vector<double> values(variables_, 0.0);
    for (std::size_t r = 0; r < rows_; ++r) {
      if (basic_[r] < variables_) values[basic_[r]] = at(r, variables_);
    }
    return values;
  }

 private:
  // Makes every bound zero or more. This is the dual simplex method with a cost of zero, for which
  // any column is a permitted choice.
  Relaxed become_feasible() {
    for (int step = 0; step < kStepLimit; ++step) {
      std::optional<std::size_t> row;
      for (std::size_t r = 0; r < rows_; ++r) {
        if (at(r, variables_) < -kPivotMin && (!row || basic_[r] < basic_[*row])) row = r;
      }
      if (!row) return Relaxed::kOptimal;
      std::optional<std::size_t> column;
      for (std::size_t c = 0; c < variables_; ++c) {
        if (at(*row, c) < -kPivotMin && (!column || nonbasic_[c] < nonbasic_[*column])) column = c;
      }
      if (!column) return Relaxed::kInfeasible;
      pivot(*row, *column);
    }
    return Relaxed::kGivenUp;
  }

  Relaxed become_optimal() {
    for (int step = 0; step < kStepLimit; ++step) {
      const auto column = entering(step < kStepsBeforeBland);
      if (!column) return Relaxed::kOptimal;
      const auto row = leaving(*column);
      if (!row) return Relaxed::kGivenUp;  // a cost bounded below that seems not to be: rounding
      pivot(*row, *column);
    }
    return Relaxed::kGivenUp;
  }

  double& at(std::size_t row, std::size_t column) {
    return cells_[row * (variables_ + 1) + column];
  }
  double at(std::size_t row, std::size_t column) const {
    return cells_[row * (variables_ + 1) + column];
  }

  std::optional<std::size_t> entering(bool steepest) const {
    std::optional<std::size_t> best;
    for (std::size_t c = 0; c < variables_; ++c) {
      if (at(rows_, c) >= -kCostNoise) continue;
      const bool better =
          !best || (steepest ? at(rows_, c) < at(rows_, *best) : nonbasic_[c] < nonbasic_[*best]);
      if (better) best = c;
    }
    return best;
  }

  std::optional<std::size_t> leaving(std::size_t column) const {
    std::optional<std::size_t> best;
    double best_ratio = std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < rows_; ++r) {
      if (at(r, column) <= kPivotMin) continue;
      const double ratio = at(r, variables_) / at(r, column);
      const bool tie = best && std::abs(ratio - best_ratio) <= kPivotMin;
      if (!best || (tie ? basic_[r] < basic_[*best] : ratio < best_ratio)) {
        best = r;
        best_ratio = ratio;
      }
    }
    return best;
  }

  void pivot(std::size_t row, std::size_t column) {
    const double inverse = 1.0 / at(row, column);
    for (std::size_t c = 0; c <= variables_; ++c) {
      if (c != column) at(row, c) *= inverse;
    }
    for (std::size_t r = 0; r <= rows_; ++r) {
      const double factor = at(r, column);
      if (r == row || factor == 0.0) continue;
      for (std::size_t c = 0; c <= variables_; ++c) {
        if (c == column) continue;
        double& cell = at(r, c);
        cell -= factor * at(row, c);
        if (std::abs(cell) < kNoise) cell = 0.0;
      }
      at(r, column) = -factor * inverse;
    }
    at(row, column) = inverse;
    std::swap(basic_[row], nonbasic_[column]);
  }

  std::size_t variables_;
  std::size_t rows_;
  std::vector<double> cells_;
  std::vector<std::size_t> basic_;
  std::vector<std::size_t> nonbasic_;
};

// The variable that must be whole and is farthest from it.
std::optional<std::size_t> most_fractional(const IntegerProgram& program,
                                           const std::vector<double>& values) {
  std::optional<std::size_t> worst;
  double worst_distance = kWholeTolerance;
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (!program.whole[v]) continue;
    const double distance = std::abs(values[v] - std::round(values[v]));
    if (distance > worst_distance) {
      worst = v;
      worst_distance = distance;
    }
  }
  return worst;
}

void round_whole_values(const IntegerProgram& program, std::vector<double>& values) {
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (program.whole[v]) values[v] = std::round(values[v]);
  }
}

}  // namespace

std::size_t IntegerProgram::add_variable(double variable_cost, bool is_whole) {
  cost.push_back(variable_cost);
  whole.push_back(is_whole);
  return cost.size() - 1;
}

ProgramSolution minimise(const IntegerProgram& program, double tolerance, int node_limit) {
  AOTS_EXPECTS(program.cost.size() == program.whole.size());
  // Doing nothing is always allowed and costs nothing.
  ProgramSolution best{std::vector<double>(program.cost.size(), 0.0), 0.0, true};
  std::vector<std::vector<LinearLimit>> open{{}};
  bool proven = true;
  for (int node = 0; !open.empty(); ++node) {
    if (node == node_limit) {
      proven = false;
      break;
    }
    const std::vector<LinearLimit> branch = std::move(open.back());
    open.pop_back();
    Tableau tableau(program, branch);
    const Relaxed relaxed = tableau.solve();
    if (relaxed == Relaxed::kGivenUp) proven = false;
    if (relaxed != Relaxed::kOptimal || tableau.cost() >= best.cost - tolerance) continue;
    std::vector<double> values = tableau.values();
    const auto fractional = most_fractional(program, values);
    if (!fractional) {
      round_whole_values(program, values);
      best = {std::move(values), tableau.cost(), true};
      continue;
    }
    const double below = std::floor(values[*fractional]);
    std::vector<LinearLimit> at_least = branch;
    at_least.push_back({{{*fractional, -1.0}}, -(below + 1.0)});
    open.push_back(std::move(at_least));
    std::vector<LinearLimit> at_most = branch;
    at_most.push_back({{{*fractional, 1.0}}, below});
    open.push_back(std::move(at_most));
  }
  best.proven = proven;
  return best;
}

}  // namespace aots::trading::detail
