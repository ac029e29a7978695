// Adjusted views of bars that are held as traded.
#include "data/store/adjusted_bars.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::bar;
using testing::dollars;

const Date kBefore = make_date(2014, 6, 6);
const Date kExDate = make_date(2014, 6, 9);  // Apple, 7 new shares for one
const Split kSplit{.symbol = Symbol("AAPL"), .ex_date = kExDate, .ratio = 7.0};

TEST(SplitAdjusted, DividesPricesBeforeTheExDateAndMultipliesVolumes) {
  const std::vector<Bar> traded = {bar("AAPL", kBefore, 645.57), bar("AAPL", kExDate, 93.7)};
  const auto adjusted = split_adjusted(traded, std::vector{kSplit}, kExDate);
  EXPECT_EQ(adjusted.at(0).close, Price::from_micros(92'224'286));
  EXPECT_EQ(adjusted.at(0).volume, 7000);
  EXPECT_EQ(adjusted.at(0).known_time, traded[0].known_time);
  EXPECT_EQ(adjusted.at(1), traded[1]);
}

TEST(SplitAdjusted, LeavesASplitAloneThatIsNotYetEffective) {
  const std::vector<Bar> traded = {bar("AAPL", kBefore, 645.57)};
  EXPECT_EQ(split_adjusted(traded, std::vector{kSplit}, kBefore), traded);
}

TEST(SplitAdjusted, MultipliesTheRatiosOfSeveralSplits) {
  const std::vector<Bar> traded = {bar("AAPL", kBefore, 280)};
  auto second = kSplit;
  second.ex_date = make_date(2020, 8, 31);
  second.ratio = 4.0;
  const auto adjusted = split_adjusted(traded, std::vector{kSplit, second}, second.ex_date);
  EXPECT_EQ(adjusted.at(0).close, dollars(10));
  EXPECT_EQ(adjusted.at(0).volume, 28000);
}

}  // namespace
}  // namespace aots::data
