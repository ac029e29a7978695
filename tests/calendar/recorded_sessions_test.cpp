// The calendar against recorded sessions: every difference is listed, none is tolerated silently.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "calendar/exchange_calendar.hpp"
#include "recorded_data.hpp"

namespace aots::calendar {
namespace {

const ExchangeCalendar& calendar() {
  static const ExchangeCalendar kInstance;
  return kInstance;
}

std::set<Date> sessions_between(Date from, Date to) {
  const auto sessions = calendar().sessions(from, to);
  return {sessions.begin(), sessions.end()};
}

using Texts = std::vector<std::string>;

// Skips the test, saying so, where the recorded file is missing.
#define REQUIRE_RECORDED(path)                                               \
  if (!std::filesystem::exists(path)) {                                      \
    GTEST_SKIP() << "no recorded data at " << (path) << "; set AOTS_SHARED"; \
  }

TEST(RecordedSessions, AreTheDatesOfSpyFrom2010To2026) {
  const auto path = recorded("market/daily/SPY.csv");
  REQUIRE_RECORDED(path);
  const auto dates = leading_dates(read_recorded(path));
  ASSERT_EQ(dates.size(), 4174U);
  EXPECT_EQ(dates, sessions_between(*dates.begin(), *dates.rbegin()));
}

TEST(RecordedSessions, AreTheDatesOfVixSince1990ExceptForItsGapsAndHolidayRows) {
  const auto path = recorded("market/daily/VIX.csv");
  REQUIRE_RECORDED(path);
  const auto dates = leading_dates(read_recorded(path));
  ASSERT_EQ(dates.size(), 9246U);
  const auto sessions = sessions_between(*dates.begin(), *dates.rbegin());
  // Sessions for which the file has no row.
  EXPECT_EQ(missing_from(dates, sessions),
            (Texts{"1991-03-01", "1997-01-31", "1997-11-26", "1999-12-31"}));
  auto extra = missing_from(sessions, dates);
  ASSERT_EQ(extra.size(), 33U);
  // A row on the day of mourning for President Reagan, when no stock was traded.
  EXPECT_EQ(extra.front(), "2004-06-11");
  extra.erase(extra.begin());
  // The others are rows of the overnight session on holidays.
  for (const auto& date : extra) {
    EXPECT_GE(date, "2022-05-30");
    EXPECT_NE(calendar().closure_reason(*parse_date(date)), "weekend") << date;
  }
}

TEST(RecordedSessions, AreTheDatesOfLeansSpyFrom1998To2021) {
  const auto path = recorded("market/lean_raw/daily/spy.zip");
  REQUIRE_RECORDED(path);
  std::set<Date> dates;
  const std::string text = read_first_member(path);
  for (const auto line : lines_of(text)) {
    const std::string iso = std::string(line.substr(0, 4)) + '-' + std::string(line.substr(4, 2)) +
                            '-' + std::string(line.substr(6, 2));
    dates.insert(parse_date(iso).value());
  }
  ASSERT_EQ(dates.size(), 5849U);
  const auto sessions = sessions_between(*dates.begin(), *dates.rbegin());
  EXPECT_EQ(missing_from(dates, sessions), Texts{});
  EXPECT_EQ(missing_from(sessions, dates), Texts{});
}

class LeanMarketHours : public testing::Test {
 protected:
  void SetUp() override {
    const auto path = recorded("market/lean_raw/market-hours-database.json.gz");
    REQUIRE_RECORDED(path);
    const auto database = nlohmann::json::parse(read_recorded(path));
    const auto& entry = database.at("entries").at("Equity-usa-[*]");
    for (const std::string day : entry.at("holidays")) {
      holidays_.insert(parse_us_date(day).value());
    }
    for (const auto& [day, time] : entry.at("earlyCloses").items()) {
      early_closes_[parse_us_date(day).value()] = time.get<std::string>();
    }
  }

  std::set<Date> holidays_;
  std::map<Date, std::string> early_closes_;
};

TEST_F(LeanMarketHours, NamesTheSameHolidays) {
  ASSERT_EQ(holidays_.size(), 293U);
  std::set<Date> closed;
  for (Date date = *holidays_.begin(); date <= *holidays_.rbegin(); date += Days{1}) {
    const auto reason = calendar().closure_reason(date);
    if (reason && *reason != "weekend") closed.insert(date);
  }
  EXPECT_EQ(missing_from(holidays_, closed), Texts{});
  // New Year's Days that fall on a Saturday: a weekend, and no holiday besides.
  EXPECT_EQ(missing_from(closed, holidays_), (Texts{"2011-01-01", "2022-01-01"}));
}

TEST_F(LeanMarketHours, NamesTheSameEarlyCloses) {
  ASSERT_EQ(early_closes_.size(), 65U);
  std::set<Date> theirs;
  for (const auto& [date, time] : early_closes_) {
    EXPECT_EQ(time, "13:00:00");
    theirs.insert(date);
  }
  std::set<Date> ours;
  for (const Date date : sessions_between(make_date(1998, 1, 1), *theirs.rbegin())) {
    if (calendar().is_half_day(date)) ours.insert(date);
  }
  // Their list of the first years is not complete (SPY traded a fifth of its usual volume on
  // 1998-12-24; NYSE announced the early close of 1999-12-31 on 1999-06-04), and one entry is a
  // Sunday.
  EXPECT_EQ(missing_from(theirs, ours), (Texts{"1998-11-27", "1998-12-24", "1999-12-31"}));
  EXPECT_EQ(missing_from(ours, theirs), (Texts{"2017-12-24"}));
  EXPECT_EQ(iso_weekday(make_date(2017, 12, 24)), 7U);
}

}  // namespace
}  // namespace aots::calendar
