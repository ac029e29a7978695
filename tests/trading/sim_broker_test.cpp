#include "trading/broker/sim/sim_broker.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;
using std::chrono::milliseconds;
using std::chrono::minutes;

// Five packages for a limit of 0.95.
ApprovedOrder approved(std::int64_t id = 1) {
  PortfolioView book;
  book.equity = book.cash = book.peak_equity = money("100000");
  RiskContext context;
  context.now = context.quotes_at = kNow;
  context.next_order = OrderId{id};
  context.next_position = PositionId{id};
  const RiskDecision decision = RiskGate(RiskConfig{}).assess(credit_spread(), book, context);
  return std::get<ApprovedOrder>(decision);
}

OptionChain sized(OptionChain chain, std::int32_t bid_size, std::int32_t ask_size) {
  for (OptionQuote& quote : chain.expiries[0].quotes) {
    quote.bid_size = bid_size;
    quote.ask_size = ask_size;
  }
  return chain;
}

OptionChain later(OptionChain chain, Date session, Timestamp time) {
  chain.session = session;
  chain.event_time = chain.known_time = time;
  return chain;
}

std::vector<Fill> fills_in(const std::vector<BrokerEvent>& events) {
  std::vector<Fill> fills;
  for (const BrokerEvent& event : events) {
    if (const auto* fill = std::get_if<Fill>(&event)) fills.push_back(*fill);
  }
  return fills;
}

std::vector<OrderState> states_in(const std::vector<BrokerEvent>& events) {
  std::vector<OrderState> states;
  for (const BrokerEvent& event : events) {
    if (const auto* update = std::get_if<OrderUpdate>(&event)) states.push_back(update->state);
  }
  return states;
}

using States = std::vector<OrderState>;

class SimBrokerTest : public ::testing::Test {
 protected:
  calendar::ExchangeCalendar calendar_;
  OptionChain good_ = put_chain("3.00", "3.20", "1.90", "2.00");
  OptionChain poor_ = put_chain("2.00", "3.20", "1.90", "2.00");
};

TEST_F(SimBrokerTest, AcknowledgesAndFillsOnTheStandingSnapshotAfterTheLatency) {
  SimBroker broker({}, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + milliseconds(249)).empty());
  const auto events = broker.poll(kNow + milliseconds(250));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(std::get<OrderUpdate>(events[0]).state, OrderState::kWorking);
  const Fill& filled = std::get<Fill>(events[1]);
  EXPECT_EQ(filled.time, kNow + milliseconds(250));
  EXPECT_EQ(filled.quantity, 5);
  EXPECT_EQ(filled.fees, money("6.5"));     // ten contracts at 0.65
  EXPECT_EQ(filled.slippage, money("75"));  // 0.15 x 500 shares
  EXPECT_EQ(filled.legs[0].bid, dollars("3"));
  EXPECT_FALSE(filled.size_known);
}

// A peer subtracted the commission in dollars from a price per share.
TEST_F(SimBrokerTest, ChargesCommissionInDollarsPerContractAndLegAndLeavesThePriceAlone) {
  for (const double commission : {0.0, 0.65, 10.0}) {
    FillConfig config;
    config.commission_per_contract = commission;
    SimBroker broker(config, calendar_);
    broker.observe(good_);
    ASSERT_TRUE(broker.submit(approved()));
    const auto fills = fills_in(broker.poll(kNow + minutes(1)));
    ASSERT_EQ(fills.size(), 1U);
    EXPECT_EQ(fills[0].net_price, dollars("1"));
    EXPECT_EQ(fills[0].fees, Money::from_double(10 * commission));
  }
}

TEST_F(SimBrokerTest, WaitsForTheNextSnapshotWhenToldTo) {
  FillConfig config;
  config.delay = "next_snapshot";
  SimBroker broker(config, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + minutes(10)).empty());
  broker.end_of_session(kSession, kNow + minutes(15));
  EXPECT_TRUE(broker.poll(kNow + std::chrono::hours(2)).empty());
  const OptionChain next = later(good_, make_date(2019, 5, 2), kNow + std::chrono::days(1));
  broker.observe(next);
  const auto fills = fills_in(broker.poll(next.known_time));
  ASSERT_EQ(fills.size(), 1U);
  EXPECT_EQ(fills[0].time, next.known_time);
}

TEST_F(SimBrokerTest, ExpiresAnUnfilledDayOrderWithTheReason) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_EQ(states_in(broker.poll(kNow + minutes(1))), States{OrderState::kWorking});
  broker.end_of_session(kSession, kNow + minutes(15));
  const auto events = broker.poll(kNow + minutes(15));
  ASSERT_EQ(events.size(), 1U);
  const OrderUpdate& update = std::get<OrderUpdate>(events[0]);
  EXPECT_EQ(update.state, OrderState::kExpired);
  EXPECT_EQ(update.reason, "limit 0.95 not reached: the market gives 0");
}

