// SweepVerdict: which trial looks best, and how far a choice among so many can be trusted.
//
// The best is the one with the highest Sharpe ratio, the first of equals. Every trial is judged by
// all tries that the lake has seen up to the last of this sweep (docs/decisions/0030). The
// probability of overfitting is that of research/overfitting.hpp over the returns of all trials;
// after an equity was used up its returns are 0.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "research/overfitting.hpp"
#include "research/sharpe.hpp"
#include "sweep/plan.hpp"
#include "sweep/trial_result.hpp"

namespace aots::sweep {

struct SweepVerdict {
  std::optional<std::size_t> best;              // place of the trial; absent where none has a ratio
  std::optional<research::Search> search;       // absent where the tries were not counted
  std::optional<double> expected_best;          // by luck alone, annualised
  std::vector<std::optional<double>> deflated;  // Sharpe ratio of each trial
  std::optional<research::OverfittingReport> overfitting;
  std::string no_overfitting;  // why it is absent
};

SweepVerdict judge(std::span<const TrialResult> trials,
                   const std::optional<research::Search>& search);

// The verdict in plain sentences, for the terminal and the page.
std::vector<std::string> verdict_words(const Plan& plan, std::span<const TrialResult> trials,
                                       const SweepVerdict& verdict);

// Places of the trials by Sharpe ratio, the best first, those without one last.
std::vector<std::size_t> ranking(std::span<const TrialResult> trials);

// "strategy.iv_rank.sell_threshold 0.7, fill.model mid"
std::string values_text(const Plan& plan, const PlannedTrial& trial);

}  // namespace aots::sweep
