// Buying power: what an order needs and what a book leaves it.
#include "trading/risk/book_margin.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

std::optional<Price> spot_292(const Symbol&) { return dollars("292"); }

PortfolioView book_of(const char* cash) {
  PortfolioView view;
  view.cash = view.equity = view.peak_equity = money(cash);
  return view;
}

Signal short_strangle() {
  Signal signal = credit_spread();
  signal.legs[0].contract = contract(Right::kPut, "285");
  signal.legs[0].bid = dollars("1");
  signal.legs[1].contract = contract(Right::kCall, "300");
  signal.legs[1].side = Side::kSell;
  signal.legs[1].bid = dollars("0.8");
  signal.legs[0].greeks = signal.legs[1].greeks = greeks(0.0, 0.001);
  signal.net_price = signal.max_profit = dollars("1.8");
  signal.max_risk = dollars("2");
  signal.defined_risk = false;
  return signal;
}

RiskConfig wide() {
  RiskConfig config;
  config.max_portfolio_delta = config.max_portfolio_gamma = 1e6;
  config.hard_max_risk_per_trade = config.max_portfolio_risk = config.max_risk_per_trade = 1.0;
  return config;
}

RiskContext context() {
  RiskContext c;
  c.now = c.quotes_at = kNow;
  c.next_order = OrderId{9};
  c.next_position = PositionId{9};
  c.spot_of = spot_292;
  return c;
}

TEST(BuyingPower, ACreditSpreadNeedsItsWidthLessTheCredit) {
  const PortfolioView book = book_of("10000");
  const Signal signal = credit_spread();
  const SpotLookup spot = spot_292;
  const OrderMargin margin = OrderMargins(signal, dollars("0.95"), book, spot).of(3).value();
  EXPECT_EQ(to_string(margin.needed), "1215");  // 3 x (500 - 95)
  EXPECT_EQ(to_string(margin.available), "10000");
}

TEST(BuyingPower, ADebitSpreadNeedsItsDebit) {
  const PortfolioView book = book_of("10000");
  Signal signal = credit_spread();
  std::swap(signal.legs[0].side, signal.legs[1].side);
  const SpotLookup spot = spot_292;
  EXPECT_EQ(to_string(OrderMargins(signal, dollars("-1.05"), book, spot).of(2)->needed), "210");
}

TEST(BuyingPower, AShortStrangleNeedsItsGreaterSideLessThePremiumItBringsIn) {
  const PortfolioView book = book_of("1000");
  const Signal signal = short_strangle();
  const SpotLookup spot = spot_292;
  // Put 1 + 58.40 - 7 = 52.40, call 0.80 + 58.40 - 8; with the call's premium 53.20 a share.
  const OrderMargin margin = OrderMargins(signal, dollars("1.8"), book, spot).of(1).value();
  EXPECT_EQ(to_string(margin.needed), "5140");
  EXPECT_FALSE(margin.fits());
}

TEST(BuyingPower, IsWhatOpenAndPendingPositionsLeave) {
  const Portfolio filled = book_with_spread();  // two packages at 1.00: 100,000 + 200 - 2.60
  const SpotLookup spot = spot_292;
  Signal signal = credit_spread();
  EXPECT_EQ(to_string(OrderMargins(signal, dollars("1"), filled.view(), spot).of(1)->available),
            "99197.4");
  Portfolio pending(money("100000"));
  pending.open_pending(PositionId{1}, credit_spread(), 2, money("810"));  // at a limit of 0.95
  EXPECT_EQ(to_string(OrderMargins(signal, dollars("1"), pending.view(), spot).of(1)->available),
            "99190");
}

