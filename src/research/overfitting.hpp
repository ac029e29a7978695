// The probability that a search found luck: how often the best in one half of the history is below
// the median in the other.
//
// Combinatorially symmetric cross-validation (D. Bailey, J. Borwein, M. Lopez de Prado, Q. Zhu,
// "The probability of backtest overfitting", J. Computational Finance 20, 2017): the history is cut
// into blocks, every half of the blocks is once the sample in which the best is chosen by its
// Sharpe ratio, and the rest tells where the chosen one ranks among all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace aots::research {

inline constexpr int kOverfittingBlocks = 16;

struct OverfittingReport {
  std::int64_t trials = 0;
  std::int64_t splits = 0;  // ways of halving the blocks
  // Share of the splits in which the chosen trial ranks in the lower half out of sample.
  double probability = 0.0;
  // Share of the splits in which the chosen trial loses money out of sample.
  double loss_probability = 0.0;
  // Least squares of the out-of-sample ratio on the in-sample one over the splits: below zero,
  // what looked better did worse. Absent where the in-sample ratio does not vary.
  std::optional<double> slope{};
};

// `trials` holds the returns of every trial over the same sessions. Absent with fewer than two
// trials, or with fewer than two sessions a block. Trials of different length are a programmer
// error. `blocks` is even, 20 at most.
std::optional<OverfittingReport> overfitting(std::span<const std::vector<double>> trials,
                                             int blocks = kOverfittingBlocks);

}  // namespace aots::research
