// FilledBars: a series of bars with its missing sessions carried forward, as a view (D5).
//
// Nothing that was filled in is ever stored: whether a session is missing depends on what else is
// known, and a row in the lake could not take that back. A filled bar repeats the prices of the
// last one, has no volume, and says how many sessions old they are. At most three sessions in a
// row are filled; what is missing longer is a halt or a hole, and stays missing. Labels must not be
// made across a filled bar: whoever looks forward asks `is_filled` and gives up there.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"

namespace aots::features {

inline constexpr int kSessionsFilledMax = 3;

struct FilledBar {
  Bar bar;               // its known_time is that of the bar whose prices it has
  int sessions_old = 0;  // 0: the bar itself

  bool is_filled() const { return sessions_old > 0; }
  bool operator==(const FilledBar&) const = default;
};

// One entry for each session from the first bar up to `to`, but for those that cannot be filled.
// Bars ascend by date and are of one symbol (programmer errors); those on other days than sessions
// are left out.
std::vector<FilledBar> filled_bars(std::span<const Bar> bars, Date to,
                                   const calendar::ExchangeCalendar& calendar);

}  // namespace aots::features
