#include "research/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/contract.hpp"
#include "base/rng.hpp"

namespace aots::research {
namespace {

// Sample autocovariances at lags 0 to `last`, divided by n.
std::vector<double> autocovariances(std::span<const double> values, std::size_t last) {
  double mean = 0.0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  std::vector<double> result;
  for (std::size_t lag = 0; lag <= last; ++lag) {
    double sum = 0.0;
    for (std::size_t i = lag; i < values.size(); ++i) {
      sum += (values[i] - mean) * (values[i - lag] - mean);
    }
    result.push_back(sum / static_cast<double>(values.size()));
  }
  return result;
}

// The first lag after which several autocorrelations in a row are within noise.
std::size_t significant_lags(const std::vector<double>& covariances, std::size_t run, double n) {
  const double noise = 2.0 * std::sqrt(std::log10(n) / n) * covariances[0];
  std::size_t quiet = 0;
  for (std::size_t lag = 1; lag < covariances.size(); ++lag) {
    quiet = std::abs(covariances[lag]) < noise ? quiet + 1 : 0;
    if (quiet == run) return lag - run;
  }
  return covariances.size() - 1;
}

// One resampled history, summed up as it is drawn.
struct Path {
  double sum = 0.0, squares = 0.0;
  double equity = 1.0, peak = 1.0, drawdown = 0.0, lowest = 1.0;

  void take(double value) {
    sum += value;
    squares += value * value;
    equity *= 1.0 + value;
    peak = std::max(peak, equity);
    lowest = std::min(lowest, equity);
    drawdown = std::max(drawdown, 1.0 - equity / peak);
  }
  std::optional<double> sharpe(double n) const {
    const double mean = sum / n;
    const double variance = (squares - n * mean * mean) / (n - 1.0);
    if (!(variance > 1e-24)) return std::nullopt;
    return mean / std::sqrt(variance);
  }
};

Path draw(std::span<const double> returns, double block, Rng& rng) {
  Path path;
  std::size_t at = rng.below(returns.size());
  for (std::size_t i = 0; i < returns.size(); ++i) {
    path.take(returns[at]);
    const std::size_t following = at + 1 == returns.size() ? 0 : at + 1;
    at = rng.uniform() * block < 1.0 ? rng.below(returns.size()) : following;
  }
  return path;
}

Interval interval(std::vector<double>& values, double confidence) {
  std::ranges::sort(values);
  const double tail = 0.5 * (1.0 - confidence);
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
  };
  return {at(tail), at(1.0 - tail)};
}

}  // namespace

double block_length(std::span<const double> returns) {
  const double n = static_cast<double>(returns.size());
  if (returns.size() < kReturnsMin) return 1.0;
  const double longest = std::ceil(std::min(3.0 * std::sqrt(n), n / 3.0));
  const auto run = static_cast<std::size_t>(std::max(5.0, std::ceil(std::sqrt(std::log10(n)))));
  const auto searched = static_cast<std::size_t>(std::ceil(std::sqrt(n))) + run;
  const std::vector<double> covariances =
      autocovariances(returns, std::min(2 * searched, returns.size() - 1));
  if (!(covariances[0] > 0.0)) return 1.0;
  const std::vector<double> first(
      covariances.begin(), covariances.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min(searched + 1, covariances.size())));
  const std::size_t lags = significant_lags(first, run, n);
  if (lags == 0) return 1.0;
  const std::size_t bandwidth = std::min(2 * lags, covariances.size() - 1);
  double spectrum = covariances[0], slope = 0.0;
  for (std::size_t lag = 1; lag <= bandwidth; ++lag) {
    const double share = static_cast<double>(lag) / static_cast<double>(bandwidth);
    const double weight = share <= 0.5 ? 1.0 : 2.0 * (1.0 - share);
    spectrum += 2.0 * weight * covariances[lag];
    slope += 2.0 * weight * static_cast<double>(lag) * covariances[lag];
  }
  if (!(spectrum > 0.0)) return 1.0;
  const double ratio = slope / spectrum;
  return std::clamp(std::cbrt(ratio * ratio) * std::cbrt(n), 1.0, longest);
}

std::optional<BootstrapReport> bootstrap(std::span<const double> returns,
                                         const BootstrapOptions& options) {
  AOTS_EXPECTS(options.resamples >= 1);
  AOTS_EXPECTS(options.confidence > 0.0 && options.confidence < 1.0);
  if (returns.size() < kReturnsMin) return std::nullopt;
  BootstrapReport report;
  report.resamples = options.resamples;
  report.block = options.block.value_or(block_length(returns));
  Rng rng(options.seed, "bootstrap");
  std::vector<double> sharpes, totals, drawdowns;
  std::int64_t ruined = 0;
  for (std::int64_t i = 0; i < options.resamples; ++i) {
    const Path path = draw(returns, report.block, rng);
    if (const auto sharpe = path.sharpe(static_cast<double>(returns.size()))) {
      sharpes.push_back(*sharpe * std::sqrt(options.periods_per_year));
    }
    totals.push_back(path.equity - 1.0);
    drawdowns.push_back(path.drawdown);
    if (path.lowest <= options.ruin_fraction) ++ruined;
  }
  if (2 * sharpes.size() >= totals.size()) report.sharpe = interval(sharpes, options.confidence);
  report.total_return = interval(totals, options.confidence);
  report.max_drawdown = interval(drawdowns, options.confidence);
  report.ruin_probability = static_cast<double>(ruined) / static_cast<double>(options.resamples);
  return report;
}

}  // namespace aots::research
