// Orders that fill in parts, late, or after they were believed dead, in the book.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/rng.hpp"
#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

constexpr auto kOpen = OrderPurpose::kOpen;
constexpr auto kClose = OrderPurpose::kClose;
const PositionId kTrade{1};

// Five packages wanted for 1.00 at a limit of 0.95: 405 dollars at risk each.
Portfolio book_with_order() {
  Portfolio book(money("100000"));
  book.open_pending(kTrade, credit_spread(), 5, money("2025"));
  return book;
}

TEST(PartialFill, HoldsWhatFilledAndRisksWhatIsInFlight) {
  Portfolio book = book_with_order();
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 2, "3", "2"), kOpen, ""));
  const Position& position = *book.find(kTrade);
  EXPECT_EQ(position.status, PositionStatus::kOpen);
  EXPECT_EQ(position.quantity, 2);
  EXPECT_EQ(position.in_flight, 3);
  EXPECT_EQ(position.legs[0].contracts, 2);
  EXPECT_EQ(position.max_risk, money("2015"));  // 2 x 400 filled, 3 x 405 in flight
  EXPECT_EQ(position.max_profit, money("200"));
  EXPECT_EQ(book.view().cash, money("100197.4"));
  EXPECT_DOUBLE_EQ(book.view().greeks.delta, 50.0);  // of all five packages
}

TEST(PartialFill, AveragesThePartsByQuantity) {
  Portfolio book = book_with_order();
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 2, "3", "2"), kOpen, ""));
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 1, "2.96", "2"), kOpen, ""));
  const Position& position = *book.find(kTrade);
  EXPECT_EQ(position.entry_net, dollars("0.986667"));  // 2.96 / 3, to the millionth
  EXPECT_EQ(position.legs[0].entry_price, dollars("2.986667"));
  EXPECT_EQ(position.max_profit, money("296"));
  EXPECT_EQ(position.max_risk, money("2014"));  // 3 x 400 + 4, and 2 x 405
}

TEST(PartialFill, LetsGoOfWhatIsInFlightWhenTheOrderEnds) {
  Portfolio book = book_with_order();
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 2, "3", "2"), kOpen, ""));
  book.order_ended(kTrade, kOpen);
  const Position& position = *book.find(kTrade);
  EXPECT_EQ(position.status, PositionStatus::kOpen);
  EXPECT_EQ(position.in_flight, 0);
  EXPECT_EQ(position.max_risk, money("800"));
  EXPECT_DOUBLE_EQ(book.view().greeks.delta, 20.0);
}

TEST(PartialFill, ClosesInPartsAndRealizesTheSum) {
  Portfolio book = book_with_order();
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 5, "3", "2", "6.5"), kOpen, ""));
  book.closing(kTrade);
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kClose, 2, "1.5", "1.1"), kClose, "profit_target"));
  EXPECT_EQ(book.find(kTrade)->status, PositionStatus::kClosing);
  EXPECT_EQ(book.find(kTrade)->legs[0].held(), 3);
  EXPECT_FALSE(book.find(kTrade)->legs[0].exit_price.has_value());
  book.order_ended(kTrade, kClose);
  EXPECT_EQ(book.find(kTrade)->status, PositionStatus::kOpen);
  book.closing(kTrade);
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kClose, 3, "1.6", "1.1", "3.9"), kClose, "stop_loss"));
  const Position& position = *book.find(kTrade);
  EXPECT_EQ(position.status, PositionStatus::kClosed);
  EXPECT_EQ(position.exit_net, dollars("-0.46"));  // (2 x 0.40 + 3 x 0.50) / 5
  EXPECT_EQ(position.realized, money("257"));      // 500 - 80 - 150 - 13 of fees
  EXPECT_EQ(book.view().cash, money("100257"));
}

TEST(PartialFill, SettlesWhatAPartialCloseLeft) {
  Portfolio book = book_with_spread();
  book.closing(kTrade);
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kClose, 1, "1.5", "1.1", "1.3"), kClose, "stop"));
  book.order_ended(kTrade, kClose);
  settle_book(book, "288");
  const Position& position = *book.find(kTrade);
  EXPECT_EQ(position.status, PositionStatus::kClosed);
  EXPECT_EQ(position.realized, money("-43.9"));  // 200 - 40 - 200 - 3.90
}

