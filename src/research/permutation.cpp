#include "research/permutation.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"

namespace aots::research {
namespace {

constexpr double kTie = 1e-12;  // sums in another order differ in their last bits

double sum_at(std::span<const Candidate> candidates, std::span<const std::size_t> places) {
  double sum = 0.0;
  for (const std::size_t place : places) sum += candidates[place].result;
  return sum;
}

double p_of(std::int64_t as_good, std::int64_t draws) {
  return static_cast<double>(1 + as_good) / static_cast<double>(1 + draws);
}

// The record of one kind: its results in order of time, and which of them were chosen.
struct Record {
  std::vector<double> results;
  std::vector<std::size_t> chosen;

  // The sum over the chosen places, each moved on by that share of the record.
  double shifted(double share) const {
    const std::size_t size = results.size();
    const auto by = static_cast<std::size_t>(share * static_cast<double>(size));
    double sum = 0.0;
    for (const std::size_t place : chosen) sum += results[(place + by) % size];
    return sum;
  }
};

double shifted_p(std::span<const Candidate> candidates, double observed_sum, std::int64_t draws,
                 std::uint64_t seed) {
  std::map<std::string, Record> records;
  for (const Candidate& candidate : candidates) {
    Record& record = records[candidate.kind];
    if (candidate.chosen) record.chosen.push_back(record.results.size());
    record.results.push_back(candidate.result);
  }
  Rng rng(seed, "permutation.shifts");
  std::int64_t as_good = 0;
  for (std::int64_t i = 0; i < draws; ++i) {
    const double share = rng.uniform();
    double sum = 0.0;
    for (const auto& [kind, record] : records) sum += record.shifted(share);
    if (sum >= observed_sum - kTie) ++as_good;
  }
  return p_of(as_good, draws);
}

}  // namespace

RandomEntries::RandomEntries(std::span<const Candidate> candidates, std::uint64_t seed)
    : rng_(seed, "permutation") {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    Kind& kind = kinds_[candidates[i].kind];
    kind.places.push_back(i);
    if (candidates[i].chosen) ++kind.chosen;
  }
}

// A partial Fisher-Yates shuffle of each kind.
std::span<const std::size_t> RandomEntries::next() {
  drawn_.clear();
  for (auto& [name, kind] : kinds_) {
    for (std::size_t i = 0; i < kind.chosen; ++i) {
      std::swap(kind.places[i], kind.places[i + rng_.below(kind.places.size() - i)]);
      drawn_.push_back(kind.places[i]);
    }
  }
  return drawn_;
}

std::optional<PermutationReport> permutation_test(std::span<const Candidate> candidates,
                                                  std::int64_t draws, std::uint64_t seed) {
  AOTS_EXPECTS(draws >= 1);
  PermutationReport report;
  report.candidates = static_cast<std::int64_t>(candidates.size());
  report.chosen = std::ranges::count(candidates, true, &Candidate::chosen);
  report.draws = draws;
  if (report.chosen == 0 || report.chosen == report.candidates) return std::nullopt;
  double observed = 0.0;
  for (const Candidate& candidate : candidates) {
    if (candidate.chosen) observed += candidate.result;
  }
  RandomEntries random(candidates, seed);
  double total = 0.0;
  std::int64_t as_good = 0;
  for (std::int64_t i = 0; i < draws; ++i) {
    const double sum = sum_at(candidates, random.next());
    total += sum;
    if (sum >= observed - kTie) ++as_good;
  }
  const double chosen = static_cast<double>(report.chosen);
  report.observed = observed / chosen;
  report.expected = total / chosen / static_cast<double>(draws);
  report.p_value = p_of(as_good, draws);
  report.shifted_p_value = shifted_p(candidates, observed, draws, seed);
  return report;
}

}  // namespace aots::research
