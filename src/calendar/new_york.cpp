#include "calendar/new_york.hpp"

#include <fmt/format.h>

#include "calendar/detail/nyse_rules.hpp"

namespace aots::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes kStandard = hours{-5};
constexpr minutes kDaylight = hours{-4};
constexpr unsigned kSunday = 7;

struct DaylightTime {
  Date begins, ends;  // both at 02:00 of the wall clock that stands before the change
};

DaylightTime daylight_time(int year) {
  if (year >= 2007) {
    return {detail::nth_weekday(year, 3, kSunday, 2), detail::nth_weekday(year, 11, kSunday, 1)};
  }
  return {detail::nth_weekday(year, 4, kSunday, 1), detail::last_weekday(year, 10, kSunday)};
}

using WallTime = std::chrono::local_time<std::chrono::nanoseconds>;

WallTime wall_time(Timestamp time) {
  return WallTime{time.time_since_epoch() + new_york_offset(time)};
}

}  // namespace

Timestamp new_york_time(Date date, minutes since_midnight) {
  const WallTime wall = date + since_midnight;
  const auto dst = daylight_time(year_of(std::chrono::floor<Days>(wall)));
  // A wall time in the skipped hour is taken at the offset before the change, hence three o'clock.
  const bool daylight = wall >= dst.begins + hours{3} && wall < dst.ends + hours{2};
  return Timestamp{wall.time_since_epoch() - (daylight ? kDaylight : kStandard)};
}

minutes new_york_offset(Timestamp time) {
  const WallTime standard{time.time_since_epoch() + kStandard};
  const auto dst = daylight_time(year_of(std::chrono::floor<Days>(standard)));
  // On a standard clock daylight time ends at one o'clock.
  const bool daylight = standard >= dst.begins + hours{2} && standard < dst.ends + hours{1};
  return daylight ? kDaylight : kStandard;
}

Date new_york_date(Timestamp time) { return std::chrono::floor<Days>(wall_time(time)); }

minutes new_york_minutes(Timestamp time) {
  const WallTime wall = wall_time(time);
  return std::chrono::floor<minutes>(wall - std::chrono::floor<Days>(wall));
}

std::string to_new_york_string(Timestamp time) {
  const WallTime wall = wall_time(time);
  const Date date = std::chrono::floor<Days>(wall);
  const std::chrono::hh_mm_ss clock{std::chrono::floor<seconds>(wall - date)};
  return fmt::format("{}T{:02}:{:02}:{:02}-{:02}:00", to_string(date), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(),
                     -new_york_offset(time).count() / 60);
}

}  // namespace aots::calendar
