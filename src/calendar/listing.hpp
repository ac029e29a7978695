// Listing: which expiries a root has on a session.
//
// The exchanges' listing programmes as rules: monthlies, weeklies, dailies, month ends and quarter
// ends by root, each from the date on which it began. An approximation: the exchanges decide series
// by series and keep no public history of it. The tests hold it against recorded chains of SPX and
// SPXW (2019, 2026) and SPY (2021, 2026): no recorded expiry is missing, and 1-3% more are listed
// than were there. The source file says for each date whether it is recorded, published or assumed.
// Known limit: a closure that nobody foresaw (2001-09-11, 2012-10-29, 2018-12-05) moves the
// expiries of its day from the start, as if it had been known.
#pragma once

#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"

namespace aots::calendar {

// The labels that can be traded on the session `as_of`, in order, up to `max_days` after it. Empty
// for adjusted roots. Both `as_of` and the labels must be covered; later labels are left out.
std::vector<Date> listed_expiries(const ExchangeCalendar& calendar, std::string_view root,
                                  Date as_of, int max_days);

// The VIX label of a month: 30 days before the standard monthly expiry of the next month, or the
// session before that.
Date vix_expiry_label(const ExchangeCalendar& calendar, int year, unsigned month);

}  // namespace aots::calendar
