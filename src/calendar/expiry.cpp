#include "calendar/expiry.hpp"

#include "base/contract.hpp"
#include "calendar/detail/nyse_rules.hpp"
#include "calendar/new_york.hpp"

namespace aots::calendar {
namespace {

constexpr unsigned kThursday = 4;
constexpr unsigned kFriday = 5;
constexpr unsigned kSaturday = 6;

// Standard expiries from this date on are labelled with the Friday itself.
Date first_friday_label() { return make_date(2015, 2, 1); }

bool is_third_friday(Date date) {
  return iso_weekday(date) == kFriday && day_of(date) >= 15 && day_of(date) <= 21;
}

bool settles_at_the_open(const OptionClass& option_class) {
  return option_class.settlement == SettlementPrint::kAm;
}

}  // namespace

Date settlement_date(const ExchangeCalendar& calendar, const OptionClass&, Date label) {
  return calendar.session_on_or_before(label);
}

Date last_trading_day(const ExchangeCalendar& calendar, const OptionClass& option_class,
                      Date label) {
  const Date settlement = settlement_date(calendar, option_class, label);
  return settles_at_the_open(option_class) ? calendar.previous_session(settlement) : settlement;
}

Timestamp cutoff(const ExchangeCalendar& calendar, const OptionClass& option_class, Date label) {
  const Date settlement = settlement_date(calendar, option_class, label);
  return settles_at_the_open(option_class) ? calendar.open_time(settlement)
                                           : calendar.close_time(settlement);
}

std::optional<Timestamp> trading_end(const ExchangeCalendar& calendar,
                                     const OptionClass& option_class, Date label, Date session) {
  const Date last = last_trading_day(calendar, option_class, label);
  if (session > last) return std::nullopt;
  const auto day = session == last ? TradingDay::kLastOfContract : TradingDay::kOrdinary;
  const auto after_close = trading_end_minutes(option_class, day) - kCloseMinutes;
  return calendar.close_time(session) + after_close;
}

std::optional<double> years_to_cutoff(const ExchangeCalendar& calendar,
                                      const OptionClass& option_class, Date label, Timestamp now) {
  const std::chrono::duration<double> left = cutoff(calendar, option_class, label) - now;
  if (left.count() <= 0.0) return std::nullopt;
  return left.count() / kSecondsPerYear;
}

int dte(const ExchangeCalendar& calendar, const OptionClass& option_class, Date label,
        Date session) {
  return days_between(session, settlement_date(calendar, option_class, label));
}

bool is_third_friday_expiry(Date label) {
  switch (iso_weekday(label)) {
    case kThursday:
      return is_third_friday(label + Days{1}) && detail::closure(label + Days{1}).has_value();
    case kFriday:
      return is_third_friday(label) && !detail::closure(label);
    case kSaturday:
      return label < first_friday_label() && is_third_friday(label - Days{1});
    default:
      return false;
  }
}

Date monthly_expiry_label(const ExchangeCalendar& calendar, int year, unsigned month) {
  const Date third_friday = detail::nth_weekday(year, month, kFriday, 3);
  if (third_friday < first_friday_label()) return third_friday + Days{1};
  return calendar.session_on_or_before(third_friday);
}

}  // namespace aots::calendar