TEST_F(SimBrokerTest, KeepsAGoodTillCancelOrderUntilItsContractsStopTrading) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved().worked(dollars("0.95"), TimeInForce::kGoodTillCancel)));
  broker.poll(kNow + minutes(1));
  broker.end_of_session(kSession, kNow + minutes(15));
  EXPECT_TRUE(broker.poll(kNow + minutes(15)).empty());
  const OptionChain last = later(poor_, kExpiry, kNow + std::chrono::days(5));
  broker.observe(last);
  EXPECT_TRUE(broker.poll(last.known_time).empty());
  broker.end_of_session(kExpiry, last.known_time + minutes(15));
  EXPECT_EQ(states_in(broker.poll(last.known_time + minutes(15))), States{OrderState::kExpired});
}

TEST_F(SimBrokerTest, TriesAgainOnABetterSnapshotOfTheSameSession) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(fills_in(broker.poll(kNow + minutes(1))).empty());
  const OptionChain better = later(good_, kSession, kNow + minutes(5));
  broker.observe(better);
  EXPECT_EQ(fills_in(broker.poll(better.known_time)).size(), 1U);
}

TEST_F(SimBrokerTest, NeverFillsOnQuotesOfAnEarlierSessionOrOnStaleOnes) {
  FillConfig config;
  config.stale_after_minutes = 1;
  config.latency_ms = 60'000;
  SimBroker stale(config, calendar_);
  stale.observe(good_);
  ASSERT_TRUE(stale.submit(approved()));
  EXPECT_TRUE(fills_in(stale.poll(kNow + minutes(14))).empty());

  SimBroker broker({}, calendar_);
  broker.observe(good_);
  broker.end_of_session(kSession, kNow + minutes(15));
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(fills_in(broker.poll(kNow + minutes(16))).empty());
}

TEST_F(SimBrokerTest, FillsTheSizeAtTheBindingLegAndTheRestOnLaterSnapshots) {
  SimBroker broker({}, calendar_);
  const OptionChain thin = sized(good_, 3, 2);  // the bought leg's ask binds
  broker.observe(thin);
  ASSERT_TRUE(broker.submit(approved()));
  const auto first = fills_in(broker.poll(kNow + minutes(1)));
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].quantity, 2);
  EXPECT_EQ(first[0].fees, money("2.6"));
  EXPECT_EQ(first[0].legs[1].contracts, 2);
  EXPECT_TRUE(first[0].size_known);
  EXPECT_TRUE(broker.poll(kNow + minutes(2)).empty());
  const OptionChain next = later(sized(good_, 50, 50), kSession, kNow + minutes(5));
  broker.observe(next);
  const auto second = fills_in(broker.poll(next.known_time));
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].quantity, 3);
  EXPECT_NE(second[0].id, first[0].id);
}

TEST_F(SimBrokerTest, GivesTheSameSizeToOneOrderOnly) {
  SimBroker broker({}, calendar_);
  const OptionChain thin = sized(good_, 7, 7);
  broker.observe(thin);
  ASSERT_TRUE(broker.submit(approved(1)));
  ASSERT_TRUE(broker.submit(approved(2)));
  const auto fills = fills_in(broker.poll(kNow + minutes(1)));
  ASSERT_EQ(fills.size(), 2U);
  EXPECT_EQ(fills[0].quantity, 5);
  EXPECT_EQ(fills[1].quantity, 2);
}

TEST_F(SimBrokerTest, LimitsByAShareOfTheVolumeOrNotAtAll) {
  OptionChain chain = sized(good_, 1, 1);
  for (OptionQuote& quote : chain.expiries[0].quotes) quote.volume = 39;
  const auto filled_with = [&](const char* limit) {
    FillConfig config;
    config.size_limit = limit;
    SimBroker broker(config, calendar_);
    broker.observe(chain);
    EXPECT_TRUE(broker.submit(approved()));
    const auto fills = fills_in(broker.poll(kNow + minutes(1)));
    return fills.empty() ? 0 : fills[0].quantity;
  };
  EXPECT_EQ(filled_with("volume_share"), 3);  // a tenth of 39
  EXPECT_EQ(filled_with("quoted"), 1);
  EXPECT_EQ(filled_with("none"), 5);
}

TEST_F(SimBrokerTest, CancelsAWorkingOrderOnceTheCancelReachesTheMarket) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  broker.poll(kNow + minutes(5));
  ASSERT_TRUE(broker.cancel(OrderId{1}, kNow + minutes(5)));
  EXPECT_TRUE(broker.poll(kNow + minutes(5)).empty());
  EXPECT_EQ(states_in(broker.poll(kNow + minutes(6))), States{OrderState::kCancelled});
  EXPECT_TRUE(broker.cancel(OrderId{1}, kNow + minutes(7)));  // its report was underway
}

