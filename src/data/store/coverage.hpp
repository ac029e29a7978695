// Coverage: how the sessions that a dataset holds lie in the exchange calendar.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"

namespace aots::data {

// A stretch of sessions of the exchange, and how many of them are held.
struct CoverageColumn {
  int sessions = 0;
  int held = 0;
  bool operator==(const CoverageColumn&) const = default;
};

// Cuts the sessions from the first to the last date held (ascending) into at most `columns`
// stretches of nearly equal length. Dates that are no sessions do not count.
std::vector<CoverageColumn> coverage(std::span<const Date> held,
                                     const calendar::ExchangeCalendar& calendar,
                                     std::size_t columns);

}  // namespace aots::data
