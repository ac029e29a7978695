#include "trading/portfolio/portfolio.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

analytics::ChainView view_of(const OptionChain& chain) {
  static const calendar::ExchangeCalendar calendar;
  return analytics::ChainView(chain, {.rate = 0.02, .dividend_yield = 0.02}, calendar);
}

TEST(Portfolio, PendingPositionMovesNoCashButCountsItsRisk) {
  Portfolio book(money("100000"));
  book.open_pending(PositionId{1}, credit_spread(), 2, money("800"));
  const PortfolioView view = book.view();
  EXPECT_EQ(view.cash, money("100000"));
  EXPECT_EQ(view.equity, money("100000"));
  ASSERT_EQ(view.open.size(), 1U);
  EXPECT_EQ(view.open[0]->max_risk, money("800"));
  // Short 0.25 and long 0.15 of negative delta on two packages of 100 shares.
  EXPECT_DOUBLE_EQ(view.greeks.delta, 20.0);
}

TEST(Portfolio, OpeningFillBringsTheCreditLessFees) {
  const Portfolio book = book_with_spread();
  EXPECT_EQ(book.view().cash, money("100197.4"));
  const Position& position = *book.find(PositionId{1});
  EXPECT_EQ(position.status, PositionStatus::kOpen);
  EXPECT_EQ(position.max_profit, money("200"));
  EXPECT_EQ(position.max_risk, money("800"));
}

TEST(Portfolio, FillBelowTheSignalsPriceMovesProfitIntoRisk) {
  Portfolio book(money("100000"));
  book.open_pending(PositionId{1}, credit_spread(), 2, money("810"));
  ASSERT_TRUE(book.apply(spread_fill(PositionId{1}, OrderPurpose::kOpen, 2, "2.95", "2"),
                         OrderPurpose::kOpen, ""));
  EXPECT_EQ(book.find(PositionId{1})->max_profit, money("190"));
  EXPECT_EQ(book.find(PositionId{1})->max_risk, money("810"));
}

TEST(Portfolio, MarksAtTheMidOfEachLeg) {
  Portfolio book = book_with_spread();
  const OptionChain chain = put_chain("1.90", "2.10", "1.20", "1.40");
  book.mark(view_of(chain));
  // Short at 2.00 and long at 1.30: 0.70 to close what brought 1.00, on 200 shares, less 2.60 fees.
  EXPECT_EQ(book.view().unrealized, money("57.4"));
  EXPECT_EQ(book.view().equity, money("100057.4"));
}

// A trade counted at the prices it was filled at until the next chain came, as if the spread that
// it had crossed cost nothing.
TEST(Portfolio, TakesTheSpreadItCrossedAsALossOfTheDayOfTheFill) {
  Portfolio book(money("100000"));
  book.open_pending(PositionId{1}, credit_spread(), 2, money("800"));
  Fill fill = spread_fill(PositionId{1}, OrderPurpose::kOpen, 2, "3", "2");
  fill.legs[0].bid = dollars("3");
  fill.legs[0].ask = dollars("3.2");
  fill.legs[1].bid = dollars("1.9");
  fill.legs[1].ask = dollars("2");
  ASSERT_TRUE(book.apply(fill, OrderPurpose::kOpen, ""));
  // Ten cents of one leg and five of the other on 200 shares, and 2.60 of fees.
  EXPECT_EQ(book.view().unrealized, money("-32.6"));
  EXPECT_EQ(book.view().equity, money("99967.4"));
}

TEST(Portfolio, LegWithoutUsableQuoteKeepsItsMarkAndSaysSo) {
  Portfolio book = book_with_spread();
  const OptionChain good = put_chain("1.90", "2.10", "1.20", "1.40");
  book.mark(view_of(good));
  const OptionChain crossed = put_chain("2.50", "2.10", "1.00", "1.10");
  book.mark(view_of(crossed));
  const Position& position = *book.find(PositionId{1});
  EXPECT_EQ(position.legs[0].mark, dollars("2"));
  EXPECT_TRUE(position.legs[0].mark_stale);
  EXPECT_FALSE(position.legs[1].mark_stale);
  EXPECT_FALSE(unrealized_at_fresh_marks(position).has_value());
}