// The seed's monitor forgot a cancelled order; its late fill would have been a position of nobody.
TEST(PartialFill, RevivesATradeThatWasBelievedNeverFilled) {
  Portfolio book = book_with_order();
  book.order_ended(kTrade, kOpen);
  ASSERT_EQ(book.find(kTrade)->status, PositionStatus::kNeverFilled);
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 2, "3", "2"), kOpen, ""));
  EXPECT_EQ(book.find(kTrade)->status, PositionStatus::kOpen);
  EXPECT_EQ(book.find(kTrade)->max_risk, money("800"));
  EXPECT_EQ(book.view().open.size(), 1U);
}

TEST(PartialFill, ReopensATradeThatWasClosedBeforeTheLateFillCame) {
  Portfolio book = book_with_spread();
  book.closing(kTrade);
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kClose, 2, "1.5", "1.1"), kClose, "stop_loss"));
  ASSERT_TRUE(book.apply(spread_fill(kTrade, kOpen, 1, "3", "2", "1.3"), kOpen, ""));
  const Position& position = *book.find(kTrade);
  EXPECT_EQ(position.status, PositionStatus::kOpen);
  EXPECT_FALSE(position.exit_time.has_value());
  EXPECT_EQ(position.legs[0].held(), 1);
}

TEST(PartialFill, RefusesToCloseMoreThanIsHeldAndChangesNothing) {
  Portfolio book = book_with_spread();
  book.closing(kTrade);
  const Position before = *book.find(kTrade);
  EXPECT_FALSE(book.apply(spread_fill(kTrade, kClose, 3, "1.5", "1.1"), kClose, "stop_loss"));
  EXPECT_EQ(*book.find(kTrade), before);
}

// A fill that lacked a leg was booked up to that leg before it was refused.
TEST(PartialFill, RefusesAFillThatIsNotInTheTradesRatioAndChangesNothing) {
  Portfolio book = book_with_order();
  Fill fill = spread_fill(kTrade, kOpen, 2, "3", "2");
  fill.legs[1].contracts = 1;
  const Money cash = book.view().cash;
  EXPECT_FALSE(book.apply(fill, kOpen, ""));
  EXPECT_EQ(book.view().cash, cash);
  EXPECT_EQ(book.find(kTrade)->status, PositionStatus::kPending);
}

const char* kPrices290[] = {"3", "2.97", "3.01", "2.955"};
const char* kPrices285[] = {"2", "1.99", "2.03", "1.985"};

RC_GTEST_PROP(PartialFillProperty, EveryDollarIsAccountedForHoweverTheOrderWasSplit,
              (std::uint64_t seed)) {
  Rng rng(seed);
  Portfolio book(money("100000"));
  book.open_pending(kTrade, credit_spread(), 9, money("3645"));
  Money cash = money("100000");
  for (const OrderPurpose purpose : {kOpen, kClose}) {
    std::int64_t left = 9;
    if (purpose == kClose) book.closing(kTrade);
    while (left > 0) {
      const auto part = static_cast<std::int64_t>(1 + rng.below(static_cast<std::uint64_t>(left)));
      const Fill fill =
          spread_fill(kTrade, purpose, part, kPrices290[rng.below(4)], kPrices285[rng.below(4)]);
      RC_ASSERT(book.apply(fill, purpose, "test").has_value());
      cash += notional(fill.net_price, part, 100) - fill.fees;
      left -= part;
      RC_ASSERT(book.view().cash == cash);
    }
  }
  const Position& position = *book.find(kTrade);
  RC_ASSERT(position.status == PositionStatus::kClosed);
  RC_ASSERT(position.realized == cash - money("100000"));
  // The averages are rounded to the millionth; nine packages of a hundred shares keep within a
  // cent.
  const Money from_averages =
      notional(position.entry_net + *position.exit_net, 9, 100) - position.fees;
  RC_ASSERT((from_averages - position.realized).abs() < money("0.01"));
}

}  // namespace
}  // namespace aots::trading
