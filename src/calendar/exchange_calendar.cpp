#include "calendar/exchange_calendar.hpp"

#include "base/contract.hpp"
#include "calendar/detail/nyse_rules.hpp"
#include "calendar/new_york.hpp"

namespace aots::calendar {

using std::chrono::minutes;

namespace {

constexpr Date kFirstDate{std::chrono::year(1990) / 1 / 1};
constexpr Date kLastDate{std::chrono::year(2035) / 12 / 31};

}  // namespace

ExchangeCalendar::ExchangeCalendar() {
  days_.reserve(static_cast<std::size_t>(days_between(first_date(), last_date())) + 1);
  for (Date date = first_date(); date <= last_date(); date += Days{1}) {
    Day day;
    day.sessions_before = static_cast<std::int32_t>(sessions_.size());
    if (!detail::closure(date)) {
      const minutes close = detail::early_close(date).value_or(kCloseMinutes);
      day.close_minutes = static_cast<std::int16_t>(close.count());
      sessions_.push_back(date);
    }
    days_.push_back(day);
  }
}

Date ExchangeCalendar::first_date() { return kFirstDate; }
Date ExchangeCalendar::last_date() { return kLastDate; }

const ExchangeCalendar::Day& ExchangeCalendar::day(Date date) const {
  AOTS_EXPECTS(covers(date));
  return days_[static_cast<std::size_t>(days_between(first_date(), date))];
}

Date ExchangeCalendar::session(std::int32_t number) const {
  AOTS_EXPECTS(number >= 0);
  const auto index = static_cast<std::size_t>(number);
  AOTS_EXPECTS(index < sessions_.size());
  return sessions_[index];
}

minutes ExchangeCalendar::close_minutes(Date session) const {
  AOTS_EXPECTS(is_session(session));
  return minutes{day(session).close_minutes};
}

bool ExchangeCalendar::is_session(Date date) const { return day(date).close_minutes != 0; }

std::optional<std::string> ExchangeCalendar::closure_reason(Date date) const {
  AOTS_EXPECTS(covers(date));
  const auto reason = detail::closure(date);
  if (!reason) return std::nullopt;
  return std::string(*reason);
}

bool ExchangeCalendar::is_half_day(Date date) const {
  return is_session(date) && close_minutes(date) < kCloseMinutes;
}

Date ExchangeCalendar::next_session(Date date) const {
  return session(day(date).sessions_before + (is_session(date) ? 1 : 0));
}

Date ExchangeCalendar::previous_session(Date date) const {
  return session(day(date).sessions_before - 1);
}

Date ExchangeCalendar::session_on_or_after(Date date) const {
  return session(day(date).sessions_before);
}

Date ExchangeCalendar::session_on_or_before(Date date) const {
  return is_session(date) ? date : previous_session(date);
}

Date ExchangeCalendar::advance(Date date, int sessions) const {
  AOTS_EXPECTS(is_session(date));
  return session(day(date).sessions_before + sessions);
}

std::vector<Date> ExchangeCalendar::sessions(Date from, Date to) const {
  const auto begin = sessions_.begin() + day(from).sessions_before;
  return {begin, begin + session_count(from, to)};
}

int ExchangeCalendar::session_count(Date from, Date to) const {
  const Day& first = day(from);
  const Day& last = day(to);
  if (to < from) return 0;
  return last.sessions_before + (last.close_minutes != 0 ? 1 : 0) - first.sessions_before;
}

Timestamp ExchangeCalendar::open_time(Date session) const {
  AOTS_EXPECTS(is_session(session));
  return new_york_time(session, kOpenMinutes);
}

Timestamp ExchangeCalendar::close_time(Date session) const {
  return new_york_time(session, close_minutes(session));
}

Timestamp ExchangeCalendar::bars_known_time(Date session) const {
  return close_time(session) + kLateQuoteMinutes;
}

bool ExchangeCalendar::is_open(Timestamp time) const {
  const Date date = new_york_date(time);
  return is_session(date) && time >= open_time(date) && time < close_time(date);
}

}  // namespace aots::calendar
