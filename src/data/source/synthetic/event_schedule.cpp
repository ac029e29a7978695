#include "data/source/synthetic/event_schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/rng.hpp"
#include "calendar/expiry.hpp"

namespace aots::data {
namespace {

constexpr double kBeforeOpenShare = 0.1;
// Reports fall on a day of the month between these, moved to Tuesday, Wednesday or Thursday.
constexpr unsigned kFirstReportDay = 20;
constexpr unsigned kReportDays = 9;
// How much the expected size of a move varies from report to report, and the mixture of quiet and
// loud reports that gives moves their fat tails; the mixture's mean variance is 1.
constexpr double kDeviationSpread = 0.20;
constexpr double kLoudShare = 0.25;
constexpr double kLoudVariance = 1.9;
constexpr double kQuietVariance = (1.0 - kLoudShare * kLoudVariance) / (1.0 - kLoudShare);

constexpr unsigned kTuesday = 2;
constexpr unsigned kWednesday = 3;
constexpr unsigned kThursday = 4;

unsigned month_of_quarter(int quarter, unsigned month) {
  return static_cast<unsigned>(quarter) * 3 + month;
}

// The date of the n-th given weekday of a month.
Date nth_weekday(int year, unsigned month, unsigned weekday, unsigned n) {
  const Date first = make_date(year, month, 1);
  return first + Days{(weekday + 7 - iso_weekday(first)) % 7 + 7 * (n - 1)};
}

EarningsEvent draw_event(const SymbolProfile& profile, int year, int quarter, Rng& rng,
                         const calendar::ExchangeCalendar& calendar) {
  EarningsEvent event;
  const auto day = kFirstReportDay + static_cast<unsigned>(rng.below(kReportDays));
  Date date = make_date(year, month_of_quarter(quarter, profile.earnings_month), day);
  while (!calendar.is_session(date) || iso_weekday(date) < kTuesday ||
         iso_weekday(date) > kThursday) {
    date += Days{1};
  }
  event.report_date = date;
  const bool early = rng.uniform() < kBeforeOpenShare;
  event.time = early ? ReportTime::kBeforeOpen : ReportTime::kAfterClose;
  event.moves_on = early ? date : calendar.next_session(date);
  event.deviation = profile.earnings_deviation *
                    std::exp(kDeviationSpread * rng.normal() - kDeviationSpread * kDeviationSpread);
  const double variance = rng.uniform() < kLoudShare ? kLoudVariance : kQuietVariance;
  event.move = event.deviation * std::sqrt(variance) * rng.normal();
  return event;
}

}  // namespace

Timestamp action_known_time(const calendar::ExchangeCalendar& calendar, Date ex_date) {
  return calendar.open_time(calendar.session_on_or_before(ex_date - Days{kActionNoticeDays}));
}

std::vector<EarningsEvent> earnings_events(const SymbolProfile& profile, std::uint64_t seed,
                                           const calendar::ExchangeCalendar& calendar, Date from,
                                           Date to) {
  std::vector<EarningsEvent> events;
  if (profile.earnings_deviation <= 0.0) return events;
  for (int year = year_of(from); year <= year_of(to); ++year) {
    for (int quarter = 0; quarter < 4; ++quarter) {
      // A stream per report: a longer history leaves the earlier reports as they are.
      Rng rng(seed, "earnings " + std::string(profile.symbol) + " " + std::to_string(year) + "Q" +
                        std::to_string(quarter));
      const EarningsEvent event = draw_event(profile, year, quarter, rng, calendar);
      if (event.report_date >= from && event.report_date <= to) events.push_back(event);
    }
  }
  return events;
}

std::vector<Date> dividend_dates(const SymbolProfile& profile,
                                 const calendar::ExchangeCalendar& calendar, Date from, Date to) {
  std::vector<Date> dates;
  if (profile.dividend_yield <= 0.0) return dates;
  for (int year = year_of(from); year <= year_of(to); ++year) {
    for (int quarter = 0; quarter < 4; ++quarter) {
      const unsigned month = month_of_quarter(quarter, profile.dividend_month);
      const Date label = profile.kind == UnderlyingKind::kStock
                             ? nth_weekday(year, month, kThursday, 2)
                             : calendar::monthly_expiry_label(calendar, year, month);
      const Date date = calendar.session_on_or_before(label);
      if (date >= from && date <= to) dates.push_back(date);
    }
  }
  return dates;
}

std::vector<Date> fomc_decision_dates(const calendar::ExchangeCalendar& calendar, Date from,
                                      Date to) {
  struct Meeting {
    unsigned month;
    unsigned wednesday;
  };
  constexpr std::array kMeetings{Meeting{1, 4}, Meeting{3, 3}, Meeting{5, 1},  Meeting{6, 2},
                                 Meeting{7, 4}, Meeting{9, 3}, Meeting{11, 1}, Meeting{12, 2}};
  std::vector<Date> dates;
  for (int year = year_of(from); year <= year_of(to); ++year) {
    for (const Meeting& meeting : kMeetings) {
      const Date date = calendar.session_on_or_before(
          nth_weekday(year, meeting.month, kWednesday, meeting.wednesday));
      if (date >= from && date <= to) dates.push_back(date);
    }
  }
  return dates;
}

}  // namespace aots::data
