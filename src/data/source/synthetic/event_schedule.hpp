// EventSchedule: when simulated companies report, pay and split, and when each became public.
//
// Dates are sessions. Dividends and splits are public kActionNoticeDays calendar days ahead at
// 09:30 New York, as for recorded ones; earnings and FOMC dates as calendar/earnings_calendar.hpp
// says.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/source/synthetic/symbol_profile.hpp"
#include "domain/market.hpp"

namespace aots::data {

inline constexpr int kActionNoticeDays = 14;
Timestamp action_known_time(const calendar::ExchangeCalendar& calendar, Date ex_date);

struct EarningsEvent {
  Date report_date;
  ReportTime time = ReportTime::kAfterClose;
  Date moves_on;           // the session whose return holds the move
  double deviation = 0.0;  // of the log move, as the market expects it
  double move = 0.0;       // as it turns out

  bool operator==(const EarningsEvent&) const = default;
};

// Reports with a date in [from, to], ascending; empty for a profile that reports none.
std::vector<EarningsEvent> earnings_events(const SymbolProfile& profile, std::uint64_t seed,
                                           const calendar::ExchangeCalendar& calendar, Date from,
                                           Date to);

// Ex-dates in [from, to], ascending: the third Friday of the month for ETFs, the second Thursday
// for stocks; empty without a dividend.
std::vector<Date> dividend_dates(const SymbolProfile& profile,
                                 const calendar::ExchangeCalendar& calendar, Date from, Date to);

// Decision days of the eight regular meetings of a year: Wednesdays of late January, mid March,
// early May, mid June, late July, mid September, early November and mid December.
std::vector<Date> fomc_decision_dates(const calendar::ExchangeCalendar& calendar, Date from,
                                      Date to);

}  // namespace aots::data
