#include "analytics/carry.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace aots::analytics {
namespace {

Bar bar_of(const char* symbol, Date date, double close) {
  Bar bar;
  bar.symbol = Symbol(symbol);
  bar.date = date;
  bar.open = bar.high = bar.low = bar.close = Price::from_double(close);
  return bar;
}

Dividend dividend_of(const char* symbol, Date ex_date, double amount) {
  Dividend dividend;
  dividend.symbol = Symbol(symbol);
  dividend.ex_date = ex_date;
  dividend.amount = amount;
  return dividend;
}

RateObservation rate_of(const char* series, Date date, double rate) {
  RateObservation observation;
  observation.series = series;
  observation.date = date;
  observation.rate = rate;
  return observation;
}

TEST(CarryHistory, KeepsTheLatestRateOfItsSeries) {
  CarryHistory carry;
  EXPECT_FALSE(carry.rate(make_date(2019, 5, 1)).has_value());
  carry.add(rate_of("DTB3", make_date(2019, 4, 30), 0.0240));
  carry.add(rate_of("DTB3", make_date(2019, 4, 29), 0.0100));
  carry.add(rate_of("DFF", make_date(2019, 5, 1), 0.0300));
  EXPECT_DOUBLE_EQ(carry.rate(make_date(2019, 5, 1)).value(), 0.0240);
}

TEST(CarryHistory, ForgetsARateThatIsTooOld) {
  CarryHistory carry;
  carry.add(rate_of("DTB3", make_date(2019, 4, 1), 0.0240));
  EXPECT_TRUE(carry.rate(make_date(2019, 5, 1)).has_value());
  EXPECT_FALSE(carry.rate(make_date(2019, 5, 2)).has_value());
}

TEST(CarryHistory, YieldsWhatWentExInAYearRelativeToTheLatestClose) {
  CarryHistory carry;
  carry.add(bar_of("SPY", make_date(2018, 1, 2), 260.0));
  carry.add(dividend_of("SPY", make_date(2018, 3, 16), 9.0));  // more than a year before
  carry.add(dividend_of("SPY", make_date(2018, 9, 21), 1.3));
  carry.add(dividend_of("SPY", make_date(2019, 3, 15), 1.2));
  carry.add(dividend_of("SPY", make_date(2019, 6, 21), 1.4));  // announced, not yet ex
  carry.add(bar_of("SPY", make_date(2019, 4, 30), 290.0));
  const auto yield = carry.dividend_yield(Symbol("SPY"), make_date(2019, 5, 1));
  EXPECT_NEAR(yield.value(), std::log(1.0 + 2.5 / 290.0), 1e-15);
}

TEST(CarryHistory, HasNoYieldBeforeItsBarsCoverTheYear) {
  CarryHistory carry;
  carry.add(bar_of("SPY", make_date(2018, 5, 2), 260.0));
  carry.add(dividend_of("SPY", make_date(2019, 3, 15), 1.2));
  EXPECT_FALSE(carry.dividend_yield(Symbol("SPY"), make_date(2019, 5, 1)).has_value());
  EXPECT_TRUE(carry.dividend_yield(Symbol("SPY"), make_date(2019, 5, 2)).has_value());
}

TEST(CarryHistory, TellsNoDividendFromNoRecords) {
  CarryHistory carry;
  carry.add(bar_of("AMZN", make_date(2018, 1, 2), 1189.0));
  EXPECT_FALSE(carry.dividend_yield(Symbol("AMZN"), make_date(2019, 5, 1)).has_value());
  carry.add(dividend_of("SPY", make_date(2019, 3, 15), 1.2));
  EXPECT_DOUBLE_EQ(carry.dividend_yield(Symbol("AMZN"), make_date(2019, 5, 1)).value(), 0.0);
}

TEST(CarryHistory, HasNoYieldForAnIndex) {
  CarryHistory carry;
  carry.add(bar_of("SPX", make_date(2018, 1, 2), 2695.0));
  carry.add(dividend_of("SPY", make_date(2019, 3, 15), 1.2));
  EXPECT_FALSE(carry.dividend_yield(Symbol("SPX"), make_date(2019, 5, 1)).has_value());
}

TEST(CarryHistory, RescalesWhatWentExBeforeASplit) {
  CarryHistory carry;
  carry.add(bar_of("AAPL", make_date(2019, 9, 3), 205.0));
  carry.add(dividend_of("AAPL", make_date(2020, 8, 7), 0.80));
  carry.add(dividend_of("AAPL", make_date(2020, 11, 6), 0.205));
  carry.rescale(Symbol("AAPL"), make_date(2020, 8, 31), 4.0);
  carry.add(bar_of("AAPL", make_date(2020, 11, 30), 119.0));
  const auto yield = carry.dividend_yield(Symbol("AAPL"), make_date(2020, 12, 1));
  EXPECT_NEAR(yield.value(), std::log(1.0 + 0.405 / 119.0), 1e-15);
}

// A four-for-one split inside the year of a series as traded, and of one adjusted beforehand.
std::optional<double> yield_across_split(double close_before) {
  CarryHistory carry;
  carry.add(bar_of("AAPL", make_date(2019, 9, 3), close_before));
  carry.add(dividend_of("AAPL", make_date(2020, 8, 7), 0.80));
  carry.add(Split{
      .symbol = Symbol("AAPL"), .ex_date = make_date(2020, 8, 31), .known_time = {}, .ratio = 4.0});
  carry.add(bar_of("AAPL", make_date(2020, 8, 28), close_before));
  carry.add(bar_of("AAPL", make_date(2020, 8, 31), 129.0));
  return carry.dividend_yield(Symbol("AAPL"), make_date(2020, 9, 10));
}

TEST(CarryHistory, RescalesOnItsOwnWhereTheClosesStepByTheRatio) {
  EXPECT_NEAR(yield_across_split(499.0).value(), std::log(1.0 + 0.20 / 129.0), 1e-15);
}

TEST(CarryHistory, LeavesAmountsOfASeriesThatWasAdjustedBeforehand) {
  EXPECT_NEAR(yield_across_split(124.8).value(), std::log(1.0 + 0.80 / 129.0), 1e-15);
}

}  // namespace
}  // namespace aots::analytics
