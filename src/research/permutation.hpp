// Whether the days of entry mattered: the result against the same trades on days drawn at random.
//
// A candidate is what the strategy's structure would have earned when entered on a decision point,
// whether the rules chose that day or not. The statistic is the mean result of the chosen. Chance
// is two things. Draws take as many candidates of the same kinds without looking. Shifts move all
// chosen entries together along the record, which goes round, by a share of its length: entries
// that came in bunches, whose results are much the same result, stay bunched. p = (1 + draws at
// least as good) / (1 + draws), so that it is never 0 (Phipson and Smyth 2010).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/rng.hpp"

namespace aots::research {

struct Candidate {
  std::string kind;     // drawn among its own kind: symbol and structure
  double result = 0.0;  // profit over risk
  bool chosen = false;
};

// As many candidates of each kind as were chosen, drawn without replacement, again and again: the
// same draws for the same seed.
class RandomEntries {
 public:
  RandomEntries(std::span<const Candidate> candidates, std::uint64_t seed);
  // Places of one draw among the candidates; they stand until the next call.
  std::span<const std::size_t> next();

 private:
  struct Kind {
    std::vector<std::size_t> places;
    std::size_t chosen = 0;
  };
  std::map<std::string, Kind> kinds_;
  std::vector<std::size_t> drawn_;
  Rng rng_;
};

struct PermutationReport {
  std::int64_t chosen = 0, candidates = 0, draws = 0;
  double observed = 0.0;         // mean result of the chosen
  double expected = 0.0;         // mean over the draws
  double p_value = 1.0;          // of doing at least as well by drawn days
  double shifted_p_value = 1.0;  // of doing at least as well by days that were moved together
};

// `candidates` in order of time. Absent where nothing was chosen or nothing else could have been.
std::optional<PermutationReport> permutation_test(std::span<const Candidate> candidates,
                                                  std::int64_t draws, std::uint64_t seed);

}  // namespace aots::research