TEST(BuyingPower, RefusesAnOrderBeyondItWithTheFigures) {
  const RiskDecision decision =
      RiskGate(wide()).assess(short_strangle(), book_of("5000"), context());
  const auto* refusal = std::get_if<Refusal>(&decision);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->rule, "buying_power");
  EXPECT_DOUBLE_EQ(refusal->observed, 5'149.0);  // at the limit of 1.71
  EXPECT_DOUBLE_EQ(refusal->limit, 5'000.0);
}

TEST(BuyingPower, ShrinksAnOrderToWhatFits) {
  const RiskDecision decision =
      RiskGate(wide()).assess(short_strangle(), book_of("12000"), context());
  const auto* approved = std::get_if<ApprovedOrder>(&decision);
  ASSERT_NE(approved, nullptr);
  EXPECT_EQ(approved->order().quantity, 2);
}

TEST(BuyingPower, IsNotAskedForWhereMarginIsNone) {
  RiskConfig config = wide();
  config.margin = "none";
  const RiskDecision decision =
      RiskGate(config).assess(short_strangle(), book_of("5000"), context());
  EXPECT_TRUE(std::holds_alternative<ApprovedOrder>(decision));
}

// The sum of the parts asks for more than there is, the best pairing of the book does not: a sold
// call spread above the sold put spread of the book needs nothing more.
TEST(BuyingPower, CountsTheBestPairingOfTheBookBeforeItRefuses) {
  Portfolio book(money("800"));
  book.open_pending(PositionId{1}, credit_spread(), 1, money("400"));
  ASSERT_TRUE(book.apply(spread_fill(PositionId{1}, OrderPurpose::kOpen, 1, "3", "2", "0"),
                         OrderPurpose::kOpen, "")
                  .has_value());
  Signal calls = credit_spread();
  calls.legs[0].contract = contract(Right::kCall, "300");
  calls.legs[1].contract = contract(Right::kCall, "305");
  const SpotLookup spot = spot_292;
  const PortfolioView view = book.view();
  const OrderMargin margin = OrderMargins(calls, dollars("0.01"), view, spot).of(1).value();
  EXPECT_EQ(to_string(margin.needed), "-1");
  EXPECT_TRUE(margin.fits());
}

TEST(BookMargin, AddsUpUnderlyingsAndPairsWithinThem) {
  const Portfolio book = book_with_spread();
  const BookMargin margin = book_margin(book.view(), spot_292, MarginStage::kMaintenance).value();
  EXPECT_EQ(to_string(margin.amount), "1000");
  EXPECT_EQ(to_string(margin.hold), "1000");
  EXPECT_TRUE(margin.proven);
}

// The spot of an underlying that nobody saw was taken to be a strike.
TEST(BookMargin, IsAbsentWhereAnUnderlyingHasNoPrice) {
  const Portfolio book = book_with_spread();
  EXPECT_FALSE(book_margin(book.view(), {}, MarginStage::kMaintenance).has_value());
}

// Shares that an exercise delivered are margined with the options beside them.
TEST(BookMargin, CountsSharesAtAQuarterOfTheirValue) {
  Portfolio book = book_with_spread();
  book.change(PositionId{1}, kNow, "assignment", [](Position& position) {
    ShareLeg shares;
    shares.symbol = Symbol("SPY");
    shares.shares = 100;
    shares.entry_price = dollars("290");
    position.shares.push_back(shares);
    return money("-29000");
  });
  const PortfolioView view = book.view();
  EXPECT_EQ(to_string(book_margin(view, spot_292, MarginStage::kMaintenance)->amount), "8300");
  // Half of the shares' value can be borrowed: 71,197.40 + 14,600 less the spread's 1,000.
  const SpotLookup spot = spot_292;
  const Signal strangle = short_strangle();
  const OrderMargin margin = OrderMargins(strangle, dollars("1.8"), view, spot).of(50).value();
  EXPECT_EQ(to_string(margin.available), "84797.4");
}

TEST(MarginClassOf, TakesCashSettledClassesButVixForBroadIndices) {
  EXPECT_EQ(margin_class_of(calendar::option_class("RUTW")), MarginClass::kSmallCapIndex);
  EXPECT_EQ(margin_class_of(calendar::option_class("SPXW")), MarginClass::kBroadIndex);
  EXPECT_EQ(margin_class_of(calendar::option_class("VIX")), MarginClass::kStock);
  EXPECT_EQ(margin_class_of(calendar::option_class("SPY")), MarginClass::kStock);
}

}  // namespace
}  // namespace aots::trading
