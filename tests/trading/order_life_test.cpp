#include "trading/execution/order_life.hpp"

#include <gtest/gtest.h>

namespace aots::trading {
namespace {

using Event = OrderEventKind;

OrderLife sent(std::int64_t quantity) {
  OrderLife life(quantity);
  life.apply(Event::kApprove);
  life.apply(Event::kSend);
  return life;
}

OrderLife working(std::int64_t quantity) {
  OrderLife life = sent(quantity);
  life.apply(Event::kAcknowledge);
  return life;
}

TEST(OrderLife, GoesFromIntentToFilled) {
  OrderLife life(5);
  EXPECT_EQ(life.state(), OrderState::kIntent);
  EXPECT_EQ(life.apply(Event::kApprove), OrderOutcome::kApplied);
  EXPECT_EQ(life.state(), OrderState::kApproved);
  life.apply(Event::kSend);
  EXPECT_EQ(life.state(), OrderState::kSent);
  life.apply(Event::kAcknowledge);
  EXPECT_EQ(life.state(), OrderState::kWorking);
  EXPECT_EQ(life.fill(FillId{1}, 2), OrderOutcome::kApplied);
  EXPECT_EQ(life.state(), OrderState::kPartiallyFilled);
  EXPECT_EQ(life.remaining(), 3);
  EXPECT_EQ(life.fill(FillId{2}, 3), OrderOutcome::kApplied);
  EXPECT_EQ(life.state(), OrderState::kFilled);
}

// The seed's monitor forgot an order once it had asked for its cancel, and with it a late fill.
TEST(OrderLife, BooksAFillThatComesAfterTheCancelWasAskedFor) {
  OrderLife life = working(5);
  life.apply(Event::kCancelRequest);
  EXPECT_EQ(life.state(), OrderState::kCancelPending);
  EXPECT_EQ(life.fill(FillId{1}, 2), OrderOutcome::kLateFill);
  EXPECT_EQ(life.state(), OrderState::kCancelPending);
  life.apply(Event::kCancelConfirm);
  EXPECT_EQ(life.state(), OrderState::kCancelled);
  EXPECT_EQ(life.fill(FillId{2}, 1), OrderOutcome::kLateFill);
  EXPECT_EQ(life.state(), OrderState::kCancelled);
  EXPECT_EQ(life.filled(), 3);
}

TEST(OrderLife, IsFilledWhenLateFillsCompleteADeadOrder) {
  for (const Event end : {Event::kCancelConfirm, Event::kExpire, Event::kReject}) {
    OrderLife life = working(2);
    life.apply(end);
    ASSERT_TRUE(is_terminal(life.state()));
    EXPECT_EQ(life.fill(FillId{1}, 2), OrderOutcome::kLateFill);
    EXPECT_EQ(life.state(), OrderState::kFilled);
  }
}

TEST(OrderLife, CountsAFillOnceHoweverOftenItIsReported) {
  OrderLife life = working(5);
  life.fill(FillId{7}, 2);
  EXPECT_EQ(life.fill(FillId{7}, 2), OrderOutcome::kDuplicateFill);
  EXPECT_EQ(life.filled(), 2);
  EXPECT_EQ(life.duplicate_fills(), 1);
}

TEST(OrderLife, RefusesMoreThanWasOrderedAndFillsOfWhatWasNeverSent) {
  OrderLife life = working(5);
  EXPECT_EQ(life.fill(FillId{1}, 6), OrderOutcome::kContradiction);
  EXPECT_EQ(life.fill(FillId{2}, 0), OrderOutcome::kContradiction);
  EXPECT_EQ(life.filled(), 0);
  OrderLife unsent(5);
  EXPECT_EQ(unsent.fill(FillId{1}, 1), OrderOutcome::kContradiction);
}

TEST(OrderLife, IgnoresWhatIsOlderThanWhatIsKnown) {
  OrderLife life = sent(2);
  life.fill(FillId{1}, 2);
  EXPECT_EQ(life.apply(Event::kAcknowledge), OrderOutcome::kIgnored);
  EXPECT_EQ(life.apply(Event::kCancelConfirm), OrderOutcome::kIgnored);
  EXPECT_EQ(life.state(), OrderState::kFilled);
  EXPECT_EQ(life.ignored_events(), 2);
}

TEST(OrderLife, IsUnknownAfterALostConnectionUntilItsStatusIsReported) {
  OrderLife life = working(5);
  life.apply(Event::kConnectionLost);
  EXPECT_EQ(life.state(), OrderState::kUnknown);
  EXPECT_EQ(life.apply(Event::kAcknowledge), OrderOutcome::kIgnored);
  EXPECT_EQ(life.fill(FillId{1}, 1), OrderOutcome::kApplied);
  EXPECT_EQ(life.state(), OrderState::kUnknown);
  EXPECT_EQ(life.report_status(OrderState::kWorking, 1), OrderOutcome::kApplied);
  EXPECT_EQ(life.state(), OrderState::kPartiallyFilled);
}

TEST(OrderLife, OwesTheFillsThatTheStatusCountsAndThatNeverCame) {
  OrderLife life = working(5);
  life.apply(Event::kConnectionLost);
  EXPECT_EQ(life.report_status(OrderState::kFilled, 5), OrderOutcome::kApplied);
  EXPECT_EQ(life.state(), OrderState::kUnknown);
  EXPECT_EQ(life.owed(), 5);
  life.fill(FillId{1}, 5);
  EXPECT_EQ(life.state(), OrderState::kFilled);
  EXPECT_EQ(life.owed(), 0);
}

TEST(OrderLife, WorksAgainWhenTheBrokerNeverHeardOfTheCancel) {
  OrderLife life = working(5);
  life.apply(Event::kCancelRequest);
  life.apply(Event::kConnectionLost);
  life.report_status(OrderState::kWorking, 0);
  EXPECT_EQ(life.state(), OrderState::kWorking);
}

TEST(OrderLife, EndsOnlyOnceButForLateFills) {
  for (std::size_t state = 0; state < kOrderStateCount; ++state) {
    const auto from = static_cast<OrderState>(state);
    if (!is_terminal(from)) continue;
    for (std::size_t event = 0; event < kOrderEventCount; ++event) {
      const auto next = transition(from, static_cast<Event>(event));
      EXPECT_TRUE(!next || *next == from) << to_string(from) << " on event " << event;
    }
  }
}

TEST(OrderLife, CannotFillWhenItWasCancelledBeforeItWasSent) {
  OrderLife life(1);
  life.apply(Event::kCancelRequest);
  EXPECT_EQ(life.state(), OrderState::kCancelled);
  EXPECT_EQ(life.fill(FillId{1}, 1), OrderOutcome::kContradiction);
}

}  // namespace
}  // namespace aots::trading
