// What the calendar says on a session: weekdays, expiries, earnings, meetings, the season.
//
// Weeks run from Monday to Sunday. The turn of the month: R. Ariel, A Monthly Effect in Stock
// Returns, Journal of Financial Economics 18 (1987).
#pragma once

#include <optional>

#include "base/time.hpp"
#include "calendar/expiry.hpp"
#include "features/families/family.hpp"

namespace aots::features {

class CalendarFacts {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "day_of_week",
       .formula = "Monday = 1 .. Friday = 5",
       .unit = "day",
       .inputs = "date",
       .absence = kNever,
       .source = "seed 2.2.3 E"},
      {.name = "is_monday",
       .formula = "1 on a Monday, else 0",
       .unit = "0 or 1",
       .inputs = "date",
       .absence = kNever,
       .source = "seed 2.2.3 E"},
      {.name = "is_friday",
       .formula = "1 on a Friday, else 0",
       .unit = "0 or 1",
       .inputs = "date",
       .absence = kNever,
       .source = "seed 2.2.3 E"},
      {.name = "month_of_year",
       .formula = "January = 1 .. December = 12",
       .unit = "month",
       .inputs = "date",
       .absence = kNever,
       .source = "seed 2.2.3 E"},
      {.name = "quarter",
       .formula = "1 .. 4",
       .unit = "quarter",
       .inputs = "date",
       .absence = kNever,
       .source = "seed 2.2.3 E"},
      {.name = "is_opex_week",
       .formula = "1 in the week of the month's standard expiry, else 0",
       .unit = "0 or 1",
       .inputs = "date",
       .absence = kNever,
       .source = "seed 2.2.3 E"},
      {.name = "days_to_monthly_expiry",
       .formula = "calendar days to the next standard monthly expiry, 0 on its day",
       .unit = "days",
       .inputs = "date",
       .absence = kNever,
       .source = "customary"},
      {.name = "trading_days_left_in_month",
       .formula = "sessions after this one in its month",
       .unit = "sessions",
       .inputs = "date",
       .absence = kNever,
       .source = "Ariel 1987"},
  });

  explicit CalendarFacts(const calendar::ExchangeCalendar& calendar) : calendar_(&calendar) {}

  void step(const SessionInputs& in, RowValues, FamilyOut<8> out) const {
    const Date date = in.day->date;
    const auto weekday = static_cast<double>(iso_weekday(date));
    const auto month = static_cast<double>(month_of(date));
    const unsigned quarter = (month_of(date) + 2) / 3;
    const Date expiry = monthly_expiry(date);
    const Date next = expiry >= date ? expiry : monthly_expiry(first_of_next_month(date));
    out.write(weekday, weekday == 1.0 ? 1.0 : 0.0, weekday == 5.0 ? 1.0 : 0.0, month,
              static_cast<double>(quarter), week_of(date) == week_of(expiry) ? 1.0 : 0.0,
              static_cast<double>(days_between(date, next)),
              static_cast<double>(
                  calendar_->session_count(date, first_of_next_month(date) - Days(1)) - 1));
  }

  // The Monday of its week.
  static Date week_of(Date date) { return date - Days(iso_weekday(date) - 1); }

 private:
  static Date first_of_next_month(Date date) {
    const unsigned month = month_of(date);
    return month == 12 ? make_date(year_of(date) + 1, 1, 1)
                       : make_date(year_of(date), month + 1, 1);
  }
  Date monthly_expiry(Date date) const {
    return calendar_->session_on_or_before(
        calendar::monthly_expiry_label(*calendar_, year_of(date), month_of(date)));
  }

  const calendar::ExchangeCalendar* calendar_;
};

class ScheduledEvents {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "days_to_expiration",
       .formula = "calendar days to the target expiry",
       .unit = "days",
       .inputs = "options.target",
       .absence = kWithoutTarget,
       .source = "seed 2.2.3 E"},
      {.name = "time_to_expiration_years",
       .formula = "seconds to the cut-off of the target expiry / (365 x 86400)",
       .unit = "years",
       .inputs = "options.target",
       .absence = kWithoutTarget,
       .source = "seed 2.2.3 E"},
      {.name = "days_to_earnings",
       .formula = "calendar days to the next report, 0 on its day",
       .unit = "days",
       .inputs = "next_earnings",
       .absence = "where no report is known to come",
       .source = "seed 2.2.3 E"},
      {.name = "days_since_earnings",
       .formula = "calendar days since the last report",
       .unit = "days",
       .inputs = "last_earnings",
       .absence = "where no past report is known",
       .source = "Bernard and Thomas 1989"},
      {.name = "is_earnings_week",
       .formula = "1 in the week of a report, else 0",
       .unit = "0 or 1",
       .inputs = "next_earnings, last_earnings",
       .absence = "where no report is known",
       .source = "seed 2.2.3 E"},
      {.name = "days_to_fomc",
       .formula = "calendar days to the next decision, 0 on its day",
       .unit = "days",
       .inputs = "next_fomc",
       .absence = "where no decision is known to come",
       .source = "customary"},
      {.name = "is_fomc_week",
       .formula = "1 in the week of a decision, else 0",
       .unit = "0 or 1",
       .inputs = "next_fomc, last_fomc",
       .absence = "where no decision is known",
       .source = "seed 2.2.3 E"},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<7> out) const {
    const FeatureDay& day = *in.day;
    const TargetExpiryDay* target =
        day.options && day.options->target ? &*day.options->target : nullptr;
    out.write(target != nullptr ? static_cast<double>(target->dte) : kAbsent,
              target != nullptr ? target->years : kAbsent, days(day.date, day.next_earnings),
              -days(day.date, day.last_earnings),
              in_week(day.date, day.next_earnings, day.last_earnings),
              days(day.date, day.next_fomc), in_week(day.date, day.next_fomc, day.last_fomc));
  }

 private:
  static double days(Date today, std::optional<Date> event) {
    return event ? static_cast<double>(days_between(today, *event)) : kAbsent;
  }
  static double in_week(Date today, std::optional<Date> next, std::optional<Date> last) {
    if (!next && !last) return kAbsent;
    const auto same = [today](std::optional<Date> event) {
      return event && CalendarFacts::week_of(*event) == CalendarFacts::week_of(today);
    };
    return same(next) || same(last) ? 1.0 : 0.0;
  }
};

}  // namespace aots::features