TEST(Portfolio, ClosingFillRealizesTheDifferenceLessAllFees) {
  Portfolio book = book_with_spread();
  book.closing(PositionId{1});
  ASSERT_TRUE(book.apply(spread_fill(PositionId{1}, OrderPurpose::kClose, 2, "1.5", "1.1"),
                         OrderPurpose::kClose, "profit_target"));
  const Position& position = *book.find(PositionId{1});
  EXPECT_EQ(position.status, PositionStatus::kClosed);
  EXPECT_EQ(position.exit_reason, "profit_target");
  EXPECT_EQ(position.realized, money("114.8"));  // (1.00 - 0.40) x 200 - 5.20
  EXPECT_EQ(book.view().cash, money("100114.8"));
  EXPECT_TRUE(book.view().open.empty());
}

TEST(Portfolio, RefusesAFillForAPositionItDoesNotHold) {
  Portfolio book(money("100000"));
  const Status status = book.apply(spread_fill(PositionId{7}, OrderPurpose::kOpen, 1, "3", "2"),
                                   OrderPurpose::kOpen, "");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInternal);
}

struct SettlementCase {
  const char* print;
  const char* realized;  // with 2.60 fees on two packages sold for 1.00
};

void PrintTo(const SettlementCase& settlement, std::ostream* out) { *out << settlement.print; }

class PortfolioSettlement : public ::testing::TestWithParam<SettlementCase> {};

TEST_P(PortfolioSettlement, SettlesBothLegsAtOnePrint) {
  Portfolio book = book_with_spread();
  settle_book(book, GetParam().print);
  const Position& position = *book.find(PositionId{1});
  EXPECT_EQ(position.status, PositionStatus::kClosed);
  EXPECT_EQ(position.exit_reason, "expiry");
  EXPECT_EQ(position.realized, money(GetParam().realized));
  EXPECT_EQ(book.view().cash, money("100000") + position.realized);
}

INSTANTIATE_TEST_SUITE_P(
    Prints, PortfolioSettlement,
    ::testing::Values(SettlementCase{"291", "197.4"}, SettlementCase{"290", "197.4"},
                      // Less than a cent in the money is not exercised.
                      SettlementCase{"289.995", "197.4"}, SettlementCase{"289.99", "195.4"},
                      SettlementCase{"287.5", "-302.6"}, SettlementCase{"285", "-802.6"},
                      SettlementCase{"100", "-802.6"}));

TEST(Portfolio, NamesHowEachLegWasSettled) {
  Portfolio book = book_with_spread();
  settle_book(book, "287");
  const Position& position = *book.find(PositionId{1});
  EXPECT_EQ(position.legs[0].settled, Delivery::kPhysical);
  EXPECT_TRUE(position.legs[1].expired_worthless);
}

TEST(Portfolio, PeakFollowsSessionEnds) {
  Portfolio book = book_with_spread();
  const OptionChain rich = put_chain("0.00", "0.02", "0.00", "0.02");
  book.mark(view_of(rich));
  book.end_session();
  const Money peak = book.view().equity;
  const OptionChain poor = put_chain("5.00", "5.20", "1.00", "1.20");
  book.mark(view_of(poor));
  EXPECT_EQ(book.view().peak_equity, peak);
  EXPECT_LT(book.view().equity, peak);
}

TEST(NaturalClose, BuysAtTheAskAndSellsAtTheBid) {
  const Portfolio book = book_with_spread();
  const OptionChain chain = put_chain("1.90", "2.10", "1.20", "1.40");
  EXPECT_EQ(natural_close(*book.find(PositionId{1}), chain), dollars("-0.9"));
}

TEST(NaturalClose, IsAbsentWhenASideIsMissing) {
  const Portfolio book = book_with_spread();
  const OptionChain chain = put_chain("1.90", "", "1.20", "1.40");
  EXPECT_FALSE(natural_close(*book.find(PositionId{1}), chain).has_value());
}

}  // namespace
}  // namespace aots::trading
