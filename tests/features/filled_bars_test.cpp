#include "features/filled_bars.hpp"

#include <gtest/gtest.h>

#include "tests/analytics/chain_fixture.hpp"

namespace aots::features {
namespace {

Bar bar_on(Date date, double close) {
  Bar bar;
  bar.symbol = Symbol("SPY");
  bar.date = date;
  bar.known_time = test::nyse().bars_known_time(date);
  bar.open = Price::from_double(close - 1.0);
  bar.high = Price::from_double(close + 1.0);
  bar.low = Price::from_double(close - 2.0);
  bar.close = Price::from_double(close);
  bar.volume = 1000;
  return bar;
}

TEST(FilledBars, AreTheBarsWhereNothingIsMissing) {
  const std::vector<Bar> bars = {bar_on(make_date(2019, 4, 17), 290.0),
                                 bar_on(make_date(2019, 4, 18), 291.0),
                                 bar_on(make_date(2019, 4, 22), 292.0)};
  const auto filled = filled_bars(bars, make_date(2019, 4, 22), test::nyse());
  ASSERT_EQ(filled.size(), 3U);  // Good Friday is no session
  for (std::size_t i = 0; i < bars.size(); ++i) {
    EXPECT_EQ(filled[i].bar, bars[i]);
    EXPECT_FALSE(filled[i].is_filled());
  }
}

TEST(FilledBars, CarryPricesForThreeSessionsAndNoFurther) {
  const std::vector<Bar> bars = {bar_on(make_date(2019, 4, 29), 290.0),
                                 bar_on(make_date(2019, 5, 7), 280.0)};
  const auto filled = filled_bars(bars, make_date(2019, 5, 8), test::nyse());
  ASSERT_EQ(filled.size(), 6U);  // April 29, 30, May 1, 2; then May 7 and one carried to May 8
  EXPECT_EQ(filled[3].bar.date, make_date(2019, 5, 2));
  EXPECT_EQ(filled[3].sessions_old, 3);
  EXPECT_EQ(filled[3].bar.close, bars[0].close);
  EXPECT_EQ(filled[3].bar.high, bars[0].close);
  EXPECT_FALSE(filled[3].bar.volume);
  EXPECT_EQ(filled[4].bar.date, make_date(2019, 5, 7));
  EXPECT_FALSE(filled[4].is_filled());
  EXPECT_EQ(filled[5].sessions_old, 1);
}

TEST(FilledBars, KnowNothingBeforeTheFirstBar) {
  const std::vector<Bar> bars = {bar_on(make_date(2019, 4, 29), 290.0)};
  EXPECT_TRUE(filled_bars(bars, make_date(2019, 4, 26), test::nyse()).empty());
  EXPECT_TRUE(filled_bars({}, make_date(2019, 4, 26), test::nyse()).empty());
}

}  // namespace
}  // namespace aots::features
