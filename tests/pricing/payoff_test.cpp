// What positions gain and lose, against formulas that a trader knows by heart.
#include "pricing/payoff.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "pricing/black_scholes.hpp"

namespace aots::pricing {
namespace {

constexpr UnderlyingNow kMarket{.spot = 100.0, .rate = 0.03, .dividend_yield = 0.01};

HeldOption call(double contracts, double strike, double price, double years = 0.1) {
  return {Right::kCall, strike, years, 0.25, contracts * 100.0, price};
}
HeldOption put(double contracts, double strike, double price, double years = 0.1) {
  return {Right::kPut, strike, years, 0.25, contracts * 100.0, price};
}

TEST(Payoff, OfACreditSpreadLosesTheWidthLessTheCredit) {
  const std::vector<HeldOption> spread{put(-2, 95, 1.5), put(2, 90, 0.6)};
  const PayoffAnalysis payoff = analyse_payoff(spread, kMarket);
  EXPECT_TRUE(payoff.exact);
  EXPECT_NEAR(net_premium(spread), 180.0, 1e-9);
  EXPECT_NEAR(payoff.max_profit.value(), 180.0, 1e-9);
  EXPECT_NEAR(payoff.max_loss.value(), 820.0, 1e-9);
  ASSERT_EQ(payoff.break_evens.size(), 1U);
  EXPECT_NEAR(payoff.break_evens[0], 94.1, 1e-9);
}

TEST(Payoff, OfNakedOptionsIsUnboundedOnTheSideThatRuns) {
  const std::vector<HeldOption> sold_call{call(-1, 105, 2)};
  const PayoffAnalysis sold = analyse_payoff(sold_call, kMarket);
  EXPECT_FALSE(sold.max_loss.has_value());
  EXPECT_NEAR(sold.max_profit.value(), 200.0, 1e-9);
  EXPECT_NEAR(sold.break_evens.at(0), 107.0, 1e-9);
  const std::vector<HeldOption> bought_call{call(1, 105, 2)};
  const PayoffAnalysis bought = analyse_payoff(bought_call, kMarket);
  EXPECT_FALSE(bought.max_profit.has_value());
  EXPECT_NEAR(bought.max_loss.value(), 200.0, 1e-9);
  const std::vector<HeldOption> sold_put{put(-1, 95, 2)};
  EXPECT_NEAR(analyse_payoff(sold_put, kMarket).max_loss.value(), 9'300.0, 1e-9);
}

TEST(Payoff, OfAnIronCondorHasTwoBreakEvens) {
  const std::vector<HeldOption> condor{put(1, 85, 0.4), put(-1, 90, 1.1), call(-1, 110, 1.2),
                                       call(1, 115, 0.5)};
  const PayoffAnalysis payoff = analyse_payoff(condor, kMarket);
  ASSERT_EQ(payoff.break_evens.size(), 2U);
  EXPECT_NEAR(payoff.break_evens[0], 88.6, 1e-9);
  EXPECT_NEAR(payoff.break_evens[1], 111.4, 1e-9);
  EXPECT_NEAR(payoff.max_profit.value(), 140.0, 1e-9);
  EXPECT_NEAR(payoff.max_loss.value(), 360.0, 1e-9);
}

// Put-call parity: the four options of a box are worth its width whatever happens.
TEST(Payoff, OfABoxIsTheSameEverywhere) {
  const std::vector<HeldOption> box{call(1, 95, 7), call(-1, 105, 2), put(1, 105, 6.6),
                                    put(-1, 95, 1.8)};
  const PayoffAnalysis payoff = analyse_payoff(box, kMarket);
  EXPECT_NEAR(payoff.max_profit.value(), 20.0, 1e-9);  // 10 - 9.80 a share
  EXPECT_EQ(payoff.max_loss.value(), 0.0);
  EXPECT_TRUE(payoff.break_evens.empty());
  std::vector<Scenario> scenarios;
  for (int spot = 50; spot <= 150; spot += 10) scenarios.push_back({spot * 1.0, 1.0});
  for (const double value : position_values(box, kMarket, scenarios, 0.0)) {
    EXPECT_NEAR(value, 1'000.0 * std::exp(-kMarket.rate * 0.1), 1e-6);
  }
}

TEST(Payoff, OfARatioSpreadBreaksEvenBeyondItsLastStrike) {
  const std::vector<HeldOption> ratio{call(1, 100, 3), call(-2, 105, 1.25)};
  const PayoffAnalysis payoff = analyse_payoff(ratio, kMarket);
  EXPECT_FALSE(payoff.max_loss.has_value());
  ASSERT_EQ(payoff.break_evens.size(), 2U);
  EXPECT_NEAR(payoff.break_evens[0], 100.5, 1e-9);
  EXPECT_NEAR(payoff.break_evens[1], 109.5, 1e-9);
}

TEST(Payoff, OfACalendarValuesTheLaterOptionAtTheFirstExpiry) {
  const UnderlyingNow market{.spot = 100.0, .rate = 0.0, .dividend_yield = 0.0};
  const std::vector<HeldOption> calendar{call(-1, 100, 3, 0.1), call(1, 100, 5, 0.35)};
  const PayoffAnalysis payoff = analyse_payoff(calendar, market);
  EXPECT_FALSE(payoff.exact);
  const auto later = black_scholes(EuropeanOption{.right = Right::kCall,
                                                  .spot = 100.0,
                                                  .strike = 100.0,
                                                  .years = 0.25,
                                                  .rate = 0.0,
                                                  .dividend_yield = 0.0,
                                                  .vol = 0.25});
  ASSERT_TRUE(later.has_value());
  EXPECT_NEAR(payoff.max_profit.value(), 100.0 * later->price - 200.0, 0.01);
  EXPECT_NEAR(payoff.max_loss.value(), 200.0, 0.01);
  ASSERT_EQ(payoff.break_evens.size(), 2U);
  for (const double spot : payoff.break_evens) {
    const Scenario there{spot, 1.0};
    EXPECT_NEAR(position_values(calendar, market, {&there, 1}, 0.1)[0] - 200.0, 0.0, 1e-5);
  }
}

TEST(Payoff, GreeksAreThoseOfTheOptionsInSharesAndDollars) {
  const std::vector<HeldOption> options{put(-2, 95, 1.5)};
  const auto one = black_scholes(EuropeanOption{.right = Right::kPut,
                                                .spot = 100.0,
                                                .strike = 95.0,
                                                .years = 0.1,
                                                .rate = 0.03,
                                                .dividend_yield = 0.01,
                                                .vol = 0.25});
  ASSERT_TRUE(one.has_value());
  const Greeks greeks = position_greeks(options, kMarket);
  EXPECT_NEAR(greeks.delta, -200.0 * one->greeks.delta, 1e-12);
  EXPECT_NEAR(greeks.vega_per_vol_point, -200.0 * one->greeks.vega_per_vol_point, 1e-12);
}

TEST(Payoff, ProfitIsReadBetweenAndBeyondThePoints) {
  const std::vector<HeldOption> options{call(1, 100, 3)};
  const PayoffAnalysis payoff = analyse_payoff(options, kMarket);
  EXPECT_NEAR(profit_at(payoff, 0.0), -300.0, 1e-9);
  EXPECT_NEAR(profit_at(payoff, 60.0), -300.0, 1e-9);
  EXPECT_NEAR(profit_at(payoff, 250.0), 14'700.0, 1e-9);
}

}  // namespace
}  // namespace aots::pricing
