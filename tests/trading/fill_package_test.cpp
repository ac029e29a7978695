#include "trading/broker/sim/fill_package.hpp"

#include <gtest/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

const OrderLeg kSell290{contract(Right::kPut, "290"), Side::kSell, 1};
const OrderLeg kBuy285{contract(Right::kPut, "285"), Side::kBuy, 1};
const OrderLeg kBuy290{contract(Right::kPut, "290"), Side::kBuy, 1};
const OrderLeg kSell285{contract(Right::kPut, "285"), Side::kSell, 1};

std::vector<PackageQuote> quotes_of(const OptionChain& chain,
                                    std::initializer_list<const OrderLeg*> legs) {
  std::vector<PackageQuote> quotes;
  for (const OrderLeg* leg : legs) quotes.push_back({leg, chain.find(leg->contract)});
  return quotes;
}

std::vector<PackageQuote> sell_spread(const OptionChain& chain) {
  return quotes_of(chain, {&kSell290, &kBuy285});
}

std::vector<PackageQuote> buy_back(const OptionChain& chain) {
  return quotes_of(chain, {&kBuy290, &kSell285});
}

Result<PackageFill, FillMiss> fill(const std::vector<PackageQuote>& legs, const char* limit,
                                   FillPrice model, OrderPurpose purpose = OrderPurpose::kOpen,
                                   const char* tick = "0.01") {
  return fill_package(legs, {.limit = dollars(limit),
                             .purpose = purpose,
                             .model = model,
                             .fraction = 0.5,
                             .tick = dollars(tick)});
}

TEST(FillPackage, CrossesEachLegsQuote) {
  const OptionChain chain = put_chain("3.00", "3.20", "1.90", "2.00");
  const auto filled = fill(sell_spread(chain), "0.95", FillPrice::kCross);
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->net, dollars("1"));
  EXPECT_EQ(filled->leg_prices, (LegPrices{dollars("3"), dollars("2")}));
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
  EXPECT_EQ(filled.error().text(), "limit 1.01 not reached: the market gives 1");
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

TEST(FillPackage, GivesUpWhatLiesBetweenTwoTicksInEveryModel) {
  const OptionChain chain = put_chain("3.03", "3.20", "1.90", "2.00");
  const auto filled =
      fill(sell_spread(chain), "0.95", FillPrice::kCross, OrderPurpose::kOpen, "0.05");
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->net, dollars("1"));  // 1.03 is no tick of 0.05
  EXPECT_EQ(filled->leg_prices[0] - filled->leg_prices[1], dollars("1"));
}

// A peer took the commission in dollars off a price per share.
TEST(FillPackage, KnowsNothingOfCommissions) {
  const OptionChain chain = put_chain("3.00", "3.20", "1.90", "2.00");
  EXPECT_EQ(fill(sell_spread(chain), "0.95", FillPrice::kCross)->net, dollars("1"));
}

TEST(FillMiss, NamesTheLegThatIsInTheWay) {
  const OptionChain crossed = put_chain("3.30", "3.20", "1.90", "2.00");
  const OptionChain no_ask = put_chain("3.00", "3.20", "1.90", "");
  const OptionChain no_bid = put_chain("0.00", "0.05", "1.90", "2.00");
  OptionChain gone = put_chain("3.00", "3.20", "1.90", "2.00");
  gone.expiries[0].quotes.pop_back();
  const auto why = [](const OptionChain& chain) {
    return fill(sell_spread(chain), "-9", FillPrice::kCross).error().text();
  };
  EXPECT_EQ(why(crossed), "SPY190506P00290000 is crossed");
  EXPECT_EQ(why(no_ask), "SPY190506P00285000 has no ask");
  EXPECT_EQ(why(no_bid), "SPY190506P00290000 has no bid");
  EXPECT_EQ(why(gone), "SPY190506P00290000 is not quoted");
}

TEST(FillMiss, SaysWhenNoLegCanBearTheTick) {
  OrderLeg two = kSell290;
  two.ratio = 2;
  const OptionChain chain = put_chain("3.03", "3.20", "1.90", "2.00");
  const auto filled =
      fill(quotes_of(chain, {&two}), "1", FillPrice::kCross, OrderPurpose::kOpen, "0.05");
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().why, FillMiss::Why::kTick);
}

}  // namespace
}  // namespace aots::trading
