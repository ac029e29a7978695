#include "calendar/expiry.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "calendar/listing.hpp"

namespace aots::calendar {
namespace {

const ExchangeCalendar& calendar() {
  static const ExchangeCalendar kInstance;
  return kInstance;
}

Date settles(const char* root, Date label) {
  return settlement_date(calendar(), option_class(root), label);
}
Date last_trades(const char* root, Date label) {
  return last_trading_day(calendar(), option_class(root), label);
}
std::string cutoff_of(const char* root, Date label) {
  return to_string(cutoff(calendar(), option_class(root), label));
}
std::string trades_until(const char* root, Date label, Date session) {
  const auto end = trading_end(calendar(), option_class(root), label, session);
  return end ? to_string(*end) : "nothing";
}

TEST(Expiry, RunsASaturdayLabelToTheFridayBefore) {
  const Date label = make_date(2015, 1, 17);
  EXPECT_EQ(settles("SPX", label), make_date(2015, 1, 16));
  EXPECT_EQ(last_trades("SPX", label), make_date(2015, 1, 15));
  EXPECT_EQ(last_trades("SPY", label), make_date(2015, 1, 16));
  EXPECT_EQ(dte(calendar(), option_class("SPX"), label, make_date(2015, 1, 9)), 7);
}

TEST(Expiry, LabelsMonthliesWithTheFridayFromFebruary2015) {
  EXPECT_EQ(monthly_expiry_label(calendar(), 2015, 1), make_date(2015, 1, 17));
  EXPECT_EQ(monthly_expiry_label(calendar(), 2015, 2), make_date(2015, 2, 20));
  EXPECT_EQ(settles("SPX", make_date(2015, 2, 20)), make_date(2015, 2, 20));
  EXPECT_EQ(last_trades("SPX", make_date(2015, 2, 20)), make_date(2015, 2, 19));
}

TEST(Expiry, MovesAheadOfGoodFriday) {
  // In 2014 the label stayed the Saturday; in 2019 the Thursday was the label.
  EXPECT_EQ(monthly_expiry_label(calendar(), 2014, 4), make_date(2014, 4, 19));
  EXPECT_EQ(settles("SPX", make_date(2014, 4, 19)), make_date(2014, 4, 17));
  EXPECT_EQ(last_trades("SPX", make_date(2014, 4, 19)), make_date(2014, 4, 16));
  EXPECT_EQ(last_trades("SPY", make_date(2014, 4, 19)), make_date(2014, 4, 17));
  EXPECT_EQ(monthly_expiry_label(calendar(), 2019, 4), make_date(2019, 4, 18));
  EXPECT_EQ(last_trades("SPX", make_date(2019, 4, 18)), make_date(2019, 4, 17));
}

TEST(Expiry, MovesAheadOfJuneteenth) {
  EXPECT_EQ(monthly_expiry_label(calendar(), 2026, 6), make_date(2026, 6, 18));
  EXPECT_EQ(monthly_expiry_label(calendar(), 2027, 6), make_date(2027, 6, 17));
}

TEST(Expiry, TellsStandardExpiriesFromOthers) {
  EXPECT_TRUE(is_third_friday_expiry(make_date(2019, 5, 17)));
  EXPECT_TRUE(is_third_friday_expiry(make_date(2015, 1, 17)));
  EXPECT_TRUE(is_third_friday_expiry(make_date(2014, 4, 19)));
  EXPECT_TRUE(is_third_friday_expiry(make_date(2019, 4, 18)));
  EXPECT_TRUE(is_third_friday_expiry(make_date(2026, 6, 18)));
  EXPECT_FALSE(is_third_friday_expiry(make_date(2019, 5, 24)));
  EXPECT_FALSE(is_third_friday_expiry(make_date(2019, 5, 16)));
  EXPECT_FALSE(is_third_friday_expiry(make_date(2019, 5, 18)));  // Saturday labels had ended
  EXPECT_FALSE(is_third_friday_expiry(make_date(2019, 4, 19)));  // Good Friday itself
}

TEST(Expiry, CutsOffAtTheOpenForAmAndAtTheCloseForPmSettlement) {
  const Date third_friday = make_date(2019, 5, 17);
  EXPECT_EQ(cutoff_of("SPX", third_friday), "2019-05-17T13:30:00Z");
  EXPECT_EQ(cutoff_of("SPXW", third_friday), "2019-05-17T20:00:00Z");
  EXPECT_EQ(cutoff_of("SPY", make_date(2018, 1, 19)), "2018-01-19T21:00:00Z");
}

TEST(Expiry, CutsOffAtOneOnAHalfDay) {
  EXPECT_EQ(cutoff_of("SPXW", make_date(2019, 11, 29)), "2019-11-29T18:00:00Z");
  EXPECT_EQ(trades_until("SPXW", make_date(2019, 11, 29), make_date(2019, 11, 29)),
            "2019-11-29T18:00:00Z");
  EXPECT_EQ(trades_until("SPXW", make_date(2019, 12, 2), make_date(2019, 11, 29)),
            "2019-11-29T18:15:00Z");
}

TEST(Expiry, StopsAnExpiringPmContractAtFourAndOthersAtAQuarterPast) {
  const Date label = make_date(2019, 5, 17);
  EXPECT_EQ(trades_until("SPXW", label, make_date(2019, 5, 16)), "2019-05-16T20:15:00Z");
  EXPECT_EQ(trades_until("SPXW", label, make_date(2019, 5, 17)), "2019-05-17T20:00:00Z");
  EXPECT_EQ(trades_until("SPX", label, make_date(2019, 5, 16)), "2019-05-16T20:15:00Z");
  EXPECT_EQ(trades_until("SPX", label, make_date(2019, 5, 17)), "nothing");
  EXPECT_EQ(trades_until("AAPL", label, make_date(2019, 5, 16)), "2019-05-16T20:00:00Z");
}

TEST(Expiry, SettlesVixAtTheOpenOfItsWednesday) {
  EXPECT_EQ(last_trades("VIX", make_date(2019, 5, 22)), make_date(2019, 5, 21));
  EXPECT_EQ(cutoff_of("VIX", make_date(2019, 5, 22)), "2019-05-22T13:30:00Z");
}

TEST(YearsToCutoff, CountsSecondsOfAYearOf365Days) {
  const auto spxw = option_class("SPXW");
  const Date label = make_date(2019, 5, 17);
  const Timestamp noon = *parse_timestamp("2019-05-16T16:00:00Z");
  EXPECT_DOUBLE_EQ(years_to_cutoff(calendar(), spxw, label, noon).value(), 28.0 / (24 * 365));
  const Timestamp last_second = *parse_timestamp("2019-05-17T19:59:59Z");
  EXPECT_DOUBLE_EQ(years_to_cutoff(calendar(), spxw, label, last_second).value(),
                   1.0 / (365.0 * 86'400.0));
}

TEST(YearsToCutoff, EndsAtOneOnAHalfDay) {
  const auto spxw = option_class("SPXW");
  const Date half_day = make_date(2019, 11, 29);
  const Timestamp noon = *parse_timestamp("2019-11-29T17:00:00Z");
  EXPECT_DOUBLE_EQ(years_to_cutoff(calendar(), spxw, half_day, noon).value(), 1.0 / (24 * 365));
  EXPECT_FALSE(
      years_to_cutoff(calendar(), spxw, half_day, *parse_timestamp("2019-11-29T18:00:00Z")));
}

TEST(YearsToCutoff, CountsTheHourThatSpringTakesAway) {
  // From Friday 16:00 to Monday 16:00 across the change of 2019-03-10 there are 71 hours.
  const Timestamp friday_close = calendar().close_time(make_date(2019, 3, 8));
  const auto years =
      years_to_cutoff(calendar(), option_class("SPXW"), make_date(2019, 3, 11), friday_close);
  EXPECT_DOUBLE_EQ(years.value(), 71.0 / (24 * 365));
}

TEST(YearsToCutoff, IsAbsentOnceTheCutoffHasCome) {
  const auto spx = option_class("SPX");
  const Date label = make_date(2019, 5, 17);
  EXPECT_TRUE(years_to_cutoff(calendar(), spx, label, *parse_timestamp("2019-05-17T13:29:59Z")));
  EXPECT_FALSE(years_to_cutoff(calendar(), spx, label, *parse_timestamp("2019-05-17T13:30:00Z")));
}

TEST(Dte, CountsCalendarDaysToTheSettlementAndTurnsNegativeAfterIt) {
  const auto spy = option_class("SPY");
  const Date label = make_date(2014, 6, 21);
  EXPECT_EQ(dte(calendar(), spy, label, make_date(2014, 6, 13)), 7);
  EXPECT_EQ(dte(calendar(), spy, label, make_date(2014, 6, 20)), 0);
  EXPECT_EQ(dte(calendar(), spy, label, make_date(2014, 6, 23)), -3);
}

constexpr std::array kRoots{"SPX", "SPXW", "XSP", "NDX", "NDXP", "RUT", "RUTW", "MRUT", "DJX",
                            "VIX", "VIXW", "SPY", "QQQ", "IWM",  "DIA", "XLF",  "AAPL", "ZZZZ"};

RC_GTEST_PROP(Expiry, EveryListedLabelSettlesOnASessionThatIsNotPast, ()) {
  const char* root = *rc::gen::elementOf(kRoots);
  const auto spec = option_class(root);
  const Date as_of =
      calendar().session_on_or_after(make_date(1990, 1, 2) + Days{*rc::gen::inRange(0, 15'500)});
  const auto labels = listed_expiries(calendar(), root, as_of, 400);
  RC_ASSERT(std::ranges::is_sorted(labels));
  RC_ASSERT(std::ranges::adjacent_find(labels) == labels.end());
  for (const Date label : labels) {
    const Date settlement = settlement_date(calendar(), spec, label);
    const Date last = last_trading_day(calendar(), spec, label);
    RC_ASSERT(calendar().is_session(settlement));
    RC_ASSERT(calendar().is_session(last));
    RC_ASSERT(as_of <= last && last <= settlement && settlement <= label);
    RC_ASSERT(label <= as_of + Days{400});
    RC_ASSERT(dte(calendar(), spec, label, as_of) >= 0);
    RC_ASSERT(years_to_cutoff(calendar(), spec, label, calendar().open_time(as_of)).has_value());
  }
}

RC_GTEST_PROP(Expiry, AStandardLabelIsAThirdFridayExpiry, ()) {
  const int year = *rc::gen::inRange(1990, 2035);
  const auto month = *rc::gen::inRange(1U, 13U);
  RC_ASSERT(is_third_friday_expiry(monthly_expiry_label(calendar(), year, month)));
}

}  // namespace
}  // namespace aots::calendar
