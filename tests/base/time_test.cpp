#include "base/time.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace aots {
namespace {

Timestamp from_nanos(std::int64_t nanos) { return Timestamp{std::chrono::nanoseconds{nanos}}; }

constexpr std::int64_t kNanosMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kNanosMax = std::numeric_limits<std::int64_t>::max();

TEST(Date, HasPartsAndAText) {
  const Date date = make_date(2019, 5, 27);
  EXPECT_EQ(year_of(date), 2019);
  EXPECT_EQ(month_of(date), 5U);
  EXPECT_EQ(day_of(date), 27U);
  EXPECT_EQ(to_string(date), "2019-05-27");
}

TEST(Date, KnowsItsWeekday) {
  EXPECT_EQ(iso_weekday(make_date(2019, 5, 27)), 1U);  // Memorial Day is a Monday
  EXPECT_EQ(iso_weekday(make_date(2019, 5, 17)), 5U);  // a third Friday
  EXPECT_EQ(iso_weekday(make_date(2026, 8, 2)), 7U);
}

TEST(Date, CountsDaysInBothDirections) {
  EXPECT_EQ(days_between(make_date(2020, 2, 28), make_date(2020, 3, 1)), 2);
  EXPECT_EQ(days_between(make_date(2020, 3, 1), make_date(2019, 3, 1)), -366);
  EXPECT_EQ(days_between(make_date(2020, 3, 1), make_date(2020, 3, 1)), 0);
}

TEST(CheckedDate, RefusesDaysThatTheCalendarDoesNotHave) {
  EXPECT_EQ(checked_date(2019, 2, 29), std::nullopt);
  EXPECT_EQ(checked_date(1900, 2, 29), std::nullopt);
  EXPECT_EQ(checked_date(2019, 4, 31), std::nullopt);
  EXPECT_EQ(checked_date(2019, 0, 1), std::nullopt);
  EXPECT_EQ(checked_date(2019, 13, 1), std::nullopt);
  EXPECT_EQ(checked_date(2019, 1, 0), std::nullopt);
  EXPECT_EQ(checked_date(0, 1, 1), std::nullopt);
  EXPECT_EQ(checked_date(10000, 1, 1), std::nullopt);
  // Regression: chrono keeps eight bits of month and day, so 257 would be taken for 1.
  EXPECT_EQ(checked_date(2019, 257, 1), std::nullopt);
  EXPECT_EQ(checked_date(2019, 1, 257), std::nullopt);
  EXPECT_EQ(checked_date(2020, 2, 29), make_date(2020, 2, 29));
}

TEST(MakeDateDeathTest, ExpectsARealDate) {
  EXPECT_DEATH(static_cast<void>(make_date(2019, 2, 29)), "precondition violated");
}

TEST(ParseDate, ReadsIsoDatesAlone) {
  EXPECT_EQ(parse_date("2019-05-27"), make_date(2019, 5, 27));
  for (const auto* text : {"", "2019-5-27", "20190527", "2019/05/27", "2019-05-27 ", " 2019-05-27",
                           "2019-05-32", "2019-02-29", "05-27-2019", "2019-0a-27", "+019-05-27"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
}

TEST(Timestamp, PrintsAFractionOnlyWhereThereIsOne) {
  EXPECT_EQ(to_string(from_nanos(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_string(from_nanos(1'556'726'400'000'000'000)), "2019-05-01T16:00:00Z");
  EXPECT_EQ(to_string(from_nanos(500'000'000)), "1970-01-01T00:00:00.5Z");
  EXPECT_EQ(to_string(from_nanos(1)), "1970-01-01T00:00:00.000000001Z");
}

TEST(Timestamp, PrintsInstantsBefore1970) {
  EXPECT_EQ(to_string(from_nanos(-1)), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(to_string(from_nanos(-86'400'000'000'000)), "1969-12-31T00:00:00Z");
}

// Regression: the start of the earliest day lies outside of 64 bits of nanoseconds.
TEST(Timestamp, PrintsAndReadsTheEarliestAndLatestInstant) {
  EXPECT_EQ(to_string(from_nanos(kNanosMin)), "1677-09-21T00:12:43.145224192Z");
  EXPECT_EQ(to_string(from_nanos(kNanosMax)), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(parse_timestamp("1677-09-21T00:12:43.145224192Z"), from_nanos(kNanosMin));
  EXPECT_EQ(parse_timestamp("2262-04-11T23:47:16.854775807Z"), from_nanos(kNanosMax));
}

TEST(ParseTimestamp, RefusesWhatDoesNotFitIntoNanoseconds) {
  EXPECT_EQ(parse_timestamp("1677-09-21T00:12:43.145224191Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("2262-04-11T23:47:16.854775808Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("0001-01-01T00:00:00Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("9999-12-31T23:59:59Z"), std::nullopt);
}

TEST(ParseTimestamp, TakesTheZoneIntoAccount) {
  const auto noon = parse_timestamp("2019-05-01T16:00:00Z");
  ASSERT_TRUE(noon.has_value());
  EXPECT_EQ(parse_timestamp("2019-05-01T12:00:00-04:00"), noon);
  EXPECT_EQ(parse_timestamp("2019-05-01T21:30:00+05:30"), noon);
  EXPECT_EQ(parse_timestamp("2019-05-02T00:00:00+08:00"), noon);
  EXPECT_EQ(parse_timestamp("2019-05-01T16:00:00.000Z"), noon);
}

TEST(ParseTimestamp, ReadsFractionsUpToNanoseconds) {
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.5Z"), from_nanos(500'000'000));
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00.000000001Z"), from_nanos(1));
  EXPECT_EQ(parse_timestamp("1969-12-31T23:59:59.25Z"), from_nanos(-750'000'000));
}

TEST(ParseTimestamp, RefusesEverythingElse) {
  for (const auto* text :
       {"", "2019-05-01", "2019-05-01T16:00:00", "2019-05-01 16:00:00Z", "2019-05-01T16:00Z",
        "2019-05-01T24:00:00Z", "2019-05-01T16:60:00Z", "2019-05-01T16:00:60Z",
        "2019-05-01T16:00:00.Z", "2019-05-01T16:00:00.0000000001Z", "2019-05-01T16:00:00+0400",
        "2019-05-01T16:00:00+24:00", "2019-05-01T16:00:00+04:60", "2019-05-01T16:00:00 Z",
        "2019-05-01T16:00:00Zz", "2019-13-01T16:00:00Z", "2019-05-01T1x:00:00Z",
        "2019-05-01T16-00-00Z"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace aots
