// Whether the days of entry mattered: the result against the same trades on days drawn at random.
//
// A candidate is what the strategy's structure would have earned when entered on a decision point,
// whether the rules chose that day or not. The statistic is the mean result of the chosen; chance
// draws as many candidates of the same kinds without looking. p = (1 + draws at least as good) /
// (1 + draws), so that it is never 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aots::research {

struct Candidate {
  std::string kind;     // drawn among its own kind: symbol and structure
  double result = 0.0;  // profit over risk
  bool chosen = false;
};

struct PermutationReport {
  std::int64_t chosen = 0, candidates = 0, draws = 0;
  double observed = 0.0;  // mean result of the chosen
  double expected = 0.0;  // mean over the draws
  double p_value = 1.0;   // of doing at least as well by chance
};

// Absent where nothing was chosen or nothing else could have been.
std::optional<PermutationReport> permutation_test(std::span<const Candidate> candidates,
                                                  std::int64_t draws, std::uint64_t seed);

}  // namespace aots::research
