// Correlation of returns: which symbols move as one (D20).
//
// Correlation is Pearson's, of the log returns of the last 60 sessions that both symbols have.
// Symbols whose correlation is above 0.8 are linked, and everything that hangs together by links is
// one cluster (single linkage). A pair with too little common history has no correlation and is not
// linked.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "domain/types.hpp"

namespace aots::features {

inline constexpr int kCorrelationSessions = 60;
// 61 sessions span about 89 days; returns over a longer gap are not those of 60 sessions.
inline constexpr double kCorrelationDaysPerSessionMax = 1.7;
inline constexpr double kCorrelationThreshold = 0.8;

// A close and its session; a series ascends by session.
using DatedClose = std::pair<Date, double>;

// Of the last `sessions` returns between sessions that both series hold; absent with fewer, or when
// a series does not move.
std::optional<double> return_correlation(std::span<const DatedClose> a,
                                         std::span<const DatedClose> b,
                                         int sessions = kCorrelationSessions);

// Every symbol of `series` in exactly one cluster; clusters and their members ascend by symbol.
std::vector<std::vector<Symbol>> correlation_clusters(
    const std::map<Symbol, std::vector<DatedClose>>& series,
    double threshold = kCorrelationThreshold);

}  // namespace aots::features
