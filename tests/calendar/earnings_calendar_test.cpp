#include "calendar/earnings_calendar.hpp"

#include <gtest/gtest.h>

namespace aots::calendar {
namespace {

const ExchangeCalendar& calendar() {
  static const ExchangeCalendar kInstance;
  return kInstance;
}

const Symbol kAapl{"AAPL"};

EarningsReport report_on(Date date, ReportTime time = ReportTime::kAfterClose) {
  return {.symbol = kAapl,
          .report_date = date,
          .time = time,
          .known_time = earnings_known_time(calendar(), date)};
}

EarningsCalendar two_reports() {
  EarningsCalendar earnings;
  earnings.add(report_on(make_date(2019, 4, 30)));
  earnings.add(report_on(make_date(2019, 7, 30)));
  return earnings;
}

TEST(EarningsCalendar, CountsCalendarDaysToTheNextReport) {
  const auto earnings = two_reports();
  EXPECT_EQ(earnings.days_to_earnings(kAapl, make_date(2019, 4, 25)), 5);
  EXPECT_EQ(earnings.days_to_earnings(kAapl, make_date(2019, 4, 30)), 0);
  EXPECT_EQ(earnings.days_to_earnings(kAapl, make_date(2019, 5, 1)), 90);
}

TEST(EarningsCalendar, HasNoAnswerWithoutAKnownReport) {
  const auto earnings = two_reports();
  EXPECT_FALSE(earnings.days_to_earnings(kAapl, make_date(2019, 7, 31)));
  EXPECT_FALSE(earnings.days_to_earnings(Symbol("SPY"), make_date(2019, 4, 25)));
  EXPECT_FALSE(earnings.next_report(Symbol("SPY"), make_date(2019, 4, 25)));
  EXPECT_FALSE(earnings.last_report(kAapl, make_date(2019, 4, 30)));
  EXPECT_EQ(earnings.last_report(kAapl, make_date(2019, 5, 1)), report_on(make_date(2019, 4, 30)));
}

TEST(EarningsCalendar, KeepsTheWindowOpenForTwoDaysAfterTheReport) {
  const auto earnings = two_reports();
  const auto in_window = [&](Date today) {
    const auto report = earnings.report_in_window(kAapl, today, 5);
    return report ? to_string(report->report_date) : "none";
  };
  EXPECT_EQ(in_window(make_date(2019, 4, 24)), "none");
  EXPECT_EQ(in_window(make_date(2019, 4, 25)), "2019-04-30");
  EXPECT_EQ(in_window(make_date(2019, 4, 30)), "2019-04-30");
  EXPECT_EQ(in_window(make_date(2019, 5, 2)), "2019-04-30");
  EXPECT_EQ(in_window(make_date(2019, 5, 3)), "none");
  EXPECT_EQ(in_window(make_date(2019, 7, 25)), "2019-07-30");
}

TEST(EarningsCalendar, ReplacesAReportThatWasMoved) {
  auto earnings = two_reports();
  earnings.add(report_on(make_date(2019, 8, 6)));
  EXPECT_EQ(earnings.days_to_earnings(kAapl, make_date(2019, 7, 30)), 7);
  EXPECT_FALSE(earnings.last_report(kAapl, make_date(2019, 8, 6)).value().report_date ==
               make_date(2019, 7, 30));
}

TEST(EarningsCalendar, KeepsAReportThatHadPassedWhenTheNextDateBecameKnown) {
  auto earnings = two_reports();
  auto extra = report_on(make_date(2019, 5, 20));
  extra.known_time = calendar().open_time(make_date(2019, 5, 6));
  earnings.add(extra);
  EXPECT_EQ(earnings.last_report(kAapl, make_date(2019, 5, 6)).value().report_date,
            make_date(2019, 4, 30));
  EXPECT_EQ(earnings.days_to_earnings(kAapl, make_date(2019, 5, 6)), 14);
}

TEST(EarningsCalendar, TakesTheLaterRecordOfOneDate) {
  auto earnings = two_reports();
  earnings.add(report_on(make_date(2019, 4, 30), ReportTime::kBeforeOpen));
  EXPECT_EQ(earnings.next_report(kAapl, make_date(2019, 4, 29)).value().time,
            ReportTime::kBeforeOpen);
}

TEST(EarningsKnownTime, IsTheOpenThreeWeeksAhead) {
  EXPECT_EQ(to_string(earnings_known_time(calendar(), make_date(2019, 4, 30))),
            "2019-04-09T13:30:00Z");
  // Three weeks before Friday 2019-05-10 is Good Friday: the session before it.
  EXPECT_EQ(to_string(earnings_known_time(calendar(), make_date(2019, 5, 10))),
            "2019-04-18T13:30:00Z");
}

std::string announced_at(ReportTime time, AnnouncementUse use) {
  return to_string(announcement_time(calendar(), report_on(make_date(2019, 5, 24), time), use));
}

TEST(Announcement, CountsFromTheOpenOfTheDayOrOfTheNextSession) {
  // 2019-05-24 is the Friday before Memorial Day.
  for (const auto use : {AnnouncementUse::kEntry, AnnouncementUse::kExit}) {
    EXPECT_EQ(announced_at(ReportTime::kBeforeOpen, use), "2019-05-24T13:30:00Z");
    EXPECT_EQ(announced_at(ReportTime::kAfterClose, use), "2019-05-28T13:30:00Z");
  }
}

TEST(Announcement, TakesAnUnknownTimeOnItsCarefulSide) {
  EXPECT_EQ(announced_at(ReportTime::kUnknown, AnnouncementUse::kExit), "2019-05-24T13:30:00Z");
  EXPECT_EQ(announced_at(ReportTime::kUnknown, AnnouncementUse::kEntry), "2019-05-28T13:30:00Z");
}

TEST(Announcement, HasHappenedAtItsInstantAndNotBefore) {
  const auto report = report_on(make_date(2019, 4, 30));
  const auto at = [&](const char* text) {
    return announced(calendar(), report, *parse_timestamp(text), AnnouncementUse::kExit);
  };
  EXPECT_FALSE(at("2019-04-30T20:30:00Z"));
  EXPECT_FALSE(at("2019-05-01T13:29:59Z"));
  EXPECT_TRUE(at("2019-05-01T13:30:00Z"));
}

TEST(FomcCalendar, FindsTheDecisionsAroundADay) {
  FomcCalendar fomc;
  for (const Date date : {make_date(2019, 5, 1), make_date(2019, 6, 19)}) {
    fomc.add(
        {.date = date, .scheduled = true, .known_time = fomc_known_time(calendar(), date, true)});
  }
  EXPECT_EQ(fomc.days_to_fomc(make_date(2019, 5, 1)), 0);
  EXPECT_EQ(fomc.days_to_fomc(make_date(2019, 5, 2)), 48);
  EXPECT_EQ(fomc.last_decision(make_date(2019, 5, 2)).value().date, make_date(2019, 5, 1));
  EXPECT_EQ(fomc.next_decision(make_date(2019, 5, 2)).value().date, make_date(2019, 6, 19));
  EXPECT_FALSE(fomc.last_decision(make_date(2019, 5, 1)));
  EXPECT_FALSE(fomc.days_to_fomc(make_date(2019, 6, 20)));
}

TEST(FomcKnownTime, IsAYearAheadWhenScheduledAndAfterTheFactWhenNot) {
  EXPECT_EQ(to_string(fomc_known_time(calendar(), make_date(2019, 5, 1), true)),
            "2018-05-01T13:30:00Z");
  EXPECT_EQ(to_string(fomc_known_time(calendar(), make_date(2020, 3, 3), false)),
            "2020-03-03T21:15:00Z");
  // The decision of Sunday 2020-03-15 was in the market with Monday's bars.
  EXPECT_EQ(to_string(fomc_known_time(calendar(), make_date(2020, 3, 15), false)),
            "2020-03-16T20:15:00Z");
}

}  // namespace
}  // namespace aots::calendar
