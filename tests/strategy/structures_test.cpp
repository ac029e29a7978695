// The structures beyond verticals: what is bought and sold, what they can win and lose.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "strategy/butterfly.hpp"
#include "strategy/calendar_spread.hpp"
#include "strategy/hedged_strangle.hpp"
#include "strategy/iron_condor.hpp"
#include "strategy/strategy_choice.hpp"
#include "strategy/structure.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::strategy {
namespace {

// SPY at 292 on 2019-05-01: monthly expiries, one-dollar strikes from 240 to 340.
OptionChain monthly_chain(double near_vol, double far_vol) {
  test::ChainSpec spec;
  spec.underlying = Symbol("SPY");
  spec.spot = 292.0;
  spec.half_spread = 0.01;
  OptionChain chain = test::empty_chain(spec);
  const auto option_class = calendar::option_class("SPY");
  double vol = near_vol;
  for (const Date expiry : {make_date(2019, 6, 7), make_date(2019, 7, 5)}) {
    ExpiryChain slice;
    slice.root = "SPY";
    slice.expiry = expiry;
    const auto years =
        calendar::years_to_cutoff(test::nyse(), option_class, slice.expiry, chain.event_time);
    for (int strike = 240; strike <= 340; ++strike) {
      for (const Right right : {Right::kCall, Right::kPut}) {
        slice.quotes.push_back(test::quote_at(spec, strike, right, *years, vol));
      }
    }
    chain.expiries.push_back(std::move(slice));
    vol = far_vol;
  }
  return chain;
}

struct Case {
  OptionChain chain = monthly_chain(0.16, 0.16);
  TickerContext ticker{.symbol = Symbol("SPY"), .is_etf = true, .min_dte = 3, .max_dte = 90};
  Regime regime = Regime::kHighVol;
  std::optional<double> rank = 0.8;
  models::ForecastAnswer forecast = models::NoForecast{"none"};

