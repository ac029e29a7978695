#include "trading/broker/sim/sim_broker.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

std::vector<PackageQuote> sell_spread(const OptionChain& chain) {
  const OptionContract sold = contract(Right::kPut, "290");
  const OptionContract bought = contract(Right::kPut, "285");
  return {{{sold, Side::kSell, 1}, chain.find(sold)},
          {{bought, Side::kBuy, 1}, chain.find(bought)}};
}

std::vector<PackageQuote> buy_back(const OptionChain& chain) {
  std::vector<PackageQuote> legs = sell_spread(chain);
  for (PackageQuote& leg : legs) leg.leg.side = opposite(leg.leg.side);
  return legs;
}

Result<PackageFill, std::string> fill(const std::vector<PackageQuote>& legs, const char* limit,
                                      FillPrice model, OrderPurpose purpose = OrderPurpose::kOpen) {
  return fill_package(legs, dollars(limit), purpose, model, 0.5, dollars("0.01"));
}

TEST(FillPackage, CrossesEachLegsQuote) {
  const OptionChain chain = put_chain("3.00", "3.20", "1.90", "2.00");
  const auto filled = fill(sell_spread(chain), "0.95", FillPrice::kCross);
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->net, dollars("1"));
  EXPECT_EQ(filled->leg_prices, (std::vector<Price>{dollars("3"), dollars("2")}));
  EXPECT_EQ(filled->slippage, dollars("0.15"));
}

TEST(FillPackage, PaysHalfOrNoneOfTheSpreadInTheOtherModels) {
  const OptionChain chain = put_chain("3.00", "3.20", "1.90", "2.00");
  const auto half = fill(sell_spread(chain), "0.95", FillPrice::kFraction);
  const auto mid = fill(sell_spread(chain), "0.95", FillPrice::kMid);
  ASSERT_TRUE(half);
  ASSERT_TRUE(mid);
  EXPECT_EQ(half->net, dollars("1.07"));  // 1.075 is no tick; the half cent is given up
  EXPECT_EQ(mid->net, dollars("1.15"));
  EXPECT_EQ(mid->slippage, Price{});
}

TEST(FillPackage, LegPricesAddUpToTheNetPrice) {
  const OptionChain chain = put_chain("3.01", "3.20", "1.90", "2.03");
  for (const FillPrice model : {FillPrice::kCross, FillPrice::kFraction, FillPrice::kMid}) {
    const auto filled = fill(sell_spread(chain), "0.5", model);
    ASSERT_TRUE(filled);
    EXPECT_EQ(filled->net, filled->leg_prices[0] - filled->leg_prices[1]);
    EXPECT_EQ(filled->net.micros() % 10'000, 0);
  }
}

TEST(FillPackage, DoesNotFillBelowTheLimit) {
  const OptionChain chain = put_chain("3.00", "3.20", "1.90", "2.00");
  const auto filled = fill(sell_spread(chain), "1.01", FillPrice::kCross);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error(), "limit 1.01 not reached: the market gives 1");
}

TEST(FillPackage, NeedsABidToSellAndAnAskToBuy) {
  const OptionChain no_bid = put_chain("0.00", "0.05", "1.90", "2.00");
  const OptionChain no_ask = put_chain("3.00", "3.20", "1.90", "");
  EXPECT_FALSE(fill(sell_spread(no_bid), "-9", FillPrice::kMid));
  EXPECT_FALSE(fill(sell_spread(no_ask), "-9", FillPrice::kMid));
}

TEST(FillPackage, NeverFillsCrossedQuotesButFillsLockedOnes) {
  const OptionChain crossed = put_chain("3.30", "3.20", "1.90", "2.00");
  const OptionChain locked = put_chain("3.20", "3.20", "2.00", "2.00");
  EXPECT_FALSE(fill(sell_spread(crossed), "-9", FillPrice::kCross));
  const auto filled = fill(sell_spread(locked), "1", FillPrice::kCross);
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->net, dollars("1.2"));
}

TEST(FillPackage, LetsAWorthlessLongGoAtZeroWhenClosing) {
  const OptionChain chain = put_chain("0.10", "0.20", "0.00", "0.05");
  EXPECT_FALSE(fill(buy_back(chain), "-9", FillPrice::kCross, OrderPurpose::kOpen));
  const auto closed = fill(buy_back(chain), "-9", FillPrice::kCross, OrderPurpose::kClose);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->net, dollars("-0.2"));
}

