#include "domain/trading.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

TEST(Greeks, AddUpFieldByField) {
  Greeks sum{1.0, 2.0, 3.0, 4.0, 5.0};
  sum += Greeks{0.5, 0.25, -3.0, 1.0, -1.0};
  EXPECT_EQ(sum, (Greeks{1.5, 2.25, 0.0, 5.0, 4.0}));
}

TEST(Greeks, AreScaledFieldByField) {
  EXPECT_EQ((Greeks{1.0, 2.0, 3.0, 4.0, 5.0}.scaled(-2.0)),
            (Greeks{-2.0, -4.0, -6.0, -8.0, -10.0}));
}

TEST(Greeks, OfAHedgedPairCancel) {
  const Greeks leg{0.5, 0.01, -0.2, 0.3, 0.1};
  Greeks sum = leg.scaled(100.0);
  sum += leg.scaled(-100.0);
  EXPECT_EQ(sum, Greeks{});
}

TEST(Names, OfOrdersAndPositionsAreThoseOfTheFilesThatTheProgramWrites) {
  EXPECT_EQ(to_string(OrderPurpose::kOpen), "open");
  EXPECT_EQ(to_string(OrderPurpose::kClose), "close");
  EXPECT_EQ(to_string(TimeInForce::kDay), "day");
  EXPECT_EQ(to_string(TimeInForce::kGoodTillCancel), "gtc");
  EXPECT_EQ(to_string(OrderState::kIntent), "intent");
  EXPECT_EQ(to_string(OrderState::kApproved), "approved");
  EXPECT_EQ(to_string(OrderState::kSent), "sent");
  EXPECT_EQ(to_string(OrderState::kWorking), "working");
  EXPECT_EQ(to_string(OrderState::kPartiallyFilled), "partially_filled");
  EXPECT_EQ(to_string(OrderState::kFilled), "filled");
  EXPECT_EQ(to_string(OrderState::kCancelPending), "cancel_pending");
  EXPECT_EQ(to_string(OrderState::kCancelled), "cancelled");
  EXPECT_EQ(to_string(OrderState::kRejected), "rejected");
  EXPECT_EQ(to_string(OrderState::kExpired), "expired");
  EXPECT_EQ(to_string(OrderState::kUnknown), "unknown");
  EXPECT_EQ(to_string(PositionStatus::kPending), "pending");
  EXPECT_EQ(to_string(PositionStatus::kOpen), "open");
  EXPECT_EQ(to_string(PositionStatus::kClosing), "closing");
  EXPECT_EQ(to_string(PositionStatus::kClosed), "closed");
  EXPECT_EQ(to_string(PositionStatus::kNeverFilled), "never_filled");
}

}  // namespace
}  // namespace aots
