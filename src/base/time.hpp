// Dates and instants.
//
// Date is a calendar date without a zone, years 1 to 9999 (chrono's local_days, so that it never
// turns into an instant by accident). Timestamp is an instant in UTC with nanoseconds, years 1677
// to 2262. Only calendar/ knows New York.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aots {

using Date = std::chrono::local_days;
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;
using Days = std::chrono::days;

// A date from its parts; the parts must name a real date.
Date make_date(int year, unsigned month, unsigned day);
// A date from its parts, or nothing where they name none.
std::optional<Date> checked_date(int year, unsigned month, unsigned day);
// ISO 8601, "2019-05-27".
std::optional<Date> parse_date(std::string_view iso);
std::string to_string(Date date);

int year_of(Date date);
unsigned month_of(Date date);
unsigned day_of(Date date);
// Monday = 1 .. Sunday = 7 (ISO 8601).
unsigned iso_weekday(Date date);
// Whole days from `from` to `to`; negative when `to` is earlier.
int days_between(Date from, Date to);

// RFC 3339 in UTC, "2019-05-01T16:00:00Z", with a fraction only where there is one.
std::string to_string(Timestamp time);
// RFC 3339 with zone "Z" or "+hh:mm".
std::optional<Timestamp> parse_timestamp(std::string_view rfc3339);

}  // namespace aots
