#include "calendar/earnings_calendar.hpp"

#include <cstdlib>
#include <iterator>

#include "calendar/new_york.hpp"

namespace aots::calendar {

namespace {

// The open of the last session that leaves at least so many days of notice.
Timestamp open_with_notice(const ExchangeCalendar& calendar, Date date, int days) {
  return calendar.open_time(calendar.session_on_or_before(date - Days{days}));
}

}  // namespace

Timestamp earnings_known_time(const ExchangeCalendar& calendar, Date report_date) {
  return open_with_notice(calendar, report_date, kEarningsNoticeDays);
}

Timestamp fomc_known_time(const ExchangeCalendar& calendar, Date decision_date, bool scheduled) {
  if (scheduled) return open_with_notice(calendar, decision_date, kFomcNoticeDays);
  return calendar.bars_known_time(calendar.session_on_or_after(decision_date));
}

Timestamp announcement_time(const ExchangeCalendar& calendar, const EarningsReport& report,
                            AnnouncementUse use) {
  bool before_open = false;
  switch (report.time) {
    case ReportTime::kBeforeOpen:
      before_open = true;
      break;
    case ReportTime::kAfterClose:
      break;
    case ReportTime::kUnknown:
      before_open = use == AnnouncementUse::kExit;
      break;
  }
  const Date session = before_open ? calendar.session_on_or_after(report.report_date)
                                   : calendar.next_session(report.report_date);
  return calendar.open_time(session);
}

bool announced(const ExchangeCalendar& calendar, const EarningsReport& report, Timestamp time,
               AnnouncementUse use) {
  return time >= announcement_time(calendar, report, use);
}

void EarningsCalendar::add(const EarningsReport& report) {
  auto& dates = reports_[report.symbol];
  std::erase_if(dates, [&](const auto& entry) {
    const EarningsReport& earlier = entry.second;
    const bool same_event =
        std::abs(days_between(earlier.report_date, report.report_date)) <= kRescheduleDays;
    const bool still_ahead = earlier.report_date >= new_york_date(report.known_time);
    return same_event && still_ahead && earlier.known_time <= report.known_time;
  });
  dates.insert_or_assign(report.report_date, report);
}

std::optional<EarningsReport> EarningsCalendar::next_report(const Symbol& symbol,
                                                            Date today) const {
  const auto dates = reports_.find(symbol);
  if (dates == reports_.end()) return std::nullopt;
  const auto next = dates->second.lower_bound(today);
  if (next == dates->second.end()) return std::nullopt;
  return next->second;
}

std::optional<EarningsReport> EarningsCalendar::last_report(const Symbol& symbol,
                                                            Date today) const {
  const auto dates = reports_.find(symbol);
  if (dates == reports_.end()) return std::nullopt;
  const auto next = dates->second.lower_bound(today);
  if (next == dates->second.begin()) return std::nullopt;
  return std::prev(next)->second;
}

std::optional<int> EarningsCalendar::days_to_earnings(const Symbol& symbol, Date today) const {
  const auto next = next_report(symbol, today);
  if (!next) return std::nullopt;
  return days_between(today, next->report_date);
}

std::optional<EarningsReport> EarningsCalendar::report_in_window(const Symbol& symbol, Date today,
                                                                 int days_before) const {
  auto next = next_report(symbol, today);
  if (next && days_between(today, next->report_date) <= days_before) return next;
  auto last = last_report(symbol, today);
  if (last && days_between(last->report_date, today) <= kEarningsWindowDaysAfter) return last;
  return std::nullopt;
}

void FomcCalendar::add(const FomcDecision& decision) {
  decisions_.insert_or_assign(decision.date, decision);
}

std::optional<FomcDecision> FomcCalendar::next_decision(Date today) const {
  const auto next = decisions_.lower_bound(today);
  if (next == decisions_.end()) return std::nullopt;
  return next->second;
}

std::optional<FomcDecision> FomcCalendar::last_decision(Date today) const {
  const auto next = decisions_.lower_bound(today);
  if (next == decisions_.begin()) return std::nullopt;
  return std::prev(next)->second;
}

std::optional<int> FomcCalendar::days_to_fomc(Date today) const {
  const auto next = next_decision(today);
  if (!next) return std::nullopt;
  return days_between(today, next->date);
}

}  // namespace aots::calendar
