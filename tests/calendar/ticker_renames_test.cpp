#include "calendar/ticker_renames.hpp"

#include <gtest/gtest.h>

#include "calendar/option_class.hpp"

namespace aots::calendar {
namespace {

TEST(TickerRenames, FbIsMetaUpToTheDayBeforeTheRename) {
  EXPECT_EQ(symbol_on(Symbol("FB"), make_date(2012, 5, 18)), Symbol("META"));
  EXPECT_EQ(symbol_on(Symbol("FB"), make_date(2022, 6, 8)), Symbol("META"));
  EXPECT_EQ(symbol_on(Symbol("FB"), make_date(2022, 6, 9)), Symbol("FB"));
  EXPECT_EQ(symbol_on(Symbol("FB"), make_date(2012, 5, 17)), Symbol("FB"));
  EXPECT_EQ(symbol_on(Symbol("META"), make_date(2020, 1, 2)), Symbol("META"));
}

TEST(TickerRenames, GoogWasClassAAndIsClassC) {
  EXPECT_EQ(symbol_on(Symbol("GOOG"), make_date(2014, 4, 2)), Symbol("GOOGL"));
  EXPECT_EQ(symbol_on(Symbol("GOOG"), make_date(2014, 4, 3)), Symbol("GOOG"));
  EXPECT_EQ(symbol_on(Symbol("GOOCV"), make_date(2014, 3, 28)), Symbol("GOOG"));
  EXPECT_EQ(symbol_on(Symbol("GOOGL"), make_date(2014, 4, 2)), Symbol("GOOGL"));
}

TEST(TickerRenames, WithoutADateATickerThatIsStillInUseMeansItself) {
  EXPECT_EQ(present_symbol(Symbol("FB")), Symbol("META"));
  EXPECT_EQ(present_symbol(Symbol("GOOG")), Symbol("GOOG"));
  EXPECT_EQ(present_symbol(Symbol("SPY")), Symbol("SPY"));
}

TEST(TickerRenames, AFileOfAnOldTickerHoldsOneOfTwoShares) {
  EXPECT_TRUE(may_be_kept_under(Symbol("FB"), Symbol("META")));
  EXPECT_TRUE(may_be_kept_under(Symbol("FB"), Symbol("FB")));
  EXPECT_FALSE(may_be_kept_under(Symbol("META"), Symbol("FB")));
  EXPECT_FALSE(may_be_kept_under(Symbol("SPY"), Symbol("QQQ")));
}

TEST(TickerRenames, AnOrdinaryRootIsRenamedAndAnAdjustedOneIsNot) {
  const auto before = make_date(2022, 6, 8);
  EXPECT_EQ(root_on("FB", before), "META");
  EXPECT_EQ(root_on("FB", make_date(2022, 6, 9)), "FB");
  EXPECT_EQ(root_on("FB1", before), "FB1");
  EXPECT_TRUE(option_class("FB1").adjusted);
  EXPECT_TRUE(option_class("AAPL7").adjusted);
  EXPECT_FALSE(option_class("META").adjusted);
}

}  // namespace
}  // namespace aots::calendar
