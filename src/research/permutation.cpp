#include "research/permutation.hpp"

#include <map>
#include <utility>

#include "base/contract.hpp"
#include "base/rng.hpp"

namespace aots::research {
namespace {

struct Pool {
  std::vector<double> results;
  std::size_t chosen = 0;
};

// Draws without replacement: a partial Fisher-Yates shuffle of the pool.
double draw(Pool& pool, Rng& rng) {
  double sum = 0.0;
  for (std::size_t i = 0; i < pool.chosen; ++i) {
    std::swap(pool.results[i], pool.results[i + rng.below(pool.results.size() - i)]);
    sum += pool.results[i];
  }
  return sum;
}

}  // namespace

std::optional<PermutationReport> permutation_test(std::span<const Candidate> candidates,
                                                  std::int64_t draws, std::uint64_t seed) {
  AOTS_EXPECTS(draws >= 1);
  std::map<std::string, Pool> pools;
  PermutationReport report;
  report.candidates = static_cast<std::int64_t>(candidates.size());
  report.draws = draws;
  double observed = 0.0;
  for (const Candidate& candidate : candidates) {
    Pool& pool = pools[candidate.kind];
    pool.results.push_back(candidate.result);
    if (!candidate.chosen) continue;
    ++pool.chosen;
    ++report.chosen;
    observed += candidate.result;
  }
  if (report.chosen == 0 || report.chosen == report.candidates) return std::nullopt;
  const double chosen = static_cast<double>(report.chosen);
  report.observed = observed / chosen;
  Rng rng(seed, "permutation");
  double total = 0.0;
  std::int64_t as_good = 0;
  for (std::int64_t i = 0; i < draws; ++i) {
    double sum = 0.0;
    for (auto& [kind, pool] : pools) sum += draw(pool, rng);
    total += sum / chosen;
    if (sum / chosen >= report.observed - 1e-12) ++as_good;
  }
  report.expected = total / static_cast<double>(draws);
  report.p_value = static_cast<double>(1 + as_good) / static_cast<double>(1 + draws);
  return report;
}

}  // namespace aots::research
