#include "strategy/earnings.hpp"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "strategy/router.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::strategy {
namespace {

// AAPL at 200 on 2019-05-01, reporting after the close of 05-02: expiries on 05-02 and 05-03,
// whole-dollar strikes.
OptionChain aapl_chain(double vol) {
  test::ChainSpec spec;
  spec.underlying = Symbol("AAPL");
  spec.spot = 200.0;
  spec.half_spread = 0.01;
  OptionChain chain = test::empty_chain(spec);
  const auto option_class = calendar::option_class("AAPL");
  for (const Date expiry : {make_date(2019, 5, 2), make_date(2019, 5, 3)}) {
    ExpiryChain slice;
    slice.root = "AAPL";
    slice.expiry = expiry;
    const auto years =
        calendar::years_to_cutoff(test::nyse(), option_class, slice.expiry, chain.event_time);
    for (int strike = 160; strike <= 240; ++strike) {
      for (const Right right : {Right::kCall, Right::kPut}) {
        slice.quotes.push_back(test::quote_at(spec, strike, right, *years, vol));
      }
    }
    chain.expiries.push_back(std::move(slice));
  }
  return chain;
}

struct Case {
  OptionChain chain = aapl_chain(0.80);
  TickerContext ticker{.symbol = Symbol("AAPL"),
                       .model = ModelKind::kEarnings,
                       .days_to_earnings = 1,
                       .min_dte = 0,
                       .max_dte = 45};
  double percentile = 0.7;
  models::ForecastAnswer forecast = models::NoForecast{"none"};
  EarningsConfig config{};

