// BusinessTime: how much of a year's variance falls between two moments.
//
// Prices move on sessions. A session counts one unit, a calendar day without one kClosedDayWeight
// units, and a year is kUnitsPerYear units (252 sessions and 113 other days), so that a vol in
// business years and a vol in ACT/365 years agree over a year and a Friday option does not pay for
// the weekend. The share of a session's variance that falls before its open is kOvernightShare
// (recorded daily bars of 2010-2026: 0.36 in IWM and TSLA to 0.50 in META).
#pragma once

#include <vector>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"

namespace aots::data {

inline constexpr double kClosedDayWeight = 0.1;
inline constexpr double kUnitsPerYear = 252.0 + 113.0 * kClosedDayWeight;
inline constexpr double kOvernightShare = 0.38;

class BusinessTime {
 public:
  // Both dates must be covered by the calendar.
  BusinessTime(const calendar::ExchangeCalendar& calendar, Date first, Date last);

  // Years from the close of one day to the close of another, both within the span. A day without a
  // session has no close of its own; its weight has passed when it ends.
  double years_between_closes(Date from, Date to) const { return at_close(to) - at_close(from); }
  // Years from the close of a day to the open of a later session.
  double years_to_open(Date from, Date session) const;

 private:
  double at_close(Date day) const;

  Date first_;
  std::vector<double> at_close_;  // cumulative years, by day from first_
};

}  // namespace aots::data
