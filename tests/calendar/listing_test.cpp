#include "calendar/listing.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace aots::calendar {
namespace {

const ExchangeCalendar& calendar() {
  static const ExchangeCalendar kInstance;
  return kInstance;
}

std::string listed(const char* root, Date as_of, int max_days) {
  std::vector<std::string> labels;
  for (const Date label : listed_expiries(calendar(), root, as_of, max_days)) {
    labels.push_back(to_string(label));
  }
  return join(labels, " ");
}

TEST(Listing, HasOnlyMonthliesInTheNineties) {
  EXPECT_EQ(listed("AAPL", make_date(1998, 6, 1), 60), "1998-06-20 1998-07-18");
  EXPECT_EQ(listed("SPX", make_date(1998, 6, 1), 60), "1998-06-20 1998-07-18");
  EXPECT_EQ(listed("SPXW", make_date(1998, 6, 1), 60), "");
}

TEST(Listing, HasSaturdayMonthliesAndFridayWeekliesIn2014) {
  EXPECT_EQ(listed("AAPL", make_date(2014, 6, 2), 47),
            "2014-06-06 2014-06-13 2014-06-21 2014-06-27 2014-07-03 2014-07-11 2014-07-19");
}

TEST(Listing, MovesAMondayExpiryForwardAndOthersBackOnHolidays) {
  // Memorial Day 2019-05-27 and Independence Day 2018-07-04.
  EXPECT_EQ(listed("SPY", make_date(2019, 5, 24), 7),
            "2019-05-24 2019-05-28 2019-05-29 2019-05-31");
  EXPECT_EQ(listed("SPY", make_date(2018, 7, 2), 4), "2018-07-02 2018-07-03 2018-07-06");
}

TEST(Listing, DropsAmSettledContractsOnTheMorningTheySettle) {
  EXPECT_EQ(listed("SPX", make_date(2019, 5, 16), 10), "2019-05-17");
  EXPECT_EQ(listed("SPX", make_date(2019, 5, 17), 10), "");
  EXPECT_EQ(listed("SPXW", make_date(2019, 5, 17), 3), "2019-05-17 2019-05-20");
}

TEST(Listing, AddsTuesdaysAndThursdaysOfSpxInSpring2022) {
  EXPECT_EQ(listed("SPXW", make_date(2022, 4, 11), 4), "2022-04-11 2022-04-13 2022-04-14");
  EXPECT_EQ(listed("SPXW", make_date(2022, 4, 25), 4),
            "2022-04-25 2022-04-26 2022-04-27 2022-04-29");
  EXPECT_EQ(listed("SPXW", make_date(2022, 5, 16), 4),
            "2022-05-16 2022-05-17 2022-05-18 2022-05-19 2022-05-20");
}

TEST(Listing, AddsTuesdaysAndThursdaysOfSpyInNovember2022) {
  EXPECT_EQ(listed("SPY", make_date(2022, 11, 7), 4), "2022-11-07 2022-11-09 2022-11-11");
  EXPECT_EQ(listed("SPY", make_date(2022, 11, 28), 4),
            "2022-11-28 2022-11-29 2022-11-30 2022-12-01 2022-12-02");
}

TEST(Listing, EndsQuartersAndMonthsOfSpx) {
  EXPECT_EQ(listed("SPXW", make_date(2019, 6, 3), 400).find("2019-12-31") != std::string::npos,
            true);
  const auto labels = listed_expiries(calendar(), "SPXW", make_date(2019, 5, 29), 40);
  EXPECT_TRUE(std::ranges::count(labels, make_date(2019, 5, 31)) == 1);
  EXPECT_TRUE(std::ranges::count(labels, make_date(2019, 6, 28)) == 1);
}

TEST(Listing, KeepsJanuariesMoreThanTwoYearsOut) {
  const auto labels = listed_expiries(calendar(), "AAPL", make_date(2018, 10, 1), 900);
  EXPECT_EQ(std::ranges::count(labels, make_date(2021, 1, 15)), 1);
  EXPECT_EQ(std::ranges::count(labels, make_date(2020, 1, 17)), 1);
}

TEST(Listing, PlacesVixThirtyDaysBeforeTheNextStandardExpiry) {
  EXPECT_EQ(vix_expiry_label(calendar(), 2019, 5), make_date(2019, 5, 22));
  EXPECT_EQ(vix_expiry_label(calendar(), 2014, 3), make_date(2014, 3, 18));  // Good Friday 04-18
  EXPECT_EQ(vix_expiry_label(calendar(), 2019, 3), make_date(2019, 3, 19));  // Good Friday 04-19
  EXPECT_EQ(vix_expiry_label(calendar(), 2024, 6), make_date(2024, 6, 18));  // Juneteenth
  EXPECT_EQ(listed("VIX", make_date(2019, 5, 1), 60), "2019-05-22 2019-06-19");
  EXPECT_EQ(listed("VIXW", make_date(2019, 5, 1), 28), "2019-05-08 2019-05-15 2019-05-29");
}

TEST(Listing, IsEmptyForAdjustedRoots) { EXPECT_EQ(listed("XLF1", make_date(2019, 5, 1), 60), ""); }

TEST(Listing, LeavesOutLabelsBeyondTheDaysAsked) {
  EXPECT_EQ(listed("SPX", make_date(2019, 5, 1), 15), "");
  EXPECT_EQ(listed("SPX", make_date(2019, 5, 1), 16), "2019-05-17");
}

}  // namespace
}  // namespace aots::calendar
