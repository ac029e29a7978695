// Which orders for shares the gate lets through.
#include "trading/risk/share_gate.hpp"

#include <gtest/gtest.h>

#include "tests/trading/stress_fixtures.hpp"

namespace aots::trading {
namespace {

Price dollars(const char* text) { return *Price::parse(text); }

// A strangle sold at 250 and 270, with shares of it.
Position strangle(const char* root, std::int64_t shares) {
  Position position;
  position.id = PositionId{1};
  position.status = PositionStatus::kOpen;
  position.quantity = 1;
  position.signal.symbol = Symbol(root);
  for (const auto& [right, strike] : {std::pair{Right::kPut, "250"}, {Right::kCall, "270"}}) {
    PositionLeg leg;
    leg.contract = {Symbol(root), root, make_date(2018, 6, 15), right, dollars(strike), 100};
    leg.side = Side::kSell;
    leg.contracts = 1;
    leg.mark = leg.entry_price = dollars("2");
    position.legs.push_back(leg);
  }
  if (shares == 0) return position;
  ShareLeg held;
  held.side = shares > 0 ? Side::kBuy : Side::kSell;
  held.shares = std::abs(shares);
  held.entry_price = dollars("260");
  position.shares.push_back(held);
  return position;
}

// "approved", or the rule that refused.
std::string verdict(const Position& position, std::int64_t shares, std::optional<Price> spot,
                    double cash = 100'000.0) {
  PortfolioView book;
  book.cash = book.equity = Money::from_double(cash);
  book.open = {&position};
  const ShareGate gate{RiskConfig{}};
  const ShareDecision decision = gate.assess(
      {.position = position, .shares = shares, .spot = spot, .now = {}, .reason = "hedge"}, book,
      [](const Symbol&) { return std::optional(Price::from_double(260.0)); });
  const auto* refusal = std::get_if<Refusal>(&decision);
  return refusal == nullptr ? "approved" : refusal->rule;
}

const std::optional<Price> kSpot = Price::from_double(260.0);

TEST(ShareGate, ApprovesWhatTheOptionsCanAskForAndNoMore) {
  EXPECT_EQ(verdict(strangle("SPY", 0), 100, kSpot), "approved");
  EXPECT_EQ(verdict(strangle("SPY", 0), -100, kSpot), "approved");
  EXPECT_EQ(verdict(strangle("SPY", 0), 101, kSpot), "hedge_size");
  EXPECT_EQ(verdict(strangle("SPY", 60), 41, kSpot), "hedge_size");
}

TEST(ShareGate, RefusesWithoutASpotAndOnAnIndex) {
  EXPECT_EQ(verdict(strangle("SPY", 0), 10, std::nullopt), "spot_known");
  EXPECT_EQ(verdict(strangle("SPY", 60), -60, std::nullopt), "spot_known");
  EXPECT_EQ(verdict(strangle("SPX", 0), 10, kSpot), "underlying_trades");
}

TEST(ShareGate, CountsTheSharesInTheMarginButNeverStopsGivingThemUp) {
  EXPECT_EQ(verdict(strangle("SPY", 0), 60, kSpot, 6'000.0), "buying_power");
  EXPECT_EQ(verdict(strangle("SPY", 60), -60, kSpot, 0.0), "approved");
  EXPECT_EQ(verdict(strangle("SPY", 60), -90, kSpot, 0.0), "equity_positive");
}

// A strangle and its hedge at a spot of 260, under portfolio margin; options near worthless.
std::string portfolio_verdict(std::int64_t held, std::int64_t shares, double equity, double cash,
                              const StressMarket* market) {
  Position position = strangle("SPY", held);
  for (PositionLeg& leg : position.legs) leg.iv = 0.2;
  PortfolioView book;
  book.equity = Money::from_double(equity);
  book.cash = Money::from_double(cash);
  book.open = {&position};
  RiskConfig config;
  config.margin = "portfolio";
  const ShareDecision decision = ShareGate(config).assess(
      {.position = position, .shares = shares, .spot = kSpot, .now = {}, .reason = "hedge"}, book,
      [](const Symbol&) { return kSpot; }, market);
  const auto* refusal = std::get_if<Refusal>(&decision);
  return refusal == nullptr ? "approved" : refusal->message;
}

// On its last day the strangle loses 29 a share down 15% (260 to 221) and as much up: 2,900.
TEST(ShareGate, HoldsAHedgeToPortfolioMargin) {
  StressMarket market(testing::exchange());
  testing::show(market, "SPY", {0.0, 0.0}, *parse_timestamp("2018-06-15T20:00:00Z"));
  // 50 shares lose 39 each where the put is exercised: 1,950 more.
  EXPECT_EQ(portfolio_verdict(0, 50, 4'000.0, 20'000.0, &market),
            "buying_power: the order would tie up 1950 $, and 1100 $ are free");
  EXPECT_EQ(portfolio_verdict(0, 50, 4'900.0, 20'000.0, &market), "approved");
  EXPECT_EQ(portfolio_verdict(0, 50, 20'000.0, 10'000.0, &market),
            "buying_power: the order would tie up 13000 $, and 10000 $ are free");
  EXPECT_EQ(portfolio_verdict(0, 50, 90'000.0, 90'000.0, nullptr).substr(0, 13), "margin_known:");
  EXPECT_EQ(portfolio_verdict(50, -50, 0.0, 0.0, nullptr), "approved");
}

}  // namespace
}  // namespace aots::trading
