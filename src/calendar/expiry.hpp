// Expiries: what a label means, when a contract stops trading and when it settles.
//
// A label is the date in the OCC symbol. Before February 2015 monthly labels are Saturdays: the
// label stays, the contract trades and settles before it (D47; OCC rule filing SR-OCC-2013-04).
// PM-settled contracts trade last and settle on the session on or before the label. AM-settled
// contracts settle at the opening print of that session and trade last on the session before it.
// Labels, and the sessions before them, must be covered by the calendar.
// Years are ACT/365 from the second of the decision to the second of the cut-off.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/option_class.hpp"

namespace aots::calendar {

inline constexpr double kSecondsPerYear = 365.0 * 86'400.0;

// The session whose print settles the contract: the session on or before the label.
Date settlement_date(const ExchangeCalendar& calendar, const OptionClass& option_class, Date label);

// The last session on which the contract can be traded.
Date last_trading_day(const ExchangeCalendar& calendar, const OptionClass& option_class,
                      Date label);

// The instant to which a contract's value runs: the open of the settlement date for AM settlement,
// its close (16:00, 13:00 on a half day) for PM.
Timestamp cutoff(const ExchangeCalendar& calendar, const OptionClass& option_class, Date label);

// When trading in the contract stops on a session up to its last trading day: 16:15 in classes with
// late quotes, 16:00 in others and for PM-settled contracts on their last day; 13:15 and 13:00 on
// half days. Nothing on a session after the last trading day.
std::optional<Timestamp> trading_end(const ExchangeCalendar& calendar,
                                     const OptionClass& option_class, Date label, Date session);

// Years from `now` to the cut-off, positive; nothing at the cut-off and after it.
std::optional<double> years_to_cutoff(const ExchangeCalendar& calendar,
                                      const OptionClass& option_class, Date label, Timestamp now);

// Calendar days from `session` to the settlement date; negative once it has passed.
int dte(const ExchangeCalendar& calendar, const OptionClass& option_class, Date label,
        Date session);

// Whether a label is a standard monthly expiry: the third Friday, the Thursday before it where that
// Friday is a holiday, or the Saturday after it for labels before February 2015.
bool is_third_friday_expiry(Date label);

// The standard monthly label of a month.
Date monthly_expiry_label(const ExchangeCalendar& calendar, int year, unsigned month);

}  // namespace aots::calendar
