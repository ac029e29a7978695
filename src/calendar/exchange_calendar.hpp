// ExchangeCalendar: the sessions of NYSE, Nasdaq and Cboe, their half days and their closures.
//
// Computed from the exchange's holiday rules (NYSE Rule 7.2 and its history) and a table of special
// closures and early closes; checked against recorded sessions by the tests. Covers 1990-01-01 to
// 2035-12-31: dates after the exchange's published schedule follow the rules as they stand, because
// listed index options already expire there. Every date given must be covered (`covers`); that is a
// precondition, so dates from outside are checked where they enter.
// A session is a calendar date in New York. Times are instants in UTC.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace aots::calendar {

// Minutes since New York midnight.
inline constexpr std::chrono::minutes kOpenMinutes{9 * 60 + 30};
inline constexpr std::chrono::minutes kCloseMinutes{16 * 60};
// Options on broad indices and ETFs quote this long after the close of stocks, and by then the
// official closes of stocks and indices are known.
inline constexpr std::chrono::minutes kLateQuoteMinutes{15};

class ExchangeCalendar {
 public:
  ExchangeCalendar();

  static Date first_date();
  static Date last_date();
  bool covers(Date date) const { return date >= first_date() && date <= last_date(); }

  bool is_session(Date date) const;
  // Why there is no session ("weekend", "Good Friday", "Hurricane Sandy", ...); nothing on a
  // session.
  std::optional<std::string> closure_reason(Date date) const;
  // A session that closes early by schedule. Unscheduled halts are not half days.
  bool is_half_day(Date date) const;

  // Strictly after, strictly before; there must be one within the calendar.
  Date next_session(Date date) const;
  Date previous_session(Date date) const;
  Date session_on_or_after(Date date) const;
  Date session_on_or_before(Date date) const;

  // The session that lies `sessions` sessions after (before, if negative) `date`, which must itself
  // be a session; the result must lie within the calendar.
  Date advance(Date date, int sessions) const;

  // Sessions from `from` to `to`, both included; empty when `to` is earlier.
  std::vector<Date> sessions(Date from, Date to) const;
  int session_count(Date from, Date to) const;

  // The regular session of stocks: 09:30 to 16:00, 13:00 on half days (14:00 on those before 1993).
  // `session` must be a session.
  Timestamp open_time(Date session) const;
  Timestamp close_time(Date session) const;
  // 15 minutes after the close: official closes of stocks and indices are known.
  Timestamp bars_known_time(Date session) const;
  // Whether stocks trade: from the open (included) to the close (excluded).
  bool is_open(Timestamp time) const;

 private:
  struct Day {
    std::int32_t sessions_before = 0;  // sessions with an earlier date
    std::int16_t close_minutes = 0;    // since New York midnight; 0 when there is no session
  };

  const Day& day(Date date) const;
  std::chrono::minutes close_minutes(Date session) const;
  // The session of this number, counted from 0; the number must be that of a session.
  Date session(std::int32_t number) const;

  std::vector<Day> days_;       // by date from first_date()
  std::vector<Date> sessions_;  // in order
};

}  // namespace aots::calendar
