// payoffs.json: what a trade looked like when it was opened.
#include "backtest/trade_payoffs.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/trading/fixtures.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::json;

// Two spreads 290/285 sold for 1.00 with SPY at 292.
Position sold_spread() {
  trading::Portfolio book = testing::book_with_spread();
  Position position = *book.find(PositionId{1});
  position.signal.spot = 292.0;
  for (SignalLeg& leg : position.signal.legs) leg.iv = 0.15;
  return position;
}

TEST(TradePayoffs, HoldWhatATradeCouldGainAndLose) {
  const Json trades = Json::parse(trade_payoffs_json({sold_spread()}))["trades"];
  ASSERT_EQ(trades.size(), 1U);
  const Json& trade = trades[0];
  EXPECT_EQ(trade["trade_id"], 1);
  EXPECT_EQ(trade["max_profit"], 200.0);
  EXPECT_EQ(trade["max_loss"], 800.0);
  EXPECT_EQ(trade["break_evens"], Json::array({289.0}));
  EXPECT_EQ(trade["margin"], 1000.0);
  EXPECT_GT(trade["probability_of_profit"], 0.5);
  EXPECT_LT(trade["probability_of_profit"], 1.0);
  EXPECT_GT(trade["greeks"]["delta"], 0.0);
  EXPECT_GT(trade["greeks"]["theta"], 0.0);
}

TEST(TradePayoffs, DrawBothCurvesOnOneAxisWithTheStrikesOnIt) {
  const Json curves = Json::parse(trade_payoffs_json({sold_spread()}))["trades"][0]["curves"];
  EXPECT_EQ(curves["spots"].size(), curves["at_expiry"].size());
  EXPECT_EQ(curves["spots"].size(), curves["at_entry"].size());
  EXPECT_NE(std::find(curves["spots"].begin(), curves["spots"].end(), 290.0),
            curves["spots"].end());
  EXPECT_EQ(curves["at_expiry"].front(), -800.0);
  EXPECT_EQ(curves["at_expiry"].back(), 200.0);
}

// Where every vol is the same, the smile is the lognormal.
TEST(TradePayoffs, TellTheOddsByTheSmileBesideTheLognormalOnes) {
  const Json without = Json::parse(trade_payoffs_json({sold_spread()}))["trades"][0];
  EXPECT_TRUE(without["smile_probability_of_profit"].is_null());
  const Position position = sold_spread();
  const double years = 0.1;
  TerminalDistributions smiles;
  smiles.emplace(position.id,
                 pricing::TerminalDistribution({.forward = 292.0, .vol = 0.15, .years = years}));
  const Json with = Json::parse(trade_payoffs_json({position}, smiles))["trades"][0];
  const double above = 1.0 - smiles.at(position.id).probability_below(289.0);
  EXPECT_NEAR(with["smile_probability_of_profit"], above, 1e-4);
  EXPECT_EQ(with["probability_of_profit"], without["probability_of_profit"]);
  EXPECT_LT(with["smile_expected_profit"], 200.0);
}

TEST(TradePayoffs, LeaveOutTradesWithoutASpotOrAVol) {
  Position no_spot = sold_spread();
  no_spot.signal.spot.reset();
  Position no_vol = sold_spread();
  no_vol.signal.legs[1].iv.reset();
  EXPECT_EQ(trade_payoffs_json({no_spot, no_vol}), "{\"trades\":[]}\n");
}

}  // namespace
}  // namespace aots::backtest
