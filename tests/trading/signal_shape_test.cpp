#include "trading/risk/signal_shape.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

// Sold at 3.00, bought at 2.00: the credit of 1.00 that the signal claims.
Signal quoted_spread() {
  Signal signal = credit_spread();
  signal.legs[0].bid = dollars("3");
  signal.legs[0].ask = dollars("3.2");
  signal.legs[1].bid = dollars("1.9");
  signal.legs[1].ask = dollars("2");
  return signal;
}

RiskDecision assess(const Signal& signal) {
  PortfolioView book;
  book.equity = book.cash = book.peak_equity = money("100000");
  RiskContext context;
  context.now = kNow;
  context.next_order = OrderId{1};
  context.next_position = PositionId{1};
  return RiskGate(RiskConfig{}).assess(signal, book, context);
}

TEST(SignalShape, PassesASpreadThatIsWhatItSays) {
  EXPECT_TRUE(std::holds_alternative<ApprovedOrder>(assess(quoted_spread())));
}

// A peer gave zero rows and no word when the legs of a spread were reversed.
TEST(SignalShape, RefusesReversedLegsByName) {
  Signal reversed = quoted_spread();
  for (SignalLeg& leg : reversed.legs) leg.side = opposite(leg.side);
  const RiskDecision decision = assess(reversed);
  const auto* refusal = std::get_if<Refusal>(&decision);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->rule, "net_price_of_legs");
  EXPECT_DOUBLE_EQ(refusal->observed, -1.3);
  EXPECT_DOUBLE_EQ(refusal->limit, 1.0);
}

// A peer paired legs of different expiries as one vertical spread.
TEST(SignalShape, RefusesAShortLegThatOutlivesItsCover) {
  Signal mixed = quoted_spread();
  mixed.legs[0].contract.expiry = make_date(2019, 5, 13);
  const RiskDecision decision = assess(mixed);
  const auto* refusal = std::get_if<Refusal>(&decision);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->rule, "shorts_are_covered");
  EXPECT_DOUBLE_EQ(refusal->observed, 1.0);
}

TEST(SignalShape, RefusesMoreShortsThanLongs) {
  Signal heavy = quoted_spread();
  heavy.legs[0].ratio = 2;
  heavy.net_price = dollars("4");
  EXPECT_FALSE(shape_checks(heavy)[1].passed);
  heavy.defined_risk = false;
  EXPECT_TRUE(shape_checks(heavy)[1].passed);
}

TEST(SignalShape, AllowsACalendarWhoseLongLegExpiresLater) {
  Signal calendar = quoted_spread();
  calendar.legs[1].contract.expiry = make_date(2019, 5, 13);
  EXPECT_TRUE(shape_checks(calendar)[1].passed);
}

TEST(SignalShape, LeavesThePriceOpenWhereALegIsNotQuoted) {
  EXPECT_TRUE(shape_checks(credit_spread())[0].passed);
}

}  // namespace
}  // namespace aots::trading
