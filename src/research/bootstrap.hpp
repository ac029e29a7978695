// What else might have happened: intervals from resampled returns.
//
// The stationary bootstrap (D. Politis, J. Romano, J. American Statistical Association 89, 1994)
// joins blocks of geometric length, so that what follows what is kept. The mean block length is
// chosen from the autocorrelations (D. Politis, H. White, Econometric Reviews 23, 2004, with the
// correction of A. Patton et al., 28, 2009). Returns are simple, per session.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace aots::research {

struct Interval {
  double low = 0.0, high = 0.0;
};

struct BootstrapOptions {
  std::int64_t resamples = 1000;
  double confidence = 0.90;         // of each interval, both tails cut alike
  double ruin_fraction = 0.5;       // of the start: an account at or below it counts as ruined
  std::optional<double> block{};    // mean block length in sessions; absent: from the returns
  double periods_per_year = 252.0;  // for the Sharpe ratio
  std::uint64_t seed = 1;
};

struct BootstrapReport {
  std::int64_t resamples = 0;
  double block = 1.0;                // mean block length used
  std::optional<Interval> sharpe{};  // annualised; absent where hardly a resample has one
  Interval total_return;             // simple
  Interval max_drawdown;             // positive fraction of the peak
  double ruin_probability = 0.0;     // over as many sessions as there are returns
};

// The mean block length, 1 at least and a third of the returns at most.
double block_length(std::span<const double> returns);

// Absent with fewer than `kReturnsMin` returns: a handful of days says nothing about others.
inline constexpr std::size_t kReturnsMin = 20;
std::optional<BootstrapReport> bootstrap(std::span<const double> returns,
                                         const BootstrapOptions& options = {});

}  // namespace aots::research