  MarketView view_of(const analytics::ChainView& view) const {
    return {.now = chain.known_time,
            .session = chain.session,
            .ticker = ticker,
            .chain = view,
            .regime = Regime::kLowVol,
            .vix = 14.0,
            .iv_rank = features::IvRank{percentile, percentile, 252},
            .iv_source = "own",
            .report = EarningsReport{.symbol = Symbol("AAPL"),
                                     .report_date = make_date(2019, 5, 2),
                                     .time = ReportTime::kAfterClose},
            .forecast = forecast};
  }
  Decision decide() const {
    const analytics::ChainView view(chain, {.rate = 0.024, .dividend_yield = 0.019}, test::nyse());
    return EarningsStrategy(config).evaluate(view_of(view));
  }
  Signal signal() const {
    const Decision decision = decide();
    if (const auto* none = std::get_if<NoSignal>(&decision)) throw std::runtime_error(none->rule);
    return std::get<Signal>(decision);
  }
  std::string rule() const {
    const Decision decision = decide();
    const auto* none = std::get_if<NoSignal>(&decision);
    return none == nullptr ? "signal" : none->rule;
  }
};

TEST(EarningsStrategy, SellsTheStrangleInTheFirstExpiryAfterTheReport) {
  const Signal signal = Case{}.signal();
  EXPECT_EQ(signal.action, "sell_strangle");
  ASSERT_EQ(signal.legs.size(), 2U);
  EXPECT_EQ(signal.legs[0].contract.expiry, make_date(2019, 5, 3));
  EXPECT_EQ(signal.legs[0].contract.strike, Price::from_double(210));
  EXPECT_EQ(signal.legs[1].contract.strike, Price::from_double(190));
  EXPECT_EQ(signal.net_price, *signal.legs[0].bid + *signal.legs[1].bid);
  EXPECT_FALSE(signal.defined_risk);
  EXPECT_EQ(signal.event_date, make_date(2019, 5, 2));
}

// 0.8 x 80% x sqrt(2 days): the straddle's mid over the spot.
TEST(EarningsStrategy, TakesTheExpectedMoveFromTheStraddle) {
  EXPECT_NEAR(Case{}.signal().expected_move.value(), 0.798 * 0.80 * std::sqrt(2.0 / 365.0), 5e-4);
  Case c;
  c.config.max_expected_move = 0.04;
  EXPECT_EQ(c.rule(), "expected_move_too_large");
}

TEST(EarningsStrategy, SellsTheStraddleWhenVolIsDearest) {
  Case c;
  c.percentile = 0.9;
  const Signal signal = c.signal();
  EXPECT_EQ(signal.action, "sell_straddle");
  EXPECT_EQ(signal.legs[0].contract.strike, signal.legs[1].contract.strike);
  c.percentile = 0.59;
  EXPECT_EQ(c.rule(), "iv_percentile_too_low");
}

// D7: the larger of the seed's estimate and three expected moves with vols unchanged.
TEST(EarningsStrategy, SizesOnTheLossAtThreeExpectedMoves) {
  const Signal strangle = Case{}.signal();
  const double move = strangle.expected_move.value() * 200.0;
  // Three moves past the spot, ten dollars past the strike, nearly all of it intrinsic value.
  EXPECT_NEAR(strangle.max_risk.to_double(),
              std::max(2.0 * move, 3.0 * move - 10.0 - strangle.net_price.to_double()), 0.15);
  Case c;
  c.percentile = 0.9;
  const Signal straddle = c.signal();
  EXPECT_GE(straddle.max_risk, straddle.net_price * 3);
}

TEST(EarningsStrategy, WithWingsIsAnIronStructureOfDefinedRisk) {
  Case c;
  c.config.protect_with_wings = true;
  const Signal condor = c.signal();
  EXPECT_EQ(condor.action, "sell_iron_condor");
  ASSERT_EQ(condor.legs.size(), 4U);
  EXPECT_TRUE(condor.defined_risk);
  EXPECT_EQ(condor.max_risk, Price::from_double(10.0) - condor.net_price);
  c.percentile = 0.9;
  EXPECT_EQ(c.signal().action, "sell_iron_butterfly");
}

TEST(EarningsStrategy, FollowsTheForecastWhereThereIsOne) {
  Case c;
  c.forecast = models::Forecast{0.75, "m"};
  EXPECT_EQ(c.signal().action, "sell_straddle");
  c.forecast = models::Forecast{0.60, "m"};
  EXPECT_EQ(c.signal().action, "sell_strangle");
  c.forecast = models::Forecast{0.55, "m"};
  EXPECT_EQ(c.rule(), "iv_percentile_too_low");
}

TEST(EarningsStrategy, DoesNotOpenOnTheDayOfTheReport) {
  Case c;
  c.ticker.days_to_earnings = 0;
  EXPECT_EQ(c.rule(), "report_is_out_or_due_today");
  c.ticker.model = ModelKind::kCore;
  EXPECT_EQ(c.rule(), "no_earnings_ahead");
}

TEST(EarningsStrategy, NeedsAnExpiryAfterTheReport) {
  Case c;
  c.chain.expiries.pop_back();
  EXPECT_EQ(c.rule(), "no_expiry_after_report");
}

Position sold_strangle(const Signal& signal) {
  Position position;
  position.signal = signal;
  position.quantity = 1;
  position.entry_net = Price::from_double(2.0);
  position.max_profit = Money::from_double(200.0);
  return position;
}

TEST(EarningsStrategy, LeavesByItsOwnRules) {
  const Position position = sold_strangle(Case{}.signal());
  const EarningsStrategy strategy{EarningsConfig{}};
  const auto reason = [&](PositionContext context) {
    return strategy.exit_reason(context).value_or("hold");
  };
  const auto quiet = [&] {
    return PositionContext{.position = position,
                           .session = make_date(2019, 5, 2),
                           .unrealized = Money::from_double(50.0),
                           .spot = 201.0};
  };
  EXPECT_EQ(reason(quiet()), "hold");
  PositionContext announced = quiet();
  announced.event_announced = true;
  EXPECT_EQ(reason(announced), "earnings_announced");
  PositionContext earned = quiet();
  earned.unrealized = Money::from_double(100.0);
  EXPECT_EQ(reason(earned), "profit_target");
  PositionContext lost = quiet();
  lost.unrealized = Money::from_double(-200.0);
  EXPECT_EQ(reason(lost), "stop_loss");
  PositionContext moved = quiet();
  moved.spot = 200.0 * (1.0 + *position.signal.expected_move + 0.001);
  EXPECT_EQ(reason(moved), "beyond_expected_move");
  PositionContext late = quiet();
  late.session = make_date(2019, 5, 4);
  EXPECT_EQ(reason(late), "after_earnings");
}

// A strategy that says its own name.
class Named final : public Strategy {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  Decision evaluate(const MarketView&) const override { return NoSignal{name_, {}, {}}; }
  std::optional<std::string> exit_reason(const PositionContext&) const override { return name_; }

 private:
  std::string name_;
};

TEST(StrategyRouter, AsksTheStrategyOfTheContext) {
  const Named core("core"), earnings("earnings");
  const StrategyRouter router(core, earnings);
  Case c;
  const auto asked = [&] {
    const analytics::ChainView view(c.chain, {.rate = 0.024}, test::nyse());
    return std::get<NoSignal>(router.evaluate(c.view_of(view))).rule;
  };
  EXPECT_EQ(asked(), "earnings");
  c.ticker.model = ModelKind::kCore;
  EXPECT_EQ(asked(), "core");
  c.ticker.model = ModelKind::kBlackout;
  EXPECT_EQ(asked(), "core");
}

TEST(StrategyRouter, LeavesAPositionByTheRulesThatOpenedIt) {
  const Named core("core"), earnings("earnings");
  const StrategyRouter router(core, earnings);
  Position position = sold_strangle(Case{}.signal());
  EXPECT_EQ(router.exit_reason({.position = position}), "earnings");
  position.signal.event_date.reset();
  EXPECT_EQ(router.exit_reason({.position = position}), "core");
}

}  // namespace
}  // namespace aots::strategy
