// Trust: how much the result of a run is worth, given how long it is and how much was tried.
//
// Everything is about the configured book: session returns of its equity, and its closed trades.
// What cannot be said of a run so short, or so still, is absent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "backtest/backtest.hpp"
#include "data/store/trial_log.hpp"
#include "research/bootstrap.hpp"
#include "research/permutation.hpp"
#include "research/sharpe.hpp"

namespace aots::backtest {

// What decides the result of a run: its configuration, its ticker file, its data. Which books stand
// beside the configured one does not change it.
std::string trial_key(const RunConfig& config, std::string_view universe_sha256,
                      std::span<const data::DatasetHash> datasets);
std::string trial_key(const RunResult& result);

// A run as one try, for the log of its lake; `returns` are by session.
data::Trial as_trial(std::string key, std::span<const double> returns);
data::Trial as_trial(const RunResult& result);

// The Sharpe ratio, annualised, that the best of the search is expected to show by luck alone over
// so many sessions.
double expected_best(const research::Search& search, std::int64_t sessions);

// The place of the last of `trials` in the search: how many there were, and how their Sharpe ratios
// scatter (absent with fewer than two ratios).
research::Search search_of(std::span<const data::Trial> trials);

struct Trust {
  std::optional<research::ReturnMoments> moments{};
  std::optional<double> probabilistic_sharpe{};  // that the true ratio is above 0
  std::optional<double> deflated_sharpe{};       // that it is above the best of so many by chance
  std::optional<double> expected_best{};         // that best, annualised
  std::optional<double> sessions_needed{};       // for 95% confidence in any edge at all
  std::optional<research::BootstrapReport> bootstrap{};
};

// `run.search` enters where it is known.
Trust trust_of(const RunResult& run);

}  // namespace aots::backtest
