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

std::string trial_key(const RunResult& result) {
  // Books and benchmarks beside the configured book decide nothing of it.
  RunConfig config = result.config;
  config.books = RunConfig{}.books;
  config.benchmarks = RunConfig{}.benchmarks;
  std::string text = portable_config(config) + '\n' + result.universe_sha256;
  for (const data::DatasetHash& dataset : result.datasets) {
    text +=
        fmt::format("\n{} {} {} {}", dataset.table, dataset.kind, dataset.symbol, dataset.sha256);
  }
  return sha256_hex(text);
}

data::Trial as_trial(const RunResult& result) {
  const std::vector<double> returns = returns_of(result);
  data::Trial trial{.key = trial_key(result),
                    .sessions = static_cast<std::int64_t>(returns.size())};
  if (const auto moments = research::return_moments(returns)) trial.sharpe = moments->sharpe();
  return trial;
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
  const double chance = 1.0 / static_cast<double>(trust.moments->count);
  trust.expected_best =
      std::sqrt(kSessionsPerYear) *
      research::expected_best_sharpe(run.search->trials, run.search->variance.value_or(chance));
  return trust;
}

}  // namespace aots::backtest
