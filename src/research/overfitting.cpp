#include "research/overfitting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/contract.hpp"

namespace aots::research {
namespace {

struct Sums {
  double count = 0.0, sum = 0.0, squares = 0.0;

  void add(const Sums& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
  }
  // A trial that never moved neither won nor lost.
  double sharpe() const {
    const double mean = sum / count;
    const double variance = (squares - count * mean * mean) / (count - 1.0);
    return variance > 1e-24 ? mean / std::sqrt(variance) : 0.0;
  }
};

// Sums of every trial in every block of the history.
std::vector<std::vector<Sums>> block_sums(std::span<const std::vector<double>> trials,
                                          std::size_t blocks) {
  std::vector<std::vector<Sums>> result;
  for (const std::vector<double>& returns : trials) {
    std::vector<Sums> sums(blocks);
    for (std::size_t i = 0; i < returns.size(); ++i) {
      sums[i * blocks / returns.size()].add({1.0, returns[i], returns[i] * returns[i]});
    }
    result.push_back(std::move(sums));
  }
  return result;
}

double sharpe_of(const std::vector<Sums>& blocks, std::uint32_t chosen) {
  Sums sums;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if ((chosen >> i & 1U) != 0) sums.add(blocks[i]);
  }
  return sums.sharpe();
}

struct Choice {
  double inside = 0.0, outside = 0.0;  // ratios of the trial that was best inside
  double rank = 0.0;  // of its ratio outside, among all: 0 worst, 1 best, ties in the middle
};

Choice choose(const std::vector<std::vector<Sums>>& trials, std::uint32_t inside,
              std::uint32_t outside) {
  Choice choice;
  std::size_t best = 0;
  std::vector<double> ratios;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const double ratio = sharpe_of(trials[i], inside);
    if (i == 0 || ratio > choice.inside) {
      choice.inside = ratio;
      best = i;
    }
    ratios.push_back(sharpe_of(trials[i], outside));
  }
  choice.outside = ratios[best];
  const auto below = std::ranges::count_if(ratios, [&](double r) { return r < choice.outside; });
  const auto equal = std::ranges::count(ratios, choice.outside) - 1;
  choice.rank = (static_cast<double>(below) + 0.5 * static_cast<double>(equal)) /
                static_cast<double>(ratios.size() - 1);
  return choice;
}

std::optional<double> slope_of(const std::vector<Choice>& choices) {
  double x = 0.0, y = 0.0;
  for (const Choice& choice : choices) {
    x += choice.inside;
    y += choice.outside;
  }
  x /= static_cast<double>(choices.size());
  y /= static_cast<double>(choices.size());
  double xx = 0.0, xy = 0.0;
  for (const Choice& choice : choices) {
    xx += (choice.inside - x) * (choice.inside - x);
    xy += (choice.inside - x) * (choice.outside - y);
  }
  if (!(xx > 1e-18)) return std::nullopt;
  return xy / xx;
}

}  // namespace

std::optional<OverfittingReport> overfitting(std::span<const std::vector<double>> trials,
                                             int blocks) {
  AOTS_EXPECTS(blocks >= 2 && blocks % 2 == 0 && blocks <= 20);
  if (trials.size() < 2) return std::nullopt;
  const std::size_t sessions = trials.front().size();
  for (const std::vector<double>& trial : trials) AOTS_EXPECTS(trial.size() == sessions);
  if (sessions < 2 * static_cast<std::size_t>(blocks)) return std::nullopt;
  const auto sums = block_sums(trials, static_cast<std::size_t>(blocks));
  const std::uint32_t all = (1U << static_cast<unsigned>(blocks)) - 1U;
  std::vector<Choice> choices;
  for (std::uint32_t inside = 0; inside <= all; ++inside) {
    if (std::popcount(inside) == blocks / 2) choices.push_back(choose(sums, inside, all & ~inside));
  }
  OverfittingReport report;
  report.trials = static_cast<std::int64_t>(trials.size());
  report.splits = static_cast<std::int64_t>(choices.size());
  const double count = static_cast<double>(choices.size());
  const auto low = std::ranges::count_if(choices, [](const Choice& c) { return c.rank <= 0.5; });
  const auto lost = std::ranges::count_if(choices, [](const Choice& c) { return c.outside < 0; });
  report.probability = static_cast<double>(low) / count;
  report.loss_probability = static_cast<double>(lost) / count;
  report.slope = slope_of(choices);
  return report;
}

}  // namespace aots::research