TEST_F(SimBrokerTest, FillsAnOrderWhoseCancelIsStillOnItsWay) {
  FillConfig config;
  config.latency_ms = 60'000;
  SimBroker broker(config, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  broker.poll(kNow + minutes(5));
  ASSERT_TRUE(broker.cancel(OrderId{1}, kNow + minutes(5)));
  const OptionChain better = later(good_, kSession, kNow + minutes(5) + milliseconds(500));
  broker.observe(better);
  const auto events = broker.poll(kNow + minutes(10));
  EXPECT_EQ(fills_in(events).size(), 1U);
  EXPECT_TRUE(states_in(events).empty());
}

TEST_F(SimBrokerTest, MeetsTheStandingQuotesAgainAtANewLimit) {
  SimBroker broker({}, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved().worked(dollars("1.15"), TimeInForce::kDay)));
  EXPECT_TRUE(fills_in(broker.poll(kNow + minutes(1))).empty());
  ASSERT_TRUE(broker.replace(approved(), kNow + minutes(1)));
  const auto fills = fills_in(broker.poll(kNow + minutes(2)));
  ASSERT_EQ(fills.size(), 1U);
  EXPECT_EQ(fills[0].time, kNow + minutes(1) + milliseconds(250));
  EXPECT_EQ(fills[0].net_price, dollars("1"));
  EXPECT_FALSE(broker.replace(approved(), kNow + minutes(3)));
}

// A step of the price walk that crossed the late report of a fill stopped the run.
TEST_F(SimBrokerTest, IgnoresANewLimitOfAnOrderWhoseReportIsUnderway) {
  FillConfig config;
  config.faults.late = 1.0;
  SimBroker broker(config, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_TRUE(broker.poll(kNow + milliseconds(300)).empty());
  EXPECT_TRUE(broker.replace(approved(), kNow + milliseconds(300)));
  EXPECT_EQ(fills_in(broker.poll(kNow + minutes(5))).size(), 1U);
}

TEST_F(SimBrokerTest, DropsTheOrdersOfAnUnderlyingWhoseContractsChanged) {
  SimBroker broker({}, calendar_);
  ASSERT_TRUE(broker.submit(approved()));
  broker.contracts_changed(Symbol("QQQ"), kNow + minutes(1));
  EXPECT_TRUE(states_in(broker.poll(kNow + minutes(1))) == States{OrderState::kWorking});
  broker.contracts_changed(good_.underlying, kNow + minutes(2));
  broker.observe(later(good_, kSession, kNow + minutes(2)));
  const auto events = broker.poll(kNow + minutes(3));
  EXPECT_TRUE(fills_in(events).empty());
  EXPECT_EQ(states_in(events), States{OrderState::kCancelled});
}

TEST_F(SimBrokerTest, RejectsByChanceWhenAnOrderArrives) {
  FillConfig config;
  config.faults.reject = 1.0;
  SimBroker broker(config, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_EQ(states_in(broker.poll(kNow + minutes(1))), States{OrderState::kRejected});
}

TEST_F(SimBrokerTest, TellsALostFillAgainWhenTheStatusIsAskedFor) {
  FillConfig config;
  config.faults.lost = 1.0;
  SimBroker broker(config, calendar_);
  broker.observe(good_);
  ASSERT_TRUE(broker.submit(approved()));
  const auto events = broker.poll(kNow + minutes(1));
  EXPECT_EQ(states_in(events), (States{OrderState::kUnknown, OrderState::kUnknown}));
  EXPECT_TRUE(fills_in(events).empty());
  ASSERT_TRUE(broker.request_status(OrderId{1}, kNow + minutes(1)));
  const auto told = broker.poll(kNow + minutes(2));
  ASSERT_EQ(fills_in(told).size(), 1U);
  const OrderUpdate& status = std::get<OrderUpdate>(told.back());
  EXPECT_EQ(status.state, OrderState::kFilled);
  EXPECT_EQ(status.status_filled, 5);
}

TEST_F(SimBrokerTest, TellsTheStatusOfAWorkingOrder) {
  SimBroker broker({}, calendar_);
  broker.observe(poor_);
  ASSERT_TRUE(broker.submit(approved()));
  broker.poll(kNow + minutes(1));
  ASSERT_TRUE(broker.request_status(OrderId{1}, kNow + minutes(1)));
  const auto told = broker.poll(kNow + minutes(2));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(std::get<OrderUpdate>(told[0]).status_filled, 0);
  EXPECT_FALSE(broker.request_status(OrderId{2}, kNow + minutes(2)));
}

TEST_F(SimBrokerTest, RefusesTheSameOrderTwice) {
  SimBroker broker({}, calendar_);
  ASSERT_TRUE(broker.submit(approved()));
  EXPECT_FALSE(broker.submit(approved()));
}

}  // namespace
}  // namespace aots::trading
