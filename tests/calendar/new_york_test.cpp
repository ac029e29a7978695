#include "calendar/new_york.hpp"

#include <chrono>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Timestamp utc(const char* text) { return *parse_timestamp(text); }

std::string open_of(Date date) { return to_string(new_york_time(date, minutes{9 * 60 + 30})); }

TEST(NewYorkTime, OpensAtHalfPastOneUtcInSummerAndHalfPastTwoInWinter) {
  EXPECT_EQ(open_of(make_date(2019, 7, 1)), "2019-07-01T13:30:00Z");
  EXPECT_EQ(open_of(make_date(2019, 1, 2)), "2019-01-02T14:30:00Z");
}

TEST(NewYorkTime, ChangesOnTheSundaysOfTheRuleOfEachEra) {
  // 1986 rule: first Sunday of April to last Sunday of October.
  EXPECT_EQ(open_of(make_date(1990, 3, 30)), "1990-03-30T14:30:00Z");
  EXPECT_EQ(open_of(make_date(1990, 4, 2)), "1990-04-02T13:30:00Z");
  EXPECT_EQ(open_of(make_date(1990, 10, 26)), "1990-10-26T13:30:00Z");
  EXPECT_EQ(open_of(make_date(1990, 10, 29)), "1990-10-29T14:30:00Z");
  EXPECT_EQ(open_of(make_date(2006, 3, 31)), "2006-03-31T14:30:00Z");
  EXPECT_EQ(open_of(make_date(2006, 4, 3)), "2006-04-03T13:30:00Z");
  EXPECT_EQ(open_of(make_date(2006, 10, 30)), "2006-10-30T14:30:00Z");
  // 2007 rule: second Sunday of March to first Sunday of November.
  EXPECT_EQ(open_of(make_date(2007, 3, 9)), "2007-03-09T14:30:00Z");
  EXPECT_EQ(open_of(make_date(2007, 3, 12)), "2007-03-12T13:30:00Z");
  EXPECT_EQ(open_of(make_date(2007, 11, 2)), "2007-11-02T13:30:00Z");
  EXPECT_EQ(open_of(make_date(2007, 11, 5)), "2007-11-05T14:30:00Z");
  EXPECT_EQ(open_of(make_date(2030, 3, 11)), "2030-03-11T13:30:00Z");
  EXPECT_EQ(open_of(make_date(2030, 11, 4)), "2030-11-04T14:30:00Z");
}

TEST(NewYorkTime, ReadsTheWallClockOnBothSidesOfTheSpringChange) {
  EXPECT_EQ(to_new_york_string(utc("2019-03-10T06:59:59Z")), "2019-03-10T01:59:59-05:00");
  EXPECT_EQ(to_new_york_string(utc("2019-03-10T07:00:00Z")), "2019-03-10T03:00:00-04:00");
}

TEST(NewYorkTime, ReadsTheWallClockOnBothSidesOfTheAutumnChange) {
  EXPECT_EQ(to_new_york_string(utc("2019-11-03T05:59:59Z")), "2019-11-03T01:59:59-04:00");
  EXPECT_EQ(to_new_york_string(utc("2019-11-03T06:00:00Z")), "2019-11-03T01:00:00-05:00");
}

TEST(NewYorkTime, TakesASkippedWallTimeAtTheOffsetBeforeTheChange) {
  const Date spring = make_date(2019, 3, 10);
  EXPECT_EQ(to_string(new_york_time(spring, minutes{2 * 60 + 30})), "2019-03-10T07:30:00Z");
  EXPECT_EQ(to_string(new_york_time(spring, minutes{3 * 60})), "2019-03-10T07:00:00Z");
}

TEST(NewYorkTime, TakesARepeatedWallTimeAsTheFirstOne) {
  const Date autumn = make_date(2019, 11, 3);
  EXPECT_EQ(to_string(new_york_time(autumn, minutes{90})), "2019-11-03T05:30:00Z");
  EXPECT_EQ(to_string(new_york_time(autumn, minutes{2 * 60})), "2019-11-03T07:00:00Z");
}

TEST(NewYorkTime, KeepsTheNewYorkDateWhenUtcIsADayAhead) {
  const Timestamp evening = utc("2026-08-07T01:00:00Z");
  EXPECT_EQ(new_york_date(evening), make_date(2026, 8, 6));
  EXPECT_EQ(new_york_minutes(evening), minutes{21 * 60});
}

TEST(NewYorkTime, AcceptsMinutesBeyondMidnight) {
  EXPECT_EQ(to_string(new_york_time(make_date(2018, 12, 31), hours{24})), "2019-01-01T05:00:00Z");
}

RC_GTEST_PROP(NewYorkTime, ReadsBackEveryWallTimeThatOccursOnce, ()) {
  const Date date = make_date(1990, 1, 1) + Days{*rc::gen::inRange(0, 16'801)};
  const minutes clock{*rc::gen::inRange(3 * 60, 24 * 60)};
  const Timestamp time = new_york_time(date, clock);
  RC_ASSERT(new_york_date(time) == date);
  RC_ASSERT(new_york_minutes(time) == clock);
}

RC_GTEST_PROP(NewYorkTime, NeverRunsBackwardWithinADay, ()) {
  const Date date = make_date(1990, 1, 1) + Days{*rc::gen::inRange(0, 16'801)};
  const minutes clock{*rc::gen::inRange(3 * 60, 24 * 60 - 1)};
  RC_ASSERT(new_york_time(date, clock + minutes{1}) - new_york_time(date, clock) == minutes{1});
}

}  // namespace
}  // namespace aots::calendar
