#include "features/iv_rank.hpp"

#include <algorithm>
#include <cstddef>

namespace aots::features {

namespace {

std::optional<std::span<const double>> last_window(std::span<const double> history) {
  if (history.size() < static_cast<std::size_t>(kIvWindowSessionsMin)) return std::nullopt;
  return history.last(std::min(history.size(), static_cast<std::size_t>(kIvWindowSessions)));
}

}  // namespace

std::optional<IvRank> iv_rank(std::span<const double> history) {
  const auto window = last_window(history);
  if (!window) return std::nullopt;
  const double today = window->back();
  const auto [low, high] = std::minmax_element(window->begin(), window->end());
  if (*low == *high) return std::nullopt;
  const auto at_or_below =
      std::count_if(window->begin(), window->end(), [today](double iv) { return iv <= today; });
  return IvRank{
      .rank = (today - *low) / (*high - *low),
      .percentile = static_cast<double>(at_or_below) / static_cast<double>(window->size()),
      .sessions = static_cast<int>(window->size())};
}

std::optional<double> percentile_of_score(std::span<const double> history) {
  const auto window = last_window(history);
  if (!window) return std::nullopt;
  const double today = window->back();
  std::size_t below = 0;
  std::size_t at_or_below = 0;
  for (const double value : *window) {
    if (value < today) ++below;
    if (value <= today) ++at_or_below;
  }
  // Today's value always occurs in the window, hence the 1 of kind 'rank'.
  return static_cast<double>(below + at_or_below + 1) / (2.0 * static_cast<double>(window->size()));
}

}  // namespace aots::features
