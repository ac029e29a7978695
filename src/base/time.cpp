#include "base/time.hpp"

#include <cstdint>
#include <iterator>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "base/text.hpp"

namespace aots {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kNanosPerDay = kSecondsPerDay * kNanosPerSecond;
// ISO 8601 texts have four digits for the year.
constexpr int kYearMin = 1;
constexpr int kYearMax = 9999;
constexpr std::size_t kTimestampLengthMax = 30;  // to the nanosecond

std::chrono::year_month_day civil(Date date) { return std::chrono::year_month_day{date}; }

// Exactly `count` decimal digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "hh:mm" at `at`, as seconds; hours and minutes within the day.
std::optional<std::int64_t> hours_and_minutes(std::string_view text, std::size_t at) {
  const auto hour = digits(text, at, 2);
  const auto minute = digits(text, at + 3, 2);
  if (!hour || !minute || text[at + 2] != ':' || *hour > 23 || *minute > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60;
}

// The offset east of UTC in seconds that the zone text "Z" or "+hh:mm" stands for.
std::optional<std::int64_t> zone_offset(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const auto offset = hours_and_minutes(zone, 1);
  if (!offset) return std::nullopt;
  return zone[0] == '+' ? *offset : -*offset;
}

// Takes ".digits" off the front of the text, as nanoseconds; 0 where there is no fraction.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (text.empty() || text[0] != '.') return 0;
  text.remove_prefix(1);
  std::int64_t nanos = 0;
  std::int64_t unit = kNanosPerSecond;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    unit /= 10;
    if (unit == 0) return std::nullopt;  // finer than a nanosecond
    nanos += (text[0] - '0') * unit;
    text.remove_prefix(1);
  }
  if (unit == kNanosPerSecond) return std::nullopt;  // a dot without digits
  return nanos;
}

void append_two(std::string& text, std::int64_t number) {
  append_digits(text, static_cast<std::uint64_t>(number), 2);
}

void append_date(std::string& text, Date date) {
  const auto parts = civil(date);
  const int year = static_cast<int>(parts.year());
  if (year < 0 || year > kYearMax) {
    fmt::format_to(std::back_inserter(text), "{:04}", year);
  } else {
    append_digits(text, static_cast<std::uint64_t>(year), 4);
  }
  append_two(text += '-', static_cast<unsigned>(parts.month()));
  append_two(text += '-', static_cast<unsigned>(parts.day()));
}

}  // namespace

std::optional<Date> checked_date(int year, unsigned month, unsigned day) {
  if (year < kYearMin || year > kYearMax || month > 12 || day > 31) return std::nullopt;
  const std::chrono::year_month_day parts{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}};
  if (!parts.ok()) return std::nullopt;
  return Date{parts};
}

Date make_date(int year, unsigned month, unsigned day) {
  const auto date = checked_date(year, month, day);
  AOTS_EXPECTS(date.has_value());
  return *date;
}

std::optional<Date> parse_date(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto year = digits(iso, 0, 4);
  const auto month = digits(iso, 5, 2);
  const auto day = digits(iso, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  return checked_date(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::string to_string(Date date) {
  std::string text;
  append_date(text, date);
  return text;
}

int year_of(Date date) { return static_cast<int>(civil(date).year()); }
unsigned month_of(Date date) { return static_cast<unsigned>(civil(date).month()); }
unsigned day_of(Date date) { return static_cast<unsigned>(civil(date).day()); }
unsigned iso_weekday(Date date) { return std::chrono::weekday{date}.iso_encoding(); }

int days_between(Date from, Date to) { return static_cast<int>((to - from).count()); }

std::string to_string(Timestamp time) {
  // The start of the earliest representable day is not representable, so nothing is subtracted.
  const std::int64_t nanos = time.time_since_epoch().count();
  std::int64_t day = nanos / kNanosPerDay;
  std::int64_t of_day = nanos % kNanosPerDay;
  if (of_day < 0) {
    of_day += kNanosPerDay;
    --day;
  }
  const std::int64_t second = of_day / kNanosPerSecond;
  const std::int64_t fraction = of_day % kNanosPerSecond;
  std::string text;
  text.reserve(kTimestampLengthMax);
  append_date(text, Date{Days{day}});
  append_two(text += 'T', second / 3600);
  append_two(text += ':', second / 60 % 60);
  append_two(text += ':', second % 60);
  if (fraction != 0) {
    append_digits(text += '.', static_cast<std::uint64_t>(fraction), 9);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text += 'Z';
}

std::optional<Timestamp> parse_timestamp(std::string_view rfc3339) {
  if (rfc3339.size() < 20 || rfc3339[10] != 'T' || rfc3339[16] != ':') return std::nullopt;
  const auto date = parse_date(rfc3339.substr(0, 10));
  const auto minutes = hours_and_minutes(rfc3339, 11);
  const auto second = digits(rfc3339, 17, 2);
  if (!date || !minutes || !second || *second > 59) return std::nullopt;
  auto rest = rfc3339.substr(19);
  const auto fraction = take_fraction(rest);
  const auto offset = zone_offset(rest);
  if (!fraction || !offset) return std::nullopt;
  const std::int64_t seconds =
      date->time_since_epoch().count() * kSecondsPerDay + *minutes + *second - *offset;
  // Years 1677 to 2262 fit into nanoseconds of 64 bits. Before 1970 the whole second may lie just
  // outside although the instant does not, so the second above it is scaled instead.
  const bool from_above = seconds < 0 && *fraction > 0;
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(from_above ? seconds + 1 : seconds, kNanosPerSecond, &nanos) ||
      __builtin_add_overflow(nanos, from_above ? *fraction - kNanosPerSecond : *fraction, &nanos)) {
    return std::nullopt;
  }
  return Timestamp{std::chrono::nanoseconds{nanos}};
}

}  // namespace aots
