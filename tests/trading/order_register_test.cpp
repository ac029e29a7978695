#include "trading/execution/order_register.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;
using std::chrono::minutes;
using std::chrono::seconds;

const OrderId kOrder{1};

ApprovedOrder approved(std::int64_t id = 1) {
  PortfolioView book;
  book.equity = book.cash = book.peak_equity = money("100000");
  RiskContext context;
  context.now = context.quotes_at = kNow;
  context.next_order = OrderId{id};
  context.next_position = PositionId{id};
  return std::get<ApprovedOrder>(RiskGate(RiskConfig{}).assess(credit_spread(), book, context));
}

OrderUpdate update(OrderState state, Timestamp time) { return {kOrder, time, state, "", {}}; }

class OrderRegisterTest : public ::testing::Test {
 protected:
  OptionChain chain_ = put_chain("3.00", "3.20", "1.90", "2.00");  // natural 1.00, mid 1.15
};

TEST_F(OrderRegisterTest, SendsAtTheApprovedLimitByDefault) {
  OrderRegister orders({});
  const ApprovedOrder sent = orders.send(approved(), chain_);
  EXPECT_EQ(sent.order(), approved().order());
  EXPECT_EQ(orders.find(kOrder)->life.state(), OrderState::kSent);
  EXPECT_EQ(orders.find(OrderId{2}), nullptr);
}

TEST_F(OrderRegisterTest, CountsTheOrdersSentAfterAMoment) {
  OrderRegister orders({});
  EXPECT_EQ(orders.sent_after(kNow - minutes(60)), 0);
  orders.send(approved(), chain_);
  EXPECT_EQ(orders.sent_after(kNow - minutes(60)), 1);
  EXPECT_EQ(orders.sent_after(kNow), 0);
}

TEST_F(OrderRegisterTest, AsksForTheCancelFiveMinutesAfterTheAcknowledgement) {
  OrderRegister orders({});
  orders.send(approved(), chain_);
  EXPECT_FALSE(orders.next_due(kNow + minutes(60)).has_value());
  orders.apply(update(OrderState::kWorking, kNow + seconds(30)));
  EXPECT_FALSE(orders.next_due(kNow + minutes(5)).has_value());
  const auto due = orders.next_due(kNow + minutes(60));
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(due->time, kNow + minutes(5) + seconds(30));
  EXPECT_EQ(due->act, OrderDue::Act::kCancel);
  orders.cancel_requested(kOrder);
  EXPECT_FALSE(orders.next_due(kNow + minutes(60)).has_value());
}

TEST_F(OrderRegisterTest, LetsOrdersStandWhenTheConfigSaysSo) {
  ExecutionConfig config;
  config.cancel_after_minutes = 0;
  config.time_in_force = "gtc";
  OrderRegister orders(config);
  const ApprovedOrder sent = orders.send(approved(), chain_);
  EXPECT_EQ(sent.order().time_in_force, TimeInForce::kGoodTillCancel);
  orders.apply(update(OrderState::kWorking, kNow));
  EXPECT_FALSE(orders.next_due(kNow + std::chrono::days(9)).has_value());
}

TEST_F(OrderRegisterTest, WalksFromTheMidToTheApprovedLimit) {
  ExecutionConfig config;
  config.walk_steps = 4;
  OrderRegister orders(config);
  EXPECT_EQ(orders.send(approved(), chain_).order().limit, dollars("1.15"));
  orders.apply(update(OrderState::kWorking, kNow));
  std::vector<Price> limits;
  while (const auto due = orders.next_due(kNow + minutes(4))) {
    EXPECT_EQ(due->time, kNow + minutes(static_cast<int>(limits.size()) + 1));
    limits.push_back(orders.step(kOrder).order().limit);
  }
  EXPECT_EQ(limits,
            (std::vector<Price>{dollars("1.1"), dollars("1.05"), dollars("1"), dollars("0.95")}));
  EXPECT_EQ(orders.next_due(kNow + minutes(9))->act, OrderDue::Act::kCancel);
}

TEST_F(OrderRegisterTest, StartsAtTheLimitWhereThereIsNoMid) {
  ExecutionConfig config;
  config.walk_steps = 4;
  OrderRegister orders(config);
  const OptionChain crossed = put_chain("3.30", "3.20", "1.90", "2.00");
  EXPECT_EQ(orders.send(approved(), crossed).order().limit, dollars("0.95"));
}

TEST_F(OrderRegisterTest, KnowsTheOpeningOrderThatMayStillFill) {
  OrderRegister orders({});
  orders.send(approved(), chain_);
  EXPECT_EQ(orders.live_opening(PositionId{1}), kOrder);
  EXPECT_EQ(orders.live_opening(PositionId{2}), std::nullopt);
  orders.apply(update(OrderState::kCancelled, kNow));
  EXPECT_EQ(orders.live_opening(PositionId{1}), std::nullopt);
  EXPECT_NE(orders.find(kOrder), nullptr);
}

TEST_F(OrderRegisterTest, LooksAtAnUnacknowledgedOrderWhenItCouldFallDue) {
  OrderRegister orders({});
  orders.send(approved(), chain_);
  EXPECT_EQ(orders.next_look(kNow, kNow + minutes(60)), kNow + minutes(5));
  EXPECT_EQ(orders.next_look(kNow + minutes(5), kNow + minutes(60)), std::nullopt);
}

TEST(PriceWalk, NeverGoesBelowTheLimitAndKeepsToTicks) {
  const PriceWalk walk{dollars("1.1625"), dollars("0.95"), dollars("0.05"), 3};
  EXPECT_EQ(walk.at(0), dollars("1.2"));
  EXPECT_EQ(walk.at(1), dollars("1.1"));
  EXPECT_EQ(walk.at(2), dollars("1"));
  EXPECT_EQ(walk.at(3), dollars("0.95"));
  EXPECT_EQ(walk.at(9), dollars("0.95"));
  const PriceWalk debit{dollars("-1"), dollars("-1.05"), dollars("0.01"), 2};
  EXPECT_EQ(debit.at(0), dollars("-1"));
  EXPECT_EQ(debit.at(1), dollars("-1.03"));
  const PriceWalk nothing_to_gain{dollars("0.9"), dollars("0.95"), dollars("0.01"), 2};
  EXPECT_EQ(nothing_to_gain.at(0), dollars("0.95"));
}

}  // namespace
}  // namespace aots::trading
