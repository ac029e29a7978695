#include "strategy/iv_rank.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/analytics/chain_fixture.hpp"

namespace aots::strategy {
namespace {

// SPY at 292 on 2019-05-01: expiries of 2, 5, 7 and 9 days, one-dollar strikes from 270 to 314.
OptionChain spy_chain(double vol) {
  test::ChainSpec spec;
  spec.underlying = Symbol("SPY");
  spec.spot = 292.0;
  spec.half_spread = 0.01;
  OptionChain chain = test::empty_chain(spec);
  const auto option_class = calendar::option_class("SPY");
  for (const unsigned day : {3U, 6U, 8U, 10U}) {
    ExpiryChain slice;
    slice.root = "SPY";
    slice.expiry = make_date(2019, 5, day);
    const auto years =
        calendar::years_to_cutoff(test::nyse(), option_class, slice.expiry, chain.event_time);
    for (int strike = 270; strike <= 314; ++strike) {
      for (const Right right : {Right::kCall, Right::kPut}) {
        slice.quotes.push_back(test::quote_at(spec, strike, right, *years, vol));
      }
    }
    chain.expiries.push_back(std::move(slice));
  }
  return chain;
}

// A decision point that a test bends to its case.
struct Case {
  OptionChain chain = spy_chain(0.15);
  TickerContext ticker{.symbol = Symbol("SPY"), .is_etf = true, .min_dte = 3, .max_dte = 45};
  Regime regime = Regime::kLowVol;
  std::optional<double> rank = 0.9;
  models::ForecastAnswer forecast = models::NoForecast{"none"};
  IvRankConfig config{};

  Decision decide() const {
    const analytics::ChainView view(chain, {.rate = 0.024, .dividend_yield = 0.019}, test::nyse());
    std::optional<features::IvRank> iv_rank;
    if (rank) iv_rank = features::IvRank{*rank, *rank, 252};
    const MarketView market{.now = chain.known_time,
                            .session = chain.session,
                            .ticker = ticker,
                            .chain = view,
                            .regime = regime,
                            .vix = 14.0,
                            .iv_rank = iv_rank,
                            .iv_source = "VIX",
                            .forecast = forecast};
    return IvRankStrategy(config).evaluate(market);
  }