TEST(FillPackage, DoesNotFillWhatIsNotListed) {
  OptionChain chain = put_chain("3.00", "3.20", "1.90", "2.00");
  chain.expiries[0].quotes.pop_back();
  EXPECT_FALSE(fill(sell_spread(chain), "-9", FillPrice::kMid));
}

class SimBrokerTest : public ::testing::Test {
 protected:
  ApprovedOrder approved() {
    PortfolioView book;
    book.equity = book.cash = book.peak_equity = money("100000");
    RiskContext context;
    context.now = kNow;
    context.next_order = OrderId{1};
    context.next_position = PositionId{1};
    const RiskDecision decision = RiskGate(RiskConfig{}).assess(credit_spread(), book, context);
    return std::get<ApprovedOrder>(decision);
  }

  calendar::ExchangeCalendar calendar_;
  OptionChain good_ = put_chain("3.00", "3.20", "1.90", "2.00");
  OptionChain poor_ = put_chain("2.00", "3.20", "1.90", "2.00");
};

TEST_F(SimBrokerTest, FillsTheStandingSnapshotAfterTheLatency) {
  SimBroker broker({}, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + std::chrono::milliseconds(249)).empty());
  const auto events = broker.poll(kNow + std::chrono::milliseconds(250));
  ASSERT_EQ(events.size(), 1U);
  const Fill& filled = std::get<Fill>(events[0]);
  EXPECT_EQ(filled.time, kNow + std::chrono::milliseconds(250));
  EXPECT_EQ(filled.quantity, 5);
  EXPECT_EQ(filled.fees, money("6.5"));     // ten contracts at 0.65
  EXPECT_EQ(filled.slippage, money("75"));  // 0.15 x 500 shares
  EXPECT_EQ(filled.legs[0].bid, dollars("3"));
}

TEST_F(SimBrokerTest, WaitsForTheNextSnapshotWhenToldTo) {
  FillConfig config;
  config.delay = "next_snapshot";
  SimBroker broker(config, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + std::chrono::hours(1)).empty());
  broker.end_of_session(kSession, kNow + std::chrono::minutes(15));
  EXPECT_TRUE(broker.poll(kNow + std::chrono::hours(2)).empty());
  OptionChain next = good_;
  next.session = make_date(2019, 5, 2);
  next.known_time = kNow + std::chrono::days(1);
  broker.observe(next);
  const auto events = broker.poll(next.known_time);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<Fill>(events[0]).time, next.known_time);
}

TEST_F(SimBrokerTest, ExpiresAnUnfilledDayOrderWithTheReason) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + std::chrono::minutes(1)).empty());
  broker.end_of_session(kSession, kNow + std::chrono::minutes(15));
  const auto events = broker.poll(kNow + std::chrono::minutes(15));
  ASSERT_EQ(events.size(), 1U);
  const OrderUpdate& update = std::get<OrderUpdate>(events[0]);
  EXPECT_EQ(update.state, OrderState::kExpired);
  EXPECT_EQ(update.reason, "limit 0.95 not reached: the market gives 0");
}

TEST_F(SimBrokerTest, TriesAgainOnABetterSnapshotOfTheSameSession) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + std::chrono::minutes(1)).empty());
  OptionChain later = good_;
  later.known_time = kNow + std::chrono::minutes(5);
  broker.observe(later);
  EXPECT_EQ(broker.poll(later.known_time).size(), 1U);
}

TEST_F(SimBrokerTest, CancelsAWorkingOrderOnce) {
  SimBroker broker({}, calendar_);
  ASSERT_TRUE(broker.submit(approved()));
  ASSERT_TRUE(broker.cancel(OrderId{1}, kNow));
  const auto events = broker.poll(kNow);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<OrderUpdate>(events[0]).state, OrderState::kCancelled);
  EXPECT_FALSE(broker.cancel(OrderId{1}, kNow));
}

TEST_F(SimBrokerTest, RefusesTheSameOrderTwice) {
  SimBroker broker({}, calendar_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_FALSE(broker.submit(approved()));
}

}  // namespace
}  // namespace aots::trading
