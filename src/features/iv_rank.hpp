// IV rank and IV percentile (D3): where today's implied vol stands in its own last year.
#pragma once

#include <optional>
#include <span>

namespace aots::features {

inline constexpr int kIvWindowSessions = 252;
inline constexpr int kIvWindowSessionsMin = 60;
// No 252 sessions in a row ever spanned more days, so a value that is older than this has left the
// window even where sessions are missing.
inline constexpr int kIvWindowDays = 372;

struct IvRank {
  double rank = 0.0;        // (iv - min) / (max - min), in [0, 1]
  double percentile = 0.0;  // share of the window at or below today's value, in [0, 1]
  int sessions = 0;         // values in the window, 60 .. 252
};

// `history` ascending in time, its last value being today's; only the last 252 values count.
// Absent with fewer than 60 values or when all are equal.
std::optional<IvRank> iv_rank(std::span<const double> history);

// Percentile of score, kind 'rank', of the last value within the last 252 (D3), in [0, 1].
// Absent with fewer than 60 values.
std::optional<double> percentile_of_score(std::span<const double> history);

}  // namespace aots::features