  Decision decide(const Strategy& strategy) const {
    const analytics::ChainView view(chain, {.rate = 0.024, .dividend_yield = 0.019}, test::nyse());
    std::optional<features::IvRank> iv_rank;
    if (rank) iv_rank = features::IvRank{*rank, *rank, 252};
    return strategy.evaluate({.now = chain.known_time,
                              .session = chain.session,
                              .ticker = ticker,
                              .chain = view,
                              .regime = regime,
                              .vix = 22.0,
                              .iv_rank = iv_rank,
                              .iv_source = "VIX",
                              .report = std::nullopt,
                              .forecast = forecast});
  }
  Signal signal(const Strategy& strategy) const {
    const Decision decision = decide(strategy);
    if (const auto* none = std::get_if<NoSignal>(&decision)) throw std::runtime_error(none->rule);
    return std::get<Signal>(decision);
  }
  std::string rule(const Strategy& strategy) const {
    const Decision decision = decide(strategy);
    const auto* none = std::get_if<NoSignal>(&decision);
    return none == nullptr ? "signal" : none->rule;
  }
};

TEST(IronCondor, SellsBothSidesAtTheDeltaAndBuysWingsEquallyFar) {
  const Signal signal = Case{}.signal(IronCondorStrategy({}));
  EXPECT_EQ(signal.strategy, "iron_condor");
  EXPECT_EQ(signal.direction, Direction::kNeutral);
  ASSERT_EQ(signal.legs.size(), 4U);
  EXPECT_NEAR(signal.legs[0].greeks->delta, -0.16, 0.02);
  EXPECT_NEAR(signal.legs[2].greeks->delta, 0.16, 0.02);
  const Price width = Price::from_double(5.0);
  EXPECT_EQ(signal.legs[0].contract.strike - signal.legs[1].contract.strike, width);
  EXPECT_EQ(signal.legs[3].contract.strike - signal.legs[2].contract.strike, width);
  EXPECT_EQ(signal.net_price,
            *signal.legs[0].bid - *signal.legs[1].ask + *signal.legs[2].bid - *signal.legs[3].ask);
  EXPECT_EQ(signal.max_profit, signal.net_price);
  EXPECT_EQ(signal.max_risk, width - signal.net_price);
  EXPECT_TRUE(signal.defined_risk);
}

TEST(IronCondor, NeedsAHighRankAndARegime) {
  Case c;
  c.rank = 0.49;
  EXPECT_EQ(c.rule(IronCondorStrategy({})), "iv_rank_too_low");
  c.rank = 0.8;
  c.regime = Regime::kNeutral;
  EXPECT_EQ(c.rule(IronCondorStrategy({})), "neutral_regime");
  EXPECT_EQ(c.rule(IronCondorStrategy({.entry = {.regime_veto = false}})), "signal");
  c.ticker.model = ModelKind::kBlackout;
  EXPECT_EQ(c.rule(IronCondorStrategy({.entry = {.regime_veto = false}})), "earnings_blackout");
}

TEST(HedgedStrangle, SellsBothSidesAtTheDeltaAndIsSizedOnAJumpOfTheSpot) {
  const Signal signal = Case{}.signal(HedgedStrangleStrategy({}));
  EXPECT_EQ(signal.strategy, "hedged_strangle");
  EXPECT_EQ(signal.action, "sell_strangle");
  EXPECT_FALSE(signal.defined_risk);
  ASSERT_EQ(signal.legs.size(), 2U);
  EXPECT_NEAR(signal.legs[0].greeks->delta, -0.16, 0.02);
  EXPECT_NEAR(signal.legs[1].greeks->delta, 0.16, 0.02);
  EXPECT_EQ(signal.net_price, *signal.legs[0].bid + *signal.legs[1].bid);
  // 15% of 292 takes the spot 43.80 away, past the nearer strike; what is left of time value is
  // small there.
  const double put = signal.legs[0].contract.strike.to_double() - 292.0 * 0.85;
  const double call = 292.0 * 1.15 - signal.legs[1].contract.strike.to_double();
  const double intrinsic = std::max(put, call) - signal.net_price.to_double();
  EXPECT_GE(signal.max_risk.to_double(), intrinsic);
  EXPECT_LE(signal.max_risk.to_double(), intrinsic + 1.0);
}

TEST(HedgedStrangle, LeavesABandOfItsPackagesUnhedged) {
  const HedgedStrangleStrategy strategy({.delta_band = 0.2});
  Position position;
  position.signal.multiplier = 100;
  position.quantity = 3;
  EXPECT_DOUBLE_EQ(*strategy.hedge_band(position), 60.0);
  EXPECT_FALSE(IronCondorStrategy({}).hedge_band(position).has_value());
}

TEST(Butterfly, CostsADebitAndPaysTheWidthAtTheMiddle) {
  const Signal signal = Case{}.signal(ButterflyStrategy({}));
  ASSERT_EQ(signal.legs.size(), 3U);
  EXPECT_EQ(signal.legs[1].ratio, 2);
  EXPECT_NEAR(signal.legs[1].contract.strike.to_double(), 292.0, 1.0);
  EXPECT_TRUE(signal.net_price.is_negative());
  EXPECT_EQ(signal.max_risk, -signal.net_price);
  EXPECT_EQ(signal.max_profit, Price::from_double(10.0) + signal.net_price);
}

TEST(CalendarSpread, SellsNearAndBuysTheSameStrikeLater) {
  Case c;
  c.rank = 0.1;
  c.regime = Regime::kLowVol;
  const Signal signal = c.signal(CalendarSpreadStrategy(
      {.near_dte_min = 20, .near_dte_max = 40, .far_gap_min = 20, .far_gap_max = 45}));
  ASSERT_EQ(signal.legs.size(), 2U);
  EXPECT_EQ(signal.legs[0].side, Side::kSell);
  EXPECT_EQ(signal.legs[0].contract.expiry, make_date(2019, 6, 7));
  EXPECT_EQ(signal.legs[1].contract.expiry, make_date(2019, 7, 5));
  EXPECT_EQ(signal.legs[0].contract.strike, signal.legs[1].contract.strike);
  EXPECT_EQ(signal.expiry, make_date(2019, 6, 7));
  EXPECT_EQ(signal.max_risk, -signal.net_price);
  // A four-week put at 16%: 0.4 x 292 x 0.16 x sqrt(28 / 365), less the debit.
  EXPECT_NEAR(signal.max_profit.to_double(), 5.17 + signal.net_price.to_double(), 0.05);
}

// The shipped tickers end at 45 days, and with gaps of 20 days and more from 20 on no later expiry
// was ever inside.
TEST(CalendarSpread, FitsTheBoundsOfTheShippedTickersAsItComes) {
  Case c;
  c.rank = 0.1;
  c.regime = Regime::kLowVol;
  c.ticker.max_dte = kDteMaxDefault;
  c.chain.session = make_date(2019, 5, 24);  // expiries in 14 and 42 days
  c.chain.event_time = test::nyse().close_time(c.chain.session);
  c.chain.known_time = c.chain.event_time;
  const Signal signal = c.signal(CalendarSpreadStrategy({}));
  EXPECT_EQ(signal.dte, 14);
  EXPECT_EQ(signal.legs[1].contract.expiry, make_date(2019, 7, 5));
}

TEST(CalendarSpread, BuysNothingWhenVolIsDear) {
  EXPECT_EQ(Case{}.rule(CalendarSpreadStrategy({})), "iv_rank_too_high");
}

Case calm() {
  Case c;
  c.rank = 0.1;
  c.regime = Regime::kLowVol;
  return c;
}

const CalendarSpreadConfig kMonthApart{
    .near_dte_min = 20, .near_dte_max = 40, .far_gap_min = 20, .far_gap_max = 45};

// The option of the first expiry with that strike and right.
OptionQuote& quote_of(Case& c, Right right, Price strike) {
  auto& quotes = c.chain.expiries.front().quotes;
  for (auto& quote : quotes) {
    if (quote.right == right && quote.strike == strike) return quote;
  }
  throw std::runtime_error("no such strike");
}

TEST(Structures, WantARankAndAForecastThatDoesNotDecline) {
  Case c;
  c.rank.reset();
  EXPECT_EQ(c.rule(IronCondorStrategy({})), "iv_rank_absent");
  EXPECT_EQ(c.rule(ButterflyStrategy({})), "iv_rank_absent");
  EXPECT_EQ(c.rule(CalendarSpreadStrategy({})), "iv_rank_absent");
  models::Forecast loss;
  loss.probability = 0.6;
  c.rank = 0.8;
  c.forecast = loss;
  EXPECT_EQ(c.rule(IronCondorStrategy({})), "forecast_declines");
  EXPECT_EQ(c.rule(ButterflyStrategy({})), "forecast_declines");
  c.rank = 0.1;
  c.regime = Regime::kLowVol;
  EXPECT_EQ(c.rule(CalendarSpreadStrategy({})), "forecast_declines");
  loss.probability = 0.7;
  c.forecast = loss;
  EXPECT_EQ(c.rule(CalendarSpreadStrategy(kMonthApart)), "signal");
}

TEST(Structures, WantAnExpiryInTheirWindow) {
  const DearVolEntry late{.min_dte = 70, .max_dte = 80};
  EXPECT_EQ(Case{}.rule(IronCondorStrategy({.entry = late})), "no_expiry_in_window");
  EXPECT_EQ(Case{}.rule(ButterflyStrategy({.entry = late})), "no_expiry_in_window");
  EXPECT_EQ(calm().rule(CalendarSpreadStrategy({.near_dte_min = 70, .near_dte_max = 80})),
            "no_expiry_in_window");
  EXPECT_EQ(calm().rule(CalendarSpreadStrategy(
                {.near_dte_min = 20, .near_dte_max = 40, .far_gap_min = 50, .far_gap_max = 60})),
            "no_later_expiry");
}

TEST(Structures, WantEveryStrikeTheyAreMadeOf) {
  EXPECT_EQ(Case{}.rule(IronCondorStrategy({.wing_width = 100.0})), "no_protection_strike");
  EXPECT_EQ(Case{}.rule(ButterflyStrategy({.wing_width = 100.0})), "no_protection_strike");
  Case nothing;
  for (ExpiryChain& slice : nothing.chain.expiries) slice.quotes.clear();
  EXPECT_EQ(nothing.rule(IronCondorStrategy({})), "no_option_with_delta");
  EXPECT_EQ(nothing.rule(ButterflyStrategy({})), "no_strike_near_forward");
}

TEST(IronCondor, DoesNotSellShortStrikesThatMeet) {
  EXPECT_EQ(Case{}.rule(IronCondorStrategy({.short_delta = 0.49})), "signal");
  Case c;
  QuoteList one_strike;
  for (const OptionQuote& quote : c.chain.expiries.front().quotes) {
    if (quote.strike == Price::from_double(292.0)) one_strike.push_back(quote);
  }
  c.chain.expiries.front().quotes = one_strike;
  c.chain.expiries.resize(1);
  EXPECT_EQ(c.rule(IronCondorStrategy({})), "short_strikes_meet");
}

TEST(Structures, WantUsableAndLiquidQuotesOfEveryLeg) {
  Case crossed;
  const Signal condor = crossed.signal(IronCondorStrategy({}));
  const OptionContract wing = condor.legs[1].contract;
  OptionQuote& quote = quote_of(crossed, wing.right, wing.strike);
  std::swap(quote.bid, quote.ask);
  EXPECT_EQ(crossed.rule(IronCondorStrategy({})), "no_usable_quote");

  Case wide;
  OptionQuote& far_apart = quote_of(wide, wing.right, wing.strike);
  far_apart.ask = *far_apart.bid + Price::from_double(5.0);
  analytics::LiquidityLimits limits;
  limits.max_spread_pct = 0.5;
  EXPECT_EQ(wide.rule(IronCondorStrategy({}, limits)), "illiquid_leg");
}

TEST(IronCondor, SellsNothingThatBringsNoCredit) {
  Case c;
  const Signal condor = c.signal(IronCondorStrategy({}));
  const OptionContract wing = condor.legs[3].contract;
  OptionQuote& quote = quote_of(c, wing.right, wing.strike);
  quote.ask = *quote.ask + Price::from_double(4.0);
  EXPECT_EQ(c.rule(IronCondorStrategy({})), "no_profit_possible");
}

TEST(CalendarSpread, BuysNothingThatBringsACredit) {
  Case c = calm();
  c.chain = monthly_chain(0.40, 0.10);
  EXPECT_EQ(c.rule(CalendarSpreadStrategy(kMonthApart)), "no_debit");
}

TEST(Structures, LeaveByTheSharedRules) {
  Position position;
  position.quantity = 1;
  position.max_profit = Money::from_double(100.0);
  position.entry_net = Price::from_double(1.0);
  position.initial_dte = 30;
  PositionContext context{.position = position,
                          .now = Timestamp{},
                          .session = make_date(2019, 5, 1),
                          .dte = 20,
                          .unrealized = Money::from_double(50.0)};
  const IronCondorStrategy condor({});
  const ButterflyStrategy butterfly({});
  const CalendarSpreadStrategy calendar({});
  for (const Strategy* strategy :
       std::initializer_list<const Strategy*>{&condor, &butterfly, &calendar}) {
    SCOPED_TRACE(strategy->name());
    context.unrealized = Money::from_double(50.0);
    context.dte = 20;
    EXPECT_EQ(strategy->exit_reason(context), "profit_target");
    context.unrealized = Money::from_double(49.0);
    EXPECT_EQ(strategy->exit_reason(context), std::nullopt);
    context.unrealized.reset();
    context.dte = 5;
    EXPECT_EQ(strategy->exit_reason(context), "time_exit");
  }
}

TEST(StrategyChoice, KnowsEveryStrategyThatAConfigurationCanName) {
  for (const char* name : {"iv_rank", "earnings", "iron_condor", "butterfly", "calendar_spread",
                           "hedged_strangle", "router"}) {
    StrategyConfig config;
    config.name = name;
    EXPECT_EQ(StrategyChoice(config, {}).chosen().name(), name);
  }
}

SignalLeg leg(Right right, double strike, Side side, std::int64_t ratio = 1) {
  SignalLeg leg;
  leg.contract.root = "SPY";
  leg.contract.right = right;
  leg.contract.strike = Price::from_double(strike);
  leg.contract.expiry = make_date(2019, 6, 7);
  leg.side = side;
  leg.ratio = ratio;
  return leg;
}

TEST(PayoffBounds, OfANakedCallHasNoLargestLoss) {
  const auto bounds = payoff_bounds({leg(Right::kCall, 300, Side::kSell)}, Price::from_double(2.0));
  EXPECT_EQ(bounds.max_profit, Price::from_double(2.0));
  EXPECT_FALSE(bounds.max_loss.has_value());
}

TEST(PayoffBounds, OfANakedPutIsTheStrikeLessTheCredit) {
  const auto bounds = payoff_bounds({leg(Right::kPut, 290, Side::kSell)}, Price::from_double(3.0));
  EXPECT_EQ(bounds.max_loss, Price::from_double(287.0));
}

// Unequal wings: the wider one decides.
TEST(PayoffBounds, OfALopsidedCondorIsTheWiderWing) {
  const auto bounds =
      payoff_bounds({leg(Right::kPut, 280, Side::kSell), leg(Right::kPut, 270, Side::kBuy),
                     leg(Right::kCall, 300, Side::kSell), leg(Right::kCall, 305, Side::kBuy)},
                    Price::from_double(1.5));
  EXPECT_EQ(bounds.max_loss, Price::from_double(8.5));
  EXPECT_EQ(bounds.max_profit, Price::from_double(1.5));
}

}  // namespace
}  // namespace aots::strategy
