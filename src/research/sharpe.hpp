// How much a Sharpe ratio is worth, given how long, how skewed and how often it was looked for.
//
// Ratios are per period (a session), not annualised: mean over sample deviation of simple returns.
// Sources: D. Bailey, M. Lopez de Prado, "The Sharpe ratio efficient frontier", J. Risk 15 (2012),
// for the probabilistic ratio; the same, "The deflated Sharpe ratio", J. Portfolio Management 40
// (2014), for the deflated one and the expected maximum of many trials.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace aots::research {

struct ReturnMoments {
  std::int64_t count = 0;
  double mean = 0.0;
  double deviation = 0.0;  // sample, n - 1
  double skew = 0.0;       // of the population formula: m3 / m2^1.5
  double kurtosis = 3.0;   // not in excess: 3 for a normal

  double sharpe() const { return mean / deviation; }
};

// Absent with fewer than two returns or where they do not vary.
std::optional<ReturnMoments> return_moments(std::span<const double> returns);

// The probability that the true ratio exceeds `benchmark`, given the moments that were observed.
double probabilistic_sharpe(const ReturnMoments& moments, double benchmark);

// The ratio that the best of `trials` worthless and independent strategies is expected to show,
// where the ratios of the trials scatter with this variance. 0 for one trial.
double expected_best_sharpe(std::int64_t trials, double variance);

// What was tried before this was found.
struct Search {
  std::int64_t trials = 1;           // this one included
  std::optional<double> variance{};  // of the trials' ratios; absent: that of chance alone, 1 / n
};

// The probability that the true ratio exceeds what the best of the search would show by chance.
double deflated_sharpe(const ReturnMoments& moments, const Search& search);

// Periods after which the observed ratio would be above `benchmark` with this confidence; absent
// where it is not above it.
std::optional<double> track_record_needed(const ReturnMoments& moments, double benchmark,
                                          double confidence = 0.95);

}  // namespace aots::research
