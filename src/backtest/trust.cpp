#include "backtest/trust.hpp"

#include <cmath>
#include <vector>

#include "backtest/run_documents.hpp"
#include "backtest/statistics.hpp"
#include "base/hash.hpp"

namespace aots::backtest {
namespace {

constexpr double kSessionsPerYear = 252.0;

std::vector<double> returns_of(const RunResult& result) {
  return session_returns(result.engine.desks.front().equity,
                         Money::from_double(result.config.initial_equity));
}

}  // namespace

std::string trial_key(const RunConfig& config, std::string_view universe_sha256,
                      std::span<const data::DatasetHash> datasets) {
  // What runs beside the configured book, or tells of it, decides nothing of it.
  RunConfig deciding = config;
  deciding.books = RunConfig{}.books;
  deciding.benchmarks = RunConfig{}.benchmarks;
  deciding.entry_odds = RunConfig{}.entry_odds;
  std::string text = portable_config(deciding) + '\n';
  text += universe_sha256;
  for (const data::DatasetHash& dataset : datasets) {
    text +=
        fmt::format("\n{} {} {} {}", dataset.table, dataset.kind, dataset.symbol, dataset.sha256);
  }
  return sha256_hex(text);
}

std::string trial_key(const RunResult& result) {
  return trial_key(result.config, result.universe_sha256, result.datasets);
}

data::Trial as_trial(std::string key, std::span<const double> returns) {
  data::Trial trial{.key = std::move(key), .sessions = static_cast<std::int64_t>(returns.size())};
  if (const auto moments = research::return_moments(returns)) trial.sharpe = moments->sharpe();
  return trial;
}

data::Trial as_trial(const RunResult& result) {
  return as_trial(trial_key(result), returns_of(result));
}

double expected_best(const research::Search& search, std::int64_t sessions) {
  const double chance = 1.0 / static_cast<double>(sessions);
  return std::sqrt(kSessionsPerYear) *
         research::expected_best_sharpe(search.trials, search.variance.value_or(chance));
}

research::Search search_of(std::span<const data::Trial> trials) {
  research::Search search{.trials = static_cast<std::int64_t>(trials.size())};
  std::vector<double> ratios;
  for (const data::Trial& trial : trials) {
    if (trial.sharpe) ratios.push_back(*trial.sharpe);
  }
  if (ratios.size() < 2) return search;
  double mean = 0.0, squares = 0.0;
  for (const double ratio : ratios) mean += ratio;
  mean /= static_cast<double>(ratios.size());
  for (const double ratio : ratios) squares += (ratio - mean) * (ratio - mean);
  search.variance = squares / static_cast<double>(ratios.size() - 1);
  return search;
}

Trust trust_of(const RunResult& run) {
  Trust trust;
  const std::vector<double> returns = returns_of(run);
  research::BootstrapOptions options;
  options.seed = static_cast<std::uint64_t>(run.config.seed);
  trust.moments = research::return_moments(returns);
  if (!trust.moments) return trust;
  trust.bootstrap = research::bootstrap(returns, options);
  trust.probabilistic_sharpe = research::probabilistic_sharpe(*trust.moments, 0.0);
  trust.sessions_needed = research::track_record_needed(*trust.moments, 0.0);
  if (!run.search) return trust;
  trust.deflated_sharpe = research::deflated_sharpe(*trust.moments, *run.search);
  trust.expected_best = expected_best(*run.search, trust.moments->count);
  return trust;
}

}  // namespace aots::backtest
