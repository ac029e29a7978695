#include "base/short_list.hpp"

#include <numeric>
#include <utility>

#include <gtest/gtest.h>

namespace aots {
namespace {

using Pair = ShortList<int, 2>;

Pair counted(int values) {
  Pair list;
  for (int i = 1; i <= values; ++i) list.push_back(i);
  return list;
}

TEST(ShortList, KeepsWhatWasPutInWhetherOrNotItFits) {
  for (int values = 0; values <= 5; ++values) {
    const Pair list = counted(values);
    EXPECT_EQ(list.size(), static_cast<std::size_t>(values));
    EXPECT_EQ(list.empty(), values == 0);
    EXPECT_EQ(std::accumulate(list.begin(), list.end(), 0), values * (values + 1) / 2);
    for (int i = 0; i < values; ++i) EXPECT_EQ(list[static_cast<std::size_t>(i)], i + 1);
  }
}

TEST(ShortList, IsWrittenToInBothPlaces) {
  for (const int values : {2, 3}) {
    Pair list = counted(values);
    list[1] = 20;
    *list.begin() = 10;
    EXPECT_EQ(list.front(), 10);
    EXPECT_EQ(list[1], 20);
  }
}

TEST(ShortList, StartsAgainWhenCleared) {
  for (const int values : {2, 4}) {
    Pair list = counted(values);
    list.clear();
    EXPECT_TRUE(list.empty());
    list.push_back(7);
    EXPECT_EQ(list.size(), 1U);
    EXPECT_EQ(list.front(), 7);
  }
}

TEST(ShortList, EqualsByItsValues) {
  Pair cleared = counted(2);
  cleared.clear();
  EXPECT_EQ(cleared, Pair());
  EXPECT_EQ(counted(3), counted(3));
  EXPECT_FALSE(counted(2) == counted(3));
}

TEST(ShortList, ACopyIsItsOwn) {
  const Pair long_one = counted(3);
  Pair copy = long_one;
  copy[0] = 9;
  EXPECT_EQ(long_one[0], 1);
}

// A list that was moved out of counted values that it no longer had.
TEST(ShortList, HoldsWhatItCountsAfterItWasMovedFrom) {
  Pair list = counted(4);
  const Pair taken = std::move(list);
  EXPECT_EQ(taken, counted(4));
  EXPECT_LE(list.size(), 2U);  // NOLINT(bugprone-use-after-move): what is left is asked for
  list.clear();
  list.push_back(7);
  EXPECT_EQ(list.front(), 7);
}

}  // namespace
}  // namespace aots
