// The holiday and early-close rules of the New York Stock Exchange since 1990, as pure functions.
//
// Sources: NYSE Rule 7.2 (holidays and their observance), the exchange's yearly "Holidays and
// Trading Hours" notices, and its record of special closings. Cboe and Nasdaq keep the same days.
// Closings during a session that was scheduled in full (snow on 1994-02-11 and 1996-01-08, the
// circuit breaker of 1997-10-27, the systems failure of 2005-06-01) are not early closes: nobody
// knew of them before.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace aots::calendar::detail {

// The n-th (from 1) given weekday of a month; weekday Monday = 1 .. Sunday = 7.
Date nth_weekday(int year, unsigned month, unsigned weekday, unsigned n);
Date last_weekday(int year, unsigned month, unsigned weekday);

// The Friday before Easter Sunday of the Gregorian calendar.
Date good_friday(int year);

// Why the exchange is closed all day: "weekend", a holiday's name or a special event; nothing when
// it is open.
std::optional<std::string_view> closure(Date date);

// When an open day closes early, in minutes since New York midnight; nothing for a full day.
std::optional<std::chrono::minutes> early_close(Date date);

}  // namespace aots::calendar::detail
