#include "trading/portfolio/expiry.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "calendar/expiry.hpp"
#include "tests/trading/fixtures.hpp"
#include "trading/portfolio/profit.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

Settlement settlement_at(const char* print, const char* root = "SPY") {
  return {.group = {root, kExpiry}, .price = {dollars(print), false}, .time = kNow};
}

Position held_spread() { return *book_with_spread().find(PositionId{1}); }

TEST(SettlementPrint, IsTheCloseForPmClassesAndTheOpenForAmClasses) {
  const SessionPrints session{.open = dollars("2890"), .close = dollars("2901.5")};
  EXPECT_EQ(settlement_print(SettlementPrint::kPm, session),
            (SettlementPrice{dollars("2901.5"), false}));
  // The bar's open stands in for the special opening quotation.
  EXPECT_EQ(settlement_print(SettlementPrint::kAm, session),
            (SettlementPrice{dollars("2890"), true}));
}

TEST(SettlementPrint, OfAPmClassFallsBackToTheSessionsLastSpotAndSaysSo) {
  const SessionPrints session{.last_spot = dollars("2900")};
  EXPECT_EQ(settlement_print(SettlementPrint::kPm, session),
            (SettlementPrice{dollars("2900"), true}));
  EXPECT_FALSE(settlement_print(SettlementPrint::kAm, session).has_value());
  EXPECT_FALSE(settlement_print(SettlementPrint::kPm, {}).has_value());
}

TEST(SettleLeg, ExercisesFromACentInTheMoney) {
  PositionLeg leg = held_spread().legs[1];  // long 285 put
  EXPECT_EQ(settle_leg(leg, dollars("284.99"), kExerciseThreshold).value, dollars("0.01"));
  EXPECT_FALSE(settle_leg(leg, dollars("284.995"), kExerciseThreshold).exercised);
  EXPECT_FALSE(settle_leg(leg, dollars("300"), kExerciseThreshold).exercised);
}

TEST(SettleLeg, FollowsAContraryInstructionOnLongLegsOnly) {
  const Position position = held_spread();
  EXPECT_FALSE(settle_leg(position.legs[1], dollars("280"), std::nullopt).exercised);
  EXPECT_FALSE(settle_leg(position.legs[1], dollars("284.9"), dollars("0.2")).exercised);
  EXPECT_TRUE(settle_leg(position.legs[0], dollars("280"), std::nullopt).exercised);
}

// A benchmark's book asks for it: nothing is delivered and nothing is left.
TEST(Settle, PaysTheIntrinsicValueOfPhysicalClassesInCashWhereAsked) {
  Position position = held_spread();
  Settlement settlement = settlement_at("287.5");
  settlement.in_cash = true;
  EXPECT_EQ(settle(position, settlement), money("-500"));  // 290 - 287.50 on two contracts
  EXPECT_FALSE(holds_shares(position));
  EXPECT_EQ(position.legs[0].settled, Delivery::kCash);
}

TEST(Settle, LeavesNoSharesWhereBothLegsAreExercised) {
  Position position = held_spread();
  const Money cash = settle(position, settlement_at("280"));
  EXPECT_FALSE(holds_shares(position));
  EXPECT_EQ(cash, money("-1000"));  // 290 - 285 on two contracts
  EXPECT_EQ(position.legs[0].settled, Delivery::kPhysical);
  EXPECT_EQ(position.legs[1].settled, Delivery::kPhysical);
}

TEST(Settle, DeliversTheSharesOfALegThatIsExercisedAlone) {
  Position position = held_spread();
  const Money cash = settle(position, settlement_at("287"));
  ASSERT_EQ(position.shares.size(), 1U);
  EXPECT_EQ(position.shares[0].side, Side::kBuy);
  EXPECT_EQ(position.shares[0].shares, 200);
  EXPECT_EQ(position.shares[0].entry_price, dollars("287"));
  // What the account sees is the strike: 200 shares bought at 290.
  EXPECT_EQ(cash, money("-58000"));
}

TEST(Settle, PaysCashClassesInCash) {
  Portfolio book(money("100000"));
  Position position = held_spread();
  for (PositionLeg& leg : position.legs) leg.contract.root = "SPXW";
  EXPECT_EQ(settle(position, settlement_at("287", "SPXW")), money("-600"));
  EXPECT_FALSE(holds_shares(position));
  EXPECT_EQ(position.legs[0].settled, Delivery::kCash);
}

