#include "calendar/detail/nyse_rules.hpp"

#include <algorithm>
#include <array>

namespace aots::calendar::detail {
namespace {

using std::chrono::minutes;

constexpr minutes kOnePm{13 * 60};
constexpr minutes kTwoPm{14 * 60};

constexpr unsigned kMonday = 1;
constexpr unsigned kWednesday = 3;
constexpr unsigned kThursday = 4;
constexpr unsigned kFriday = 5;
constexpr unsigned kSaturday = 6;
constexpr unsigned kSunday = 7;

constexpr int kFirstMartinLutherKing = 1998;  // NYSE kept the day first in 1998
constexpr int kFirstJuneteenth = 2022;        // a federal holiday since June 2021

constexpr Date ymd(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}}};
}

struct SpecialClosure {
  Date date;
  std::string_view reason;
};

// Days on which the exchange closed for one event; from its record of special closings.
constexpr std::array kSpecialClosures{
    SpecialClosure{ymd(1994, 4, 27), "funeral of President Nixon"},
    SpecialClosure{ymd(2001, 9, 11), "attacks of September 11"},
    SpecialClosure{ymd(2001, 9, 12), "attacks of September 11"},
    SpecialClosure{ymd(2001, 9, 13), "attacks of September 11"},
    SpecialClosure{ymd(2001, 9, 14), "attacks of September 11"},
    SpecialClosure{ymd(2004, 6, 11), "mourning for President Reagan"},
    SpecialClosure{ymd(2007, 1, 2), "mourning for President Ford"},
    SpecialClosure{ymd(2012, 10, 29), "Hurricane Sandy"},
    SpecialClosure{ymd(2012, 10, 30), "Hurricane Sandy"},
    SpecialClosure{ymd(2018, 12, 5), "mourning for President George H. W. Bush"},
    SpecialClosure{ymd(2025, 1, 9), "mourning for President Carter"},
};

enum class SaturdayRule { kFridayBefore, kNotObserved };

// The day on which a holiday of a fixed date is kept; the date itself where a Saturday is let go.
Date observed(Date holiday, SaturdayRule saturday) {
  switch (iso_weekday(holiday)) {
    case kSunday:
      return holiday + Days{1};
    case kSaturday:
      return saturday == SaturdayRule::kFridayBefore ? holiday - Days{1} : holiday;
    default:
      return holiday;
  }
}

// The holidays of fixed dates. A New Year's Day on a Saturday is not kept on the Friday before,
// which ends the accounting year.
std::optional<std::string_view> fixed_holiday(Date date, int year) {
  if (date == observed(ymd(year, 1, 1), SaturdayRule::kNotObserved)) return "New Year's Day";
  if (year >= kFirstJuneteenth && date == observed(ymd(year, 6, 19), SaturdayRule::kFridayBefore)) {
    return "Juneteenth";
  }
  if (date == observed(ymd(year, 7, 4), SaturdayRule::kFridayBefore)) return "Independence Day";
  if (date == observed(ymd(year, 12, 25), SaturdayRule::kFridayBefore)) return "Christmas Day";
  return std::nullopt;
}

std::optional<std::string_view> moving_holiday(Date date, int year) {
  switch (month_of(date)) {
    case 1:
      if (year >= kFirstMartinLutherKing && date == nth_weekday(year, 1, kMonday, 3)) {
        return "Martin Luther King, Jr. Day";
      }
      break;
    case 2:
      if (date == nth_weekday(year, 2, kMonday, 3)) return "Washington's Birthday";
      break;
    case 3:
    case 4:
      if (date == good_friday(year)) return "Good Friday";
      break;
    case 5:
      if (date == last_weekday(year, 5, kMonday)) return "Memorial Day";
      break;
    case 9:
      if (date == nth_weekday(year, 9, kMonday, 1)) return "Labor Day";
      break;
    case 11:
      if (date == nth_weekday(year, 11, kThursday, 4)) return "Thanksgiving Day";
      break;
    default:
      break;
  }
  return std::nullopt;
}

// The eve of Independence Day, or the Friday after one that falls on a Thursday: until 2012 the
// exchange closed early on that Friday, since 2013 it does on the Wednesday before.
bool closes_early_in_july(Date date, int year) {
  const unsigned weekday = iso_weekday(date);
  if (day_of(date) == 3) {
    if (weekday == kWednesday) return year >= 2013;
    return year >= 1995 && weekday <= kThursday;
  }
  return day_of(date) == 5 && weekday == kFriday && year >= 1996 && year <= 2012;
}

}  // namespace

Date nth_weekday(int year, unsigned month, unsigned weekday, unsigned n) {
  const Date first = make_date(year, month, 1);
  const unsigned forward = (weekday + 7 - iso_weekday(first)) % 7;
  return first + Days{forward + 7 * (n - 1)};
}

Date last_weekday(int year, unsigned month, unsigned weekday) {
  const Date fourth = nth_weekday(year, month, weekday, 4);
  const Date fifth = fourth + Days{7};
  return month_of(fifth) == month ? fifth : fourth;
}

Date good_friday(int year) {
  // Anonymous Gregorian computus (Meeus, "Astronomical Algorithms", chapter 8).
  const int golden = year % 19;
  const int century = year / 100;
  const int year_in_century = year % 100;
  const int correction = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
  const int weekday =
      (32 + 2 * (century % 4) + 2 * (year_in_century / 4) - epact - year_in_century % 4) % 7;
  const int late = (golden + 11 * epact + 22 * weekday) / 451;
  const int march_days = epact + weekday - 7 * late + 114;
  const Date easter = make_date(year, static_cast<unsigned>(march_days / 31),
                                static_cast<unsigned>(march_days % 31 + 1));
  return easter - Days{2};
}

std::optional<std::string_view> closure(Date date) {
  if (iso_weekday(date) >= kSaturday) return "weekend";
  const int year = year_of(date);
  if (const auto reason = fixed_holiday(date, year)) return reason;
  if (const auto reason = moving_holiday(date, year)) return reason;
  const auto* special = std::ranges::find(kSpecialClosures, date, &SpecialClosure::date);
  if (special != kSpecialClosures.end()) return special->reason;
  return std::nullopt;
}

std::optional<minutes> early_close(Date date) {
  const int year = year_of(date);
  const minutes hour = year < 1993 ? kTwoPm : kOnePm;
  switch (month_of(date)) {
    case 7:
      if (closes_early_in_july(date, year)) return hour;
      break;
    case 11:
      if (year >= 1992 && date == nth_weekday(year, 11, kThursday, 4) + Days{1}) return hour;
      break;
    case 12:
      if (day_of(date) == 24 && iso_weekday(date) <= kThursday) return hour;
      // In two of the years with Christmas on a Thursday the Friday after it was shortened, and the
      // last day of 1999 was, to prepare for the change of the century.
      if (date == ymd(1997, 12, 26) || date == ymd(2003, 12, 26)) return hour;
      if (date == ymd(1999, 12, 31)) return hour;
      break;
    default:
      break;
  }
  return std::nullopt;
}

}  // namespace aots::calendar::detail
