#include "data/source/synthetic/business_time.hpp"

#include "base/contract.hpp"

namespace aots::data {

BusinessTime::BusinessTime(const calendar::ExchangeCalendar& calendar, Date first, Date last)
    : first_(first) {
  AOTS_EXPECTS(first <= last);
  double years = 0.0;
  at_close_.reserve(static_cast<std::size_t>(days_between(first, last)) + 1);
  for (Date day = first; day <= last; day += Days{1}) {
    years += (calendar.is_session(day) ? 1.0 : kClosedDayWeight) / kUnitsPerYear;
    at_close_.push_back(years);
  }
}

double BusinessTime::at_close(Date day) const {
  const int index = days_between(first_, day);
  AOTS_EXPECTS(index >= 0 && static_cast<std::size_t>(index) < at_close_.size());
  return at_close_[static_cast<std::size_t>(index)];
}

double BusinessTime::years_to_open(Date from, Date session) const {
  const double before = at_close(session - Days{1});
  return before - at_close(from) + kOvernightShare * (at_close(session) - before);
}

}  // namespace aots::data