TEST(Settle, PaysAdjustedSeriesInCashByWhatTheyDeliver) {
  Position position = held_spread();
  for (PositionLeg& leg : position.legs) {
    leg.contract.root = "SPY1";
    leg.deliverable = 1.231;
  }
  // 1.231 x 234 is 288.054, so the short put is 1.946 in the money.
  EXPECT_EQ(settle(position, settlement_at("234", "SPY1")), money("-389.2"));
  EXPECT_FALSE(holds_shares(position));
}

TEST(Settle, ChargesTheFeeOfEveryContractExercised) {
  Position position = held_spread();
  Settlement settlement = settlement_at("280");
  settlement.fee_per_contract = money("0.5");
  const Money fees = position.fees;
  EXPECT_EQ(settle(position, settlement), money("-1002"));
  EXPECT_EQ(position.fees - fees, money("2"));
}

RC_GTEST_PROP(Settle, KeepsAVerticalWithinItsWidth, ()) {
  const auto cents = [](int low, int high) {
    return Price::from_micros(*rc::gen::inRange<std::int64_t>(low, high) * 10'000);
  };
  Position position = held_spread();
  const Right right = *rc::gen::element(Right::kCall, Right::kPut);
  const Price low = cents(1'00, 500'00).rounded_to(dollars("0.5"), Rounding::kUp);
  const Price width = cents(50, 50'00).rounded_to(dollars("0.5"), Rounding::kUp);
  const bool long_low = *rc::gen::arbitrary<bool>();
  position.legs[0].contract.strike = long_low ? low + width : low;
  position.legs[1].contract.strike = long_low ? low : low + width;
  for (PositionLeg& leg : position.legs) {
    leg.contract.right = right;
    leg.contract.root = *rc::gen::element<std::string>("SPXW", "SPY");
  }
  position.legs[1].contract.root = position.legs[0].contract.root;
  Settlement settlement = settlement_at("1", "SPXW");
  settlement.group.root = position.legs[0].contract.root;
  settlement.price.price = cents(0, 700'00);
  settle(position, settlement);
  Money value;
  for (const PositionLeg& leg : position.legs)
    value += notional(*leg.exit_price, sign(leg.side) * leg.contracts, 100);
  RC_ASSERT(value.abs() <= notional(width, position.quantity, 100));
}

// Labels on closed days: the print is that of the session before.
struct LabelCase {
  const char* root;
  Date label, settles, last_trade;
};

void PrintTo(const LabelCase& label, std::ostream* out) {
  *out << label.root << ' ' << to_string(label.label);
}

class ExpiryLabels : public ::testing::TestWithParam<LabelCase> {};

TEST_P(ExpiryLabels, SettleOnTheSessionBefore) {
  const calendar::ExchangeCalendar calendar;
  const auto option_class = calendar::option_class(GetParam().root);
  EXPECT_EQ(calendar::settlement_date(calendar, option_class, GetParam().label),
            GetParam().settles);
  EXPECT_EQ(calendar::last_trading_day(calendar, option_class, GetParam().label),
            GetParam().last_trade);
}

INSTANTIATE_TEST_SUITE_P(
    Labels, ExpiryLabels,
    ::testing::Values(
        // Saturday after Good Friday.
        LabelCase{"SPY", make_date(2014, 4, 19), make_date(2014, 4, 17), make_date(2014, 4, 17)},
        LabelCase{"SPX", make_date(2014, 4, 19), make_date(2014, 4, 17), make_date(2014, 4, 16)},
        // Good Friday itself.
        LabelCase{"SPXW", make_date(2019, 4, 19), make_date(2019, 4, 18), make_date(2019, 4, 18)},
        // An ordinary Saturday label, and a half day.
        LabelCase{"AAPL", make_date(2014, 6, 21), make_date(2014, 6, 20), make_date(2014, 6, 20)},
        LabelCase{"SPY", make_date(2018, 11, 23), make_date(2018, 11, 23),
                  make_date(2018, 11, 23)}));

}  // namespace
}  // namespace aots::trading
