#include "domain/quote_list.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace aots {
namespace {

OptionQuote quote(std::int64_t strike, Right right) {
  OptionQuote quote;
  quote.strike = Price::from_micros(strike * kMicrosPerUnit);
  quote.right = right;
  quote.bid = Price::from_micros(500'000);
  quote.ask = Price::from_micros(700'000);
  return quote;
}

std::vector<OptionQuote> three_quotes() {
  return {quote(100, Right::kCall), quote(100, Right::kPut), quote(105, Right::kCall)};
}

// Counts how often it is unpacked.
class CountedQuotes final : public QuotePack {
 public:
  explicit CountedQuotes(int& unpacked) : unpacked_(unpacked) {}
  std::size_t size() const override { return three_quotes().size(); }
  std::vector<OptionQuote> unpack() const override {
    ++unpacked_;
    return three_quotes();
  }

 private:
  int& unpacked_;
};

QuoteList packed_list(int& unpacked) {
  return QuoteList(std::make_unique<CountedQuotes>(unpacked));
}

TEST(PackedQuoteLists, KnowHowManyTheyAreWithoutUnpacking) {
  int unpacked = 0;
  const QuoteList list = packed_list(unpacked);
  EXPECT_EQ(list.size(), 3U);
  EXPECT_FALSE(list.empty());
  EXPECT_EQ(unpacked, 0);
}

TEST(PackedQuoteLists, AreUnpackedOnceByTheFirstLook) {
  int unpacked = 0;
  const QuoteList list = packed_list(unpacked);
  EXPECT_EQ(list[2], three_quotes()[2]);
  EXPECT_EQ(list.back(), three_quotes().back());
  EXPECT_TRUE(std::equal(list.begin(), list.end(), three_quotes().begin()));
  EXPECT_EQ(unpacked, 1);
}

TEST(PackedQuoteLists, StayPackedWhenTheyMove) {
  int unpacked = 0;
  QuoteList list = packed_list(unpacked);
  const QuoteList moved = std::move(list);
  EXPECT_EQ(moved.size(), 3U);
  EXPECT_EQ(unpacked, 0);
}

TEST(PackedQuoteLists, EqualTheListsTheyWerePackedFrom) {
  int unpacked = 0;
  const QuoteList list = packed_list(unpacked);
  const QuoteList copy = list;
  EXPECT_EQ(list, QuoteList(three_quotes()));
  EXPECT_EQ(copy, list);
  EXPECT_EQ(unpacked, 1);
}

TEST(PackedQuoteLists, MayBeWrittenToWithoutTouchingTheirCopies) {
  int unpacked = 0;
  QuoteList list = packed_list(unpacked);
  QuoteList other;
  other = list;
  list.push_back(quote(110, Right::kPut));
  list[0].bid.reset();
  EXPECT_EQ(list.size(), 4U);
  EXPECT_FALSE(list.front().bid.has_value());
  EXPECT_EQ(other, QuoteList(three_quotes()));
}

}  // namespace
}  // namespace aots
