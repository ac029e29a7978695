#include "sweep/verdict.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "backtest/trust.hpp"
#include "base/text.hpp"

namespace aots::sweep {
namespace {

constexpr int kSessionsMin = 2 * research::kOverfittingBlocks;

// 12870 as 12,870.
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string whole_percent(double share) { return fmt::format("{:.0f}%", 100.0 * share); }

void judge_overfitting(std::span<const TrialResult> trials, SweepVerdict& verdict) {
  if (trials.size() < 2) {
    verdict.no_overfitting = "one trial is no choice";
    return;
  }
  const TrialResult& first = trials.front();
  const bool aligned = std::ranges::all_of(trials, [&](const TrialResult& trial) {
    return trial.first == first.first && trial.last == first.last &&
           trial.sessions == first.sessions;
  });
  if (!aligned) {
    verdict.no_overfitting = "the trials cover different sessions";
    return;
  }
  if (first.sessions < kSessionsMin) {
    verdict.no_overfitting =
        fmt::format("it takes {} sessions, the trials have {}", kSessionsMin, first.sessions);
    return;
  }
  std::vector<std::vector<double>> returns;
  for (const TrialResult& trial : trials) {
    returns.push_back(trial.returns);
    returns.back().resize(static_cast<std::size_t>(first.sessions), 0.0);
  }
  verdict.overfitting = research::overfitting(returns);
}

std::string best_words(const Plan& plan, std::span<const TrialResult> trials, std::size_t best) {
  const PlannedTrial& trial = plan.trials[best];
  return fmt::format("Trial {} is the best of these {} by Sharpe ratio: {:.2f} ({}).", trial.number,
                     trials.size(), trials[best].figure("sharpe").value_or(0.0),
                     values_text(plan, trial));
}

std::string luck_words(const SweepVerdict& verdict, std::size_t best) {
  if (!verdict.search || !verdict.expected_best) {
    return "How many configurations were tried on this data is not known: these were not counted.";
  }
  std::string text = fmt::format(
      "With {} configurations tried on this lake, the best is expected to show {:.2f} by luck "
      "alone.",
      grouped(verdict.search->trials), *verdict.expected_best);
  if (const auto& deflated = verdict.deflated[best]) {
    text += fmt::format(" The chance that it is more than luck is {} (deflated Sharpe ratio).",
                        whole_percent(*deflated));
  }
  return text;
}

std::string overfitting_words(const research::OverfittingReport& report) {
  std::string text = fmt::format(
      "Chance that a pick by Sharpe on one half of the sessions is no better than the median trial "
      "on the other: {} (probability of backtest overfitting, {} ways to halve). It loses money "
      "there in {}.",
      whole_percent(report.probability), grouped(report.splits),
      whole_percent(report.loss_probability));
  if (report.probability < 0.5) return text;
  return text + " To choose so among these trials is no better than to draw one by lot.";
}

}  // namespace

std::string values_text(const Plan& plan, const PlannedTrial& trial) {
  std::vector<std::string> parts;
  for (std::size_t k = 0; k < plan.keys.size(); ++k) {
    parts.push_back(plan.keys[k].path + ' ' + trial.values[k]);
  }
  return join(parts, ", ");
}

std::vector<std::size_t> ranking(std::span<const TrialResult> trials) {
  std::vector<std::size_t> places(trials.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::stable_sort(places, std::ranges::greater{}, [&](std::size_t place) {
    return trials[place].figure("sharpe").value_or(-std::numeric_limits<double>::infinity());
  });
  return places;
}

SweepVerdict judge(std::span<const TrialResult> trials,
                   const std::optional<research::Search>& search) {
  SweepVerdict verdict;
  verdict.search = search;
  if (!trials.empty()) {
    const std::size_t first = ranking(trials).front();
    if (trials[first].figure("sharpe")) verdict.best = first;
  }
  for (const TrialResult& trial : trials) {
    const auto moments = research::return_moments(trial.returns);
    verdict.deflated.push_back(moments && search
                                   ? std::optional(research::deflated_sharpe(*moments, *search))
                                   : std::nullopt);
  }
  if (verdict.best && search) {
    verdict.expected_best = backtest::expected_best(
        *search, static_cast<std::int64_t>(trials[*verdict.best].returns.size()));
  }
  judge_overfitting(trials, verdict);
  return verdict;
}

std::vector<std::string> verdict_words(const Plan& plan, std::span<const TrialResult> trials,
                                       const SweepVerdict& verdict) {
  if (!verdict.best) return {"No trial's equity moved: there is nothing to choose from."};
  std::vector<std::string> words = {best_words(plan, trials, *verdict.best),
                                    luck_words(verdict, *verdict.best)};
  words.push_back(verdict.overfitting
                      ? overfitting_words(*verdict.overfitting)
                      : fmt::format("The probability of overfitting is not known: {}.",
                                    verdict.no_overfitting));
  return words;
}

}  // namespace aots::sweep
