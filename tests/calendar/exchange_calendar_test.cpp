#include "calendar/exchange_calendar.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots::calendar {
namespace {

const ExchangeCalendar& calendar() {
  static const ExchangeCalendar kInstance;
  return kInstance;
}

std::string reason(int year, unsigned month, unsigned day) {
  return calendar().closure_reason(make_date(year, month, day)).value_or("open");
}

TEST(ExchangeCalendar, ClosesForTheEventsOfItsTable) {
  EXPECT_EQ(reason(1994, 4, 27), "funeral of President Nixon");
  for (const unsigned day : {11U, 12U, 13U, 14U}) {
    EXPECT_EQ(reason(2001, 9, day), "attacks of September 11");
  }
  EXPECT_EQ(reason(2001, 9, 10), "open");
  EXPECT_EQ(reason(2001, 9, 17), "open");
  EXPECT_EQ(reason(2004, 6, 11), "mourning for President Reagan");
  EXPECT_EQ(reason(2007, 1, 2), "mourning for President Ford");
  EXPECT_EQ(reason(2012, 10, 29), "Hurricane Sandy");
  EXPECT_EQ(reason(2012, 10, 30), "Hurricane Sandy");
  EXPECT_EQ(reason(2018, 12, 5), "mourning for President George H. W. Bush");
  EXPECT_EQ(reason(2025, 1, 9), "mourning for President Carter");
}

TEST(ExchangeCalendar, KeepsTheHolidaysOfTwoThousandNineteen) {
  EXPECT_EQ(reason(2019, 1, 1), "New Year's Day");
  EXPECT_EQ(reason(2019, 1, 21), "Martin Luther King, Jr. Day");
  EXPECT_EQ(reason(2019, 2, 18), "Washington's Birthday");
  EXPECT_EQ(reason(2019, 4, 19), "Good Friday");
  EXPECT_EQ(reason(2019, 5, 27), "Memorial Day");
  EXPECT_EQ(reason(2019, 7, 4), "Independence Day");
  EXPECT_EQ(reason(2019, 9, 2), "Labor Day");
  EXPECT_EQ(reason(2019, 11, 28), "Thanksgiving Day");
  EXPECT_EQ(reason(2019, 12, 25), "Christmas Day");
  EXPECT_EQ(reason(2019, 5, 25), "weekend");
  EXPECT_EQ(calendar().session_count(make_date(2019, 1, 1), make_date(2019, 12, 31)), 252);
}

TEST(ExchangeCalendar, FindsGoodFridayAtBothEndsOfItsRange) {
  EXPECT_EQ(reason(2008, 3, 21), "Good Friday");
  EXPECT_EQ(reason(2011, 4, 22), "Good Friday");
  EXPECT_EQ(reason(1990, 4, 13), "Good Friday");
  EXPECT_EQ(reason(2030, 4, 19), "Good Friday");
}

TEST(ExchangeCalendar, AddsMartinLutherKingDayIn1998AndJuneteenthIn2022) {
  EXPECT_EQ(reason(1997, 1, 20), "open");
  EXPECT_EQ(reason(1998, 1, 19), "Martin Luther King, Jr. Day");
  EXPECT_EQ(reason(2021, 6, 18), "open");
  EXPECT_EQ(reason(2022, 6, 20), "Juneteenth");
  EXPECT_EQ(reason(2027, 6, 18), "Juneteenth");
}

TEST(ExchangeCalendar, MovesAHolidayOffTheWeekend) {
  EXPECT_EQ(reason(2020, 7, 3), "Independence Day");  // the fourth is a Saturday
  EXPECT_EQ(reason(2021, 7, 5), "Independence Day");  // a Sunday
  EXPECT_EQ(reason(2021, 12, 24), "Christmas Day");   // a Saturday
  EXPECT_EQ(reason(2022, 12, 26), "Christmas Day");   // a Sunday
  EXPECT_EQ(reason(2023, 1, 2), "New Year's Day");    // a Sunday
}

TEST(ExchangeCalendar, DoesNotKeepANewYearsDayThatIsASaturday) {
  for (const int year : {1994, 2000, 2005, 2011, 2022, 2028}) {
    EXPECT_EQ(reason(year - 1, 12, 31), "open") << year;
  }
}

TEST(ExchangeCalendar, ClosesEarlyOnTheScheduledHalfDays) {
  const std::vector<Date> half_days{
      make_date(1993, 11, 26), make_date(1995, 7, 3),   make_date(1996, 7, 5),
      make_date(1996, 12, 24), make_date(1997, 12, 26), make_date(1999, 12, 31),
      make_date(2002, 7, 5),   make_date(2003, 12, 26), make_date(2012, 7, 3),
      make_date(2013, 7, 3),   make_date(2019, 7, 3),   make_date(2019, 11, 29),
      make_date(2019, 12, 24), make_date(2024, 7, 3),   make_date(2025, 11, 28)};
  for (const Date date : half_days) {
    EXPECT_TRUE(calendar().is_half_day(date)) << to_string(date);
    EXPECT_EQ(calendar().close_time(date) - calendar().open_time(date), std::chrono::minutes{210})
        << to_string(date);
  }
}

TEST(ExchangeCalendar, TradesInFullOnTheDaysBesideThem) {
  const std::vector<Date> full_days{
      make_date(1991, 11, 29), make_date(1994, 7, 5),   make_date(1996, 7, 3),
      make_date(2002, 7, 3),   make_date(2002, 12, 26), make_date(2008, 12, 26),
      make_date(2010, 12, 31), make_date(2013, 7, 5),   make_date(2014, 12, 26),
      make_date(2019, 7, 5),   make_date(2019, 12, 31), make_date(2022, 12, 23)};
  for (const Date date : full_days) {
    EXPECT_FALSE(calendar().is_half_day(date)) << to_string(date);
  }
}

TEST(ExchangeCalendar, ClosedAtTwoOnTheHalfDaysBefore1993) {
  EXPECT_EQ(to_string(calendar().close_time(make_date(1990, 12, 24))), "1990-12-24T19:00:00Z");
  EXPECT_EQ(to_string(calendar().close_time(make_date(1992, 11, 27))), "1992-11-27T19:00:00Z");
  EXPECT_EQ(to_string(calendar().close_time(make_date(1993, 11, 26))), "1993-11-26T18:00:00Z");
}

TEST(ExchangeCalendar, KnowsTheBarsAQuarterOfAnHourAfterTheClose) {
  EXPECT_EQ(to_string(calendar().bars_known_time(make_date(2019, 5, 1))), "2019-05-01T20:15:00Z");
  EXPECT_EQ(to_string(calendar().bars_known_time(make_date(2019, 11, 29))), "2019-11-29T18:15:00Z");
}

TEST(ExchangeCalendar, IsOpenFromTheOpenUntilJustBeforeTheClose) {
  const auto open_at = [](const char* text) { return calendar().is_open(*parse_timestamp(text)); };
  EXPECT_FALSE(open_at("2019-05-01T13:29:59Z"));
  EXPECT_TRUE(open_at("2019-05-01T13:30:00Z"));
  EXPECT_TRUE(open_at("2019-05-01T19:59:59Z"));
  EXPECT_FALSE(open_at("2019-05-01T20:00:00Z"));
  EXPECT_FALSE(open_at("2019-05-04T15:00:00Z"));  // a Saturday
  EXPECT_TRUE(open_at("2019-11-29T17:59:59Z"));
  EXPECT_FALSE(open_at("2019-11-29T18:00:00Z"));  // a half day
}

TEST(ExchangeCalendar, StepsOverTheLongestClosure) {
  EXPECT_EQ(calendar().next_session(make_date(2001, 9, 10)), make_date(2001, 9, 17));
  EXPECT_EQ(calendar().previous_session(make_date(2001, 9, 17)), make_date(2001, 9, 10));
  EXPECT_EQ(calendar().session_on_or_after(make_date(2001, 9, 12)), make_date(2001, 9, 17));
  EXPECT_EQ(calendar().session_on_or_before(make_date(2001, 9, 12)), make_date(2001, 9, 10));
  EXPECT_EQ(calendar().advance(make_date(2001, 9, 10), 1), make_date(2001, 9, 17));
  EXPECT_EQ(calendar().advance(make_date(2001, 9, 17), -1), make_date(2001, 9, 10));
}

TEST(ExchangeCalendar, ListsSessionsWithBothEndsIncluded) {
  const std::vector<Date> week{make_date(2019, 5, 24), make_date(2019, 5, 28),
                               make_date(2019, 5, 29)};
  EXPECT_EQ(calendar().sessions(make_date(2019, 5, 24), make_date(2019, 5, 29)), week);
  EXPECT_EQ(calendar().session_count(make_date(2019, 5, 25), make_date(2019, 5, 27)), 0);
  EXPECT_TRUE(calendar().sessions(make_date(2019, 5, 29), make_date(2019, 5, 24)).empty());
}

TEST(ExchangeCalendar, CoversFrom1990To2035) {
  EXPECT_TRUE(calendar().covers(make_date(1990, 1, 1)));
  EXPECT_FALSE(calendar().covers(make_date(1989, 12, 31)));
  EXPECT_TRUE(calendar().covers(make_date(2035, 12, 31)));
  EXPECT_FALSE(calendar().covers(make_date(2036, 1, 1)));
  EXPECT_EQ(calendar().next_session(make_date(1990, 1, 1)), make_date(1990, 1, 2));
}

TEST(ExchangeCalendarDeathTest, RefusesADateThatItDoesNotCover) {
  EXPECT_DEATH(static_cast<void>(calendar().is_session(make_date(1989, 12, 31))), "precondition");
  EXPECT_DEATH(static_cast<void>(calendar().next_session(make_date(2035, 12, 31))), "precondition");
  EXPECT_DEATH(static_cast<void>(calendar().close_time(make_date(2019, 5, 27))), "precondition");
}

Date any_date() { return make_date(1991, 1, 1) + Days{*rc::gen::inRange(0, 16'000)}; }

RC_GTEST_PROP(ExchangeCalendar, GoesForwardAndBackToTheSameSession, ()) {
  const Date session = calendar().session_on_or_after(any_date());
  RC_ASSERT(calendar().previous_session(calendar().next_session(session)) == session);
  const int steps = *rc::gen::inRange(-250, 250);
  RC_ASSERT(calendar().advance(calendar().advance(session, steps), -steps) == session);
}

RC_GTEST_PROP(ExchangeCalendar, GivesAReasonForEveryDayWithoutASession, ()) {
  const Date date = any_date();
  RC_ASSERT(calendar().closure_reason(date).has_value() != calendar().is_session(date));
}

RC_GTEST_PROP(ExchangeCalendar, CountsTheSessionsThatItLists, ()) {
  const Date from = any_date();
  const Date to = from + Days{*rc::gen::inRange(-5, 400)};
  const auto sessions = calendar().sessions(from, to);
  RC_ASSERT(static_cast<int>(sessions.size()) == calendar().session_count(from, to));
  for (const Date session : sessions) RC_ASSERT(calendar().is_session(session));
}

}  // namespace
}  // namespace aots::calendar
