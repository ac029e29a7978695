#include "trading/risk/signal_shape.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"
#include "trading/risk/risk_gate.hpp"

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
  context.now = context.quotes_at = kNow;
  context.next_order = OrderId{1};
  context.next_position = PositionId{1};
  return RiskGate(RiskConfig{}).assess(signal, book, context);
}

std::string refused_by(const RiskDecision& decision) {
  const auto* refusal = std::get_if<Refusal>(&decision);
  return refusal == nullptr ? "" : refusal->rule;
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
  EXPECT_EQ(uncovered_shorts(heavy), 1);
  EXPECT_EQ(refused_by(assess(heavy)), "shorts_are_covered");
  heavy.defined_risk = false;
  heavy.spot = 292.0;
  EXPECT_EQ(refused_by(assess(heavy)), "");
}

TEST(SignalShape, AllowsACalendarWhoseLongLegExpiresLater) {
  Signal calendar = quoted_spread();
  calendar.legs[1].contract.expiry = make_date(2019, 5, 13);
  EXPECT_EQ(uncovered_shorts(calendar), 0);
}

TEST(SignalShape, LeavesThePriceOpenWhereALegIsNotQuoted) {
  EXPECT_FALSE(net_of_legs(credit_spread()).has_value());
  EXPECT_EQ(refused_by(assess(credit_spread())), "");
}

}  // namespace
}  // namespace aots::trading
