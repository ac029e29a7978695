// New York wall time: the only place where instants (UTC) and exchange dates meet.
//
// The rules of the United States since 1987 are computed, no time zone database is read: Uniform
// Time Act as amended by Public Law 99-359 (first Sunday of April to last Sunday of October,
// 1987-2006) and Energy Policy Act of 2005, section 110 (second Sunday of March to first Sunday of
// November, from 2007). Clocks change at 02:00 wall time. Years before 1987 are outside what these
// rules describe.
#pragma once

#include <chrono>
#include <string>

#include "base/time.hpp"

namespace aots::calendar {

// The instant at which New York clocks show `date` and `since_midnight`. A wall time that is
// skipped in spring counts with the offset before the change (02:30 is the instant of 03:30), one
// that occurs twice in autumn is the first (daylight) one; no exchange is open then.
Timestamp new_york_time(Date date, std::chrono::minutes since_midnight);

// The New York date at an instant, and the whole minutes of wall time since its midnight.
Date new_york_date(Timestamp time);
std::chrono::minutes new_york_minutes(Timestamp time);

// New York minus UTC at an instant: -5 or -4 hours.
std::chrono::minutes new_york_offset(Timestamp time);

// RFC 3339 with the New York offset, to the second: "2019-05-01T12:00:00-04:00".
std::string to_new_york_string(Timestamp time);

}  // namespace aots::calendar