  std::string rule() const {
    const Decision decision = decide();
    const auto* none = std::get_if<NoSignal>(&decision);
    return none == nullptr ? "signal" : none->rule;
  }
};

Signal signal_of(const Case& c) {
  const Decision decision = c.decide();
  if (const auto* none = std::get_if<NoSignal>(&decision)) throw std::runtime_error(none->rule);
  return std::get<Signal>(decision);
}

TEST(IvRankStrategy, SellsThePutNearestTheTargetDeltaAndBuysProtectionAWidthBelow) {
  const Signal signal = signal_of(Case{});
  EXPECT_EQ(signal.strategy, "iv_rank_sell");
  EXPECT_EQ(signal.action, "sell_put_credit_spread");
  ASSERT_EQ(signal.legs.size(), 2U);
  EXPECT_EQ(signal.legs[0].side, Side::kSell);
  EXPECT_EQ(signal.legs[1].side, Side::kBuy);
  EXPECT_NEAR(signal.legs[0].greeks->delta, -0.25, 0.04);
  EXPECT_EQ(signal.legs[0].contract.strike - signal.legs[1].contract.strike,
            Price::from_double(5.0));
  EXPECT_EQ(signal.legs[0].contract.expiry, signal.legs[1].contract.expiry);
  EXPECT_GE(signal.dte, 3);
  EXPECT_LE(signal.dte, 7);
}

TEST(IvRankStrategy, TakesTheCreditAtTheFarSideOfBothQuotes) {
  const Signal signal = signal_of(Case{});
  EXPECT_EQ(signal.net_price, *signal.legs[0].bid - *signal.legs[1].ask);
  EXPECT_EQ(signal.max_profit, signal.net_price);
  EXPECT_EQ(signal.max_risk, Price::from_double(5.0) - signal.net_price);
}

TEST(IvRankStrategy, BuysTheMirrorWhenTheRankIsLow) {
  Case c;
  c.rank = 0.1;
  const Signal signal = signal_of(c);
  EXPECT_EQ(signal.action, "buy_call_debit_spread");
  EXPECT_NEAR(signal.legs[1].greeks->delta, 0.50, 0.05);
  EXPECT_EQ(signal.legs[0].contract.strike - signal.legs[1].contract.strike,
            Price::from_double(5.0));
  EXPECT_EQ(signal.net_price, *signal.legs[0].bid - *signal.legs[1].ask);
  EXPECT_TRUE(signal.net_price.is_negative());
  EXPECT_EQ(signal.max_risk, -signal.net_price);
  EXPECT_EQ(signal.max_profit, Price::from_double(5.0) + signal.net_price);
}

TEST(IvRankStrategy, ThresholdsAreExclusive) {
  Case c;
  c.rank = 0.70;
  EXPECT_EQ(c.rule(), "iv_rank_between_thresholds");
  c.rank = 0.30;
  EXPECT_EQ(c.rule(), "iv_rank_between_thresholds");
}

TEST(IvRankStrategy, RegimeVetoesNeutralUnknownAndBuysWithoutExpansion) {
  Case c;
  c.regime = Regime::kNeutral;
  EXPECT_EQ(c.rule(), "neutral_regime");
  c.regime = Regime::kUnknown;
  EXPECT_EQ(c.rule(), "unknown_regime");
  c.rank = 0.1;
  c.regime = Regime::kHighVol;
  EXPECT_EQ(c.rule(), "buy_needs_expansion");
  c.regime = Regime::kIvExpansion;
  EXPECT_EQ(c.rule(), "signal");
}

TEST(IvRankStrategy, WithoutVetoEveryRegimeTrades) {
  Case c;
  c.config.regime_veto = false;
  c.regime = Regime::kNeutral;
  EXPECT_EQ(c.rule(), "signal");
  c.rank = 0.1;
  EXPECT_EQ(c.rule(), "signal");
}

TEST(IvRankStrategy, SaysWhyThereIsNoSignal) {
  Case c;
  c.rank.reset();
  EXPECT_EQ(c.rule(), "iv_rank_absent");
  c = Case{};
  c.ticker.model = ModelKind::kEarnings;
  EXPECT_EQ(c.rule(), "earnings_window");
  c.ticker.model = ModelKind::kBlackout;
  EXPECT_EQ(c.rule(), "earnings_blackout");
  c = Case{};
  c.ticker.min_dte = 20;
  EXPECT_EQ(c.rule(), "no_expiry_in_window");
  c = Case{};
  c.config.max_spread_width = 5.5;
  EXPECT_EQ(c.rule(), "no_protection_strike");
}

TEST(IvRankStrategy, TickersDteBoundsAreHard) {
  Case c;
  c.ticker.min_dte = 6;
  EXPECT_EQ(signal_of(c).dte, 7);
  c.ticker.min_dte = 0;
  c.ticker.max_dte = 5;
  EXPECT_EQ(signal_of(c).dte, 5);
}

TEST(IvRankStrategy, QuotesWithoutCreditGiveNoSignal) {
  Case c;
  for (ExpiryChain& slice : c.chain.expiries) {
    for (OptionQuote& quote : slice.quotes) quote.ask = *quote.ask + Price::from_double(5.0);
  }
  EXPECT_EQ(c.rule(), "no_credit");
}

TEST(IvRankStrategy, CrossedQuotesAreNotTraded) {
  Case c;
  for (ExpiryChain& slice : c.chain.expiries) {
    for (OptionQuote& quote : slice.quotes) quote.ask = *quote.bid - Price::from_double(0.01);
  }
  EXPECT_NE(c.rule(), "signal");
}

// A forecast far below one half is as far from it as a good one, and must not trade.
TEST(IvRankStrategy, ForecastOfALossDeclines) {
  Case c;
  c.forecast = models::Forecast{0.1, "test"};
  EXPECT_EQ(c.rule(), "forecast_declines");
  c.forecast = models::Forecast{0.66, "test"};
  EXPECT_EQ(c.rule(), "signal");
}

TEST(IvRankStrategy, FlagsASignalWithoutForecast) {
  EXPECT_EQ(signal_of(Case{}).flags, std::vector<std::string>{"no_forecast"});
  Case c;
  c.forecast = models::Forecast{0.8, "test"};
  EXPECT_TRUE(signal_of(c).flags.empty());
}

TEST(IvRankConfidence, FollowsTheSeedsTable) {
  EXPECT_DOUBLE_EQ(iv_rank_confidence(0.8, Regime::kLowVol, std::nullopt, Side::kSell), 0.8);
  EXPECT_DOUBLE_EQ(iv_rank_confidence(0.8, Regime::kHighVol, std::nullopt, Side::kSell), 0.8 * 0.7);
  EXPECT_DOUBLE_EQ(iv_rank_confidence(0.99, Regime::kIvContraction, std::nullopt, Side::kSell),
                   0.98);
  EXPECT_DOUBLE_EQ(iv_rank_confidence(0.1, Regime::kIvExpansion, std::nullopt, Side::kBuy), 0.98);
  EXPECT_DOUBLE_EQ(iv_rank_confidence(0.2, Regime::kLowVol, std::nullopt, Side::kBuy), 0.8 * 0.8);
  EXPECT_DOUBLE_EQ(iv_rank_confidence(0.8, Regime::kLowVol, 0.5, Side::kSell),
                   0.6 * 0.8 + 0.4 * 0.5);
}

// A credit spread sold for 1.00 on two packages of width 5.
Position open_credit() {
  Position position;
  position.signal.multiplier = 100;
  position.signal.regime = Regime::kLowVol;
  position.quantity = 2;
  position.entry_net = Price::from_double(1.0);
  position.max_profit = Money::from_double(200.0);
  position.initial_dte = 5;
  return position;
}

std::string exit_of(const Position& position, std::optional<double> unrealized, int dte,
                    Regime regime = Regime::kLowVol) {
  PositionContext context{.position = position, .now = {}, .session = {}, .dte = dte};
  if (unrealized) context.unrealized = Money::from_double(*unrealized);
  context.regime = regime;
  return IvRankStrategy(IvRankConfig{}).exit_reason(context).value_or("hold");
}

TEST(IvRankExits, TakesHalfTheMaximumProfit) {
  EXPECT_EQ(exit_of(open_credit(), 100.0, 4), "profit_target");
  EXPECT_EQ(exit_of(open_credit(), 99.99, 4), "hold");
}

TEST(IvRankExits, StopsAtTwiceTheCredit) {
  EXPECT_EQ(exit_of(open_credit(), -400.0, 4), "stop_loss");
  EXPECT_EQ(exit_of(open_credit(), -399.99, 4), "hold");
}

TEST(IvRankExits, StopsADebitAtHalfOfIt) {
  Position debit = open_credit();
  debit.entry_net = Price::from_double(-2.0);
  debit.max_profit = Money::from_double(600.0);
  EXPECT_EQ(exit_of(debit, -200.0, 4), "stop_loss");
  EXPECT_EQ(exit_of(debit, -199.99, 4), "hold");
  EXPECT_EQ(exit_of(debit, 300.0, 4), "profit_target");
}

TEST(IvRankExits, LeavesWhenMoreThanFourFifthsOfTheTimeHasPassed) {
  EXPECT_EQ(exit_of(open_credit(), 0.0, 1), "hold");  // exactly 80% has passed
  EXPECT_EQ(exit_of(open_credit(), 0.0, 0), "time_exit");
}

TEST(IvRankExits, LeavesWhenCalmTurnsIntoHighVolatility) {
  EXPECT_EQ(exit_of(open_credit(), 0.0, 4, Regime::kHighVol), "regime_shift");
  Position other = open_credit();
  other.signal.regime = Regime::kIvContraction;
  EXPECT_EQ(exit_of(other, 0.0, 4, Regime::kHighVol), "hold");
}

TEST(IvRankExits, ProfitRulesWaitForFreshMarks) {
  EXPECT_EQ(exit_of(open_credit(), std::nullopt, 4), "hold");
  EXPECT_EQ(exit_of(open_credit(), std::nullopt, 0), "time_exit");
}

}  // namespace
}  // namespace aots::strategy
