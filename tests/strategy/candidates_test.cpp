// What a strategy could have opened if nothing but the chain decided, and the put that is written
// as a yardstick.
#include <algorithm>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "strategy/put_write.hpp"
#include "strategy/strategy_choice.hpp"
#include "strategy/structure.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::strategy {
namespace {

// SPY at 292.30 on 2019-05-01: a week, one month and two months ahead, one-dollar strikes.
OptionChain spy_chain() {
  test::ChainSpec spec;
  spec.underlying = Symbol("SPY");
  spec.spot = 292.3;
  spec.half_spread = 0.01;
  OptionChain chain = test::empty_chain(spec);
  const auto flat = [](double, double) { return 0.16; };
  for (const Date expiry : {make_date(2019, 5, 8), make_date(2019, 5, 17), make_date(2019, 6, 7),
                            make_date(2019, 7, 5)}) {
    test::add_expiry(chain, spec, "SPY", expiry, test::strikes(240.0, 340.0, 1.0), flat);
  }
  return chain;
}

struct Case {
  OptionChain chain = spy_chain();
  TickerContext ticker{.symbol = Symbol("SPY"), .is_etf = true, .min_dte = 3, .max_dte = 90};
  Regime regime = Regime::kHighVol;
  std::optional<double> rank = 0.8;
  std::optional<EarningsReport> report = std::nullopt;

  template <class Ask>
  auto ask(const Ask& ask) const {
    const analytics::ChainView view(chain, {.rate = 0.024, .dividend_yield = 0.019}, test::nyse());
    std::optional<features::IvRank> iv_rank;
    if (rank) iv_rank = features::IvRank{*rank, *rank, 252};
    return ask(MarketView{.now = chain.known_time,
                          .session = chain.session,
                          .ticker = ticker,
                          .chain = view,
                          .regime = regime,
                          .vix = 22.0,
                          .iv_rank = iv_rank,
                          .iv_source = "VIX",
                          .report = report,
                          .forecast = models::NoForecast{"none"}});
  }
  std::vector<Signal> candidates(const Strategy& strategy) const {
    return ask([&](const MarketView& view) { return strategy.candidates(view); });
  }
  Decision decide(const Strategy& strategy) const {
    return ask([&](const MarketView& view) { return strategy.evaluate(view); });
  }
  void before_a_report() {
    ticker.model = ModelKind::kEarnings;
    ticker.days_to_earnings = 1;
    report = EarningsReport{.symbol = Symbol("SPY"), .report_date = make_date(2019, 5, 2)};
  }
};

StrategyConfig named(const std::string& name) {
  StrategyConfig config;
  config.name = name;
  config.calendar_spread.near_dte_min = 10;
  config.calendar_spread.near_dte_max = 40;
  config.calendar_spread.far_gap_min = 20;
  config.calendar_spread.far_gap_max = 45;
  return config;
}

const std::vector<std::string> kNames{"iv_rank",        "router",    "earnings",
                                      "iron_condor",    "butterfly", "calendar_spread",
                                      "hedged_strangle"};

// The law behind the permutation test: the days that a strategy chose are days of its pool.
TEST(Candidates, HoldWhatTheStrategyDecides) {
  int decided = 0;
  for (const std::string& name : kNames) {
    const StrategyChoice choice(named(name), {});
    for (const bool earnings : {false, true}) {
      for (const double rank : {0.0, 0.2, 0.5, 0.75, 0.9}) {
        for (const Regime regime : {Regime::kLowVol, Regime::kHighVol, Regime::kIvExpansion,
                                    Regime::kIvContraction, Regime::kNeutral}) {
          Case c;
          c.rank = rank;
          c.regime = regime;
          if (earnings) c.before_a_report();
          const Decision decision = c.decide(choice.chosen());
          const auto* signal = std::get_if<Signal>(&decision);
          if (signal == nullptr) continue;
          ++decided;
          Signal without_confidence = *signal;
          without_confidence.confidence = 0.0;
          const auto candidates = c.candidates(choice.chosen());
          EXPECT_EQ(std::ranges::count(candidates, without_confidence), 1) << name << " " << rank;
        }
      }
    }
  }
  EXPECT_GT(decided, 40);
}

TEST(Candidates, DependOnNeitherRankNorRegime) {
  for (const std::string& name : kNames) {
    const StrategyChoice choice(named(name), {});
    Case open;
    if (name == "earnings") open.before_a_report();
    const std::vector<Signal> wanted = open.candidates(choice.chosen());
    EXPECT_EQ(wanted.size(), name == "iv_rank" || name == "router" || name == "earnings" ? 2U : 1U)
        << name;
    Case closed = open;
    closed.rank = std::nullopt;
    closed.regime = Regime::kUnknown;
    EXPECT_TRUE(std::holds_alternative<NoSignal>(closed.decide(choice.chosen()))) << name;
    const std::vector<Signal> offered = closed.candidates(choice.chosen());
    ASSERT_EQ(offered.size(), wanted.size()) << name;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_EQ(offered[i].legs, wanted[i].legs) << name;
      EXPECT_EQ(offered[i].action, wanted[i].action) << name;
      EXPECT_EQ(offered[i].max_risk, wanted[i].max_risk) << name;
    }
  }
}

TEST(Candidates, LeaveTheDaysOfAReportToTheStrategyOfReports) {
  Case c;
  c.before_a_report();
  EXPECT_TRUE(c.candidates(StrategyChoice(named("iv_rank"), {}).chosen()).empty());
  const auto routed = c.candidates(StrategyChoice(named("router"), {}).chosen());
  ASSERT_EQ(routed.size(), 2U);
  EXPECT_EQ(routed[0].action, "sell_strangle");
  EXPECT_EQ(routed[1].action, "sell_straddle");
}

TEST(Candidates, NeedQuotesThatCanBeTraded) {
  Case c;
  c.chain.expiries.clear();
  for (const std::string& name : kNames) {
    EXPECT_TRUE(c.candidates(StrategyChoice(named(name), {}).chosen()).empty()) << name;
  }
}

TEST(PutWrite, SellsTheStrikeNearestTheSpotThirtyDaysAhead) {
  const Decision decision = Case{}.decide(PutWriteStrategy(Symbol("SPY")));
  const Signal& signal = std::get<Signal>(decision);
  ASSERT_EQ(signal.legs.size(), 1U);
  EXPECT_EQ(signal.legs[0].contract.right, Right::kPut);
  EXPECT_EQ(signal.legs[0].contract.strike, Price::from_double(292.0));
  EXPECT_EQ(signal.legs[0].contract.expiry, make_date(2019, 6, 7));  // 37 days, and not 16 or 65
  EXPECT_EQ(signal.net_price, *signal.legs[0].bid);
  EXPECT_EQ(signal.max_risk, Price::from_double(292.0) - signal.net_price);  // secured by cash
  EXPECT_FALSE(signal.defined_risk);
}

TEST(PutWrite, WritesOneUnderlyingAlone) {
  EXPECT_TRUE(std::holds_alternative<NoSignal>(Case{}.decide(PutWriteStrategy(Symbol("QQQ")))));
}

TEST(PutWrite, WaitsWhereThePutHasNoBid) {
  Case c;
  for (ExpiryChain& slice : c.chain.expiries) {
    for (OptionQuote& quote : slice.quotes) quote.bid.reset();
  }
  const Decision decision = c.decide(PutWriteStrategy(Symbol("SPY")));
  EXPECT_EQ(std::get<NoSignal>(decision).rule, "no_usable_quote");
}

}  // namespace
}  // namespace aots::strategy
