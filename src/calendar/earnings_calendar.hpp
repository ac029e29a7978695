// Earnings and FOMC calendars: what is scheduled and what has been announced, as known so far.
//
// Both are fed with domain records as they become known and answer only from what was added, so a
// query never sees a later schedule. Days are calendar days. An earnings event's window ends two
// days after the report date (D1); before-open and after-close follow D13. No source records when a
// date was published. The times here are approximations: an earnings date is taken as public 21
// calendar days ahead, a scheduled FOMC date 365 days ahead, at the open of that day or of the
// session before it; an unscheduled FOMC decision when the bars of its day are known.
#pragma once

#include <map>
#include <optional>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"

namespace aots::calendar {

inline constexpr int kEarningsNoticeDays = 21;
inline constexpr int kEarningsWindowDaysAfter = 2;
inline constexpr int kFomcNoticeDays = 365;
// A company reports once a quarter (recorded dates are 70 days apart and more), so two dates as
// close as this are one report that was moved.
inline constexpr int kRescheduleDays = 30;

Timestamp earnings_known_time(const ExchangeCalendar& calendar, Date report_date);
Timestamp fomc_known_time(const ExchangeCalendar& calendar, Date decision_date, bool scheduled);

// What the answer is used for: a report at an unknown time counts as before the open for exits and
// as after the close for entries, the careful side of each (D13).
enum class AnnouncementUse { kEntry, kExit };

// The open at which a report counts as announced: that day's open for a report before it, the next
// session's for one after the close.
Timestamp announcement_time(const ExchangeCalendar& calendar, const EarningsReport& report,
                            AnnouncementUse use);
bool announced(const ExchangeCalendar& calendar, const EarningsReport& report, Timestamp time,
               AnnouncementUse use);

class EarningsCalendar {
 public:
  // Adds a record. It replaces the symbol's record of the same date, and one within kRescheduleDays
  // that was known no later and still lay ahead when this one became known: the report was moved.
  void add(const EarningsReport& report);

  // The next report on or after `today`, the last one before it.
  std::optional<EarningsReport> next_report(const Symbol& symbol, Date today) const;
  std::optional<EarningsReport> last_report(const Symbol& symbol, Date today) const;

  // Days to the next report not yet past: 0 on the report date; nothing when none is known.
  std::optional<int> days_to_earnings(const Symbol& symbol, Date today) const;

  // The report whose window, from `days_before` days ahead to two days after, holds `today`; the
  // later one should two windows overlap.
  std::optional<EarningsReport> report_in_window(const Symbol& symbol, Date today,
                                                 int days_before) const;

 private:
  std::map<Symbol, std::map<Date, EarningsReport>> reports_;
};

class FomcCalendar {
 public:
  // Adds a decision or replaces the one of the same date.
  void add(const FomcDecision& decision);

  std::optional<FomcDecision> next_decision(Date today) const;  // on or after
  std::optional<FomcDecision> last_decision(Date today) const;  // before
  std::optional<int> days_to_fomc(Date today) const;            // 0 on the day

 private:
  std::map<Date, FomcDecision> decisions_;
};

}  // namespace aots::calendar
