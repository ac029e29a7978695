#include "features/market_state.hpp"

#include <gtest/gtest.h>

#include "tests/analytics/chain_fixture.hpp"

namespace aots::features {
namespace {

const Symbol kSpx("SPX");
const Symbol kSpy("SPY");
const Symbol kVix("VIX");
const Symbol kAapl("AAPL");

Bar bar_of(const Symbol& symbol, Date date, double close) {
  Bar bar;
  bar.symbol = symbol;
  bar.date = date;
  bar.known_time = test::nyse().bars_known_time(date);
  bar.open = bar.high = bar.low = bar.close = Price::from_double(close);
  return bar;
}

SessionEnd end_of(Date session) {
  return {.session = session, .known_time = test::nyse().bars_known_time(session)};
}

MarketState state_with(IvSource source, const Symbol& symbol = kSpx) {
  return MarketState({.market_index = kSpx, .iv_sources = {{symbol, source}}}, test::nyse());
}

const IvSource kOwn{.kind = IvSourceKind::kOwn, .index = std::nullopt};
const IvSource kFromVix{.kind = IvSourceKind::kIndex, .index = kVix};

TEST(MarketState, RanksTheVolatilityIndexOnceItsBarIsKnown) {
  MarketState state = state_with(kFromVix);
  Date session = make_date(2019, 1, 2);
  for (int i = 0; i < 100; ++i) {
    state.apply(bar_of(kVix, session, 15.0 + i % 10));
    state.apply(end_of(session));
    session = test::nyse().next_session(session);
  }
  const Date last = test::nyse().previous_session(session);
  const IvReading reading = state.iv(kSpx);
  EXPECT_EQ(reading.source, "VIX");
  EXPECT_EQ(reading.session, last);
  EXPECT_DOUBLE_EQ(reading.iv.value(), 0.24);
  ASSERT_TRUE(reading.rank.has_value());
  EXPECT_DOUBLE_EQ(reading.rank->rank, 1.0);
  EXPECT_EQ(reading.rank->sessions, 100);
  EXPECT_FALSE(reading.stale);
  EXPECT_EQ(state.iv(kAapl).source, "none");
  EXPECT_FALSE(state.iv(kAapl).rank.has_value());
}

TEST(MarketState, HasNoRankFromASeriesThatStoppedMoreThanThreeSessionsAgo) {
  MarketState state = state_with(kFromVix);
  Date session = make_date(2019, 1, 2);
  for (int i = 0; i < 70; ++i, session = test::nyse().next_session(session)) {
    state.apply(bar_of(kVix, session, 15.0 + i % 10));
    state.apply(end_of(session));
  }
  for (int age = 1; age <= 4; ++age, session = test::nyse().next_session(session)) {
    state.apply(end_of(session));
    EXPECT_TRUE(state.iv(kSpx).stale) << age;
    EXPECT_EQ(state.iv(kSpx).rank.has_value(), age <= 3) << age;
    EXPECT_EQ(state.iv(kSpx).iv.has_value(), age <= 3) << age;
  }
}

TEST(MarketState, TakesTheOwnVolOfASessionWhenTheSessionEnds) {
  test::ChainSpec spec;
  OptionChain chain = test::empty_chain(spec);
  const auto flat = [](double, double) { return 0.15; };
  const auto strikes = test::strikes(2800, 3000, 25);
  test::add_expiry(chain, spec, "SPXW", make_date(2019, 5, 17), strikes, flat);
  test::add_expiry(chain, spec, "SPXW", make_date(2019, 6, 21), strikes, flat);
  MarketState state = state_with(kOwn);
  state.apply(chain);
  const analytics::ChainView view(chain, {.rate = spec.rate, .dividend_yield = {}}, test::nyse());
  state.observe_chain(view);
  EXPECT_FALSE(state.iv(kSpx).iv.has_value());
  state.apply(end_of(spec.session));
  EXPECT_NEAR(state.iv(kSpx).iv.value(), 0.15, 1e-5);
  EXPECT_EQ(state.iv(kSpx).session, spec.session);
}

TEST(MarketState, EndsASessionWithTheNextOnesFirstRecordWhereNoEndIsSent) {
  MarketState state = state_with(kFromVix);
  Date session = make_date(2019, 1, 2);
  for (int i = 0; i < 80; ++i, session = test::nyse().next_session(session)) {
    state.apply(bar_of(kSpx, session, 2500.0 + i % 3));
    state.apply(bar_of(kVix, session, 30.0));
  }
  const Date last = test::nyse().previous_session(session);
  EXPECT_EQ(state.last_completed_session(), test::nyse().previous_session(last));
  test::ChainSpec spec;
  spec.session = session;
  state.apply(test::empty_chain(spec));
  EXPECT_EQ(state.last_completed_session(), last);
  EXPECT_EQ(state.regime().date, last);
  EXPECT_EQ(state.regime().regime, Regime::kHighVol);
  EXPECT_EQ(state.regime_changes().size(), 1U);
}

TEST(MarketState, ShowsNoBarOfTheSessionUntilItIsKnown) {
  MarketState state = state_with(IvSource{});
  EXPECT_EQ(state.latest_bar(kSpx), nullptr);
  state.apply(bar_of(kSpx, make_date(2019, 5, 1), 2923.73));
  ASSERT_NE(state.latest_bar(kSpx), nullptr);
  EXPECT_EQ(state.latest_bar(kSpx)->close, Price::from_double(2923.73));
  EXPECT_NE(state.bar(kSpx, make_date(2019, 5, 1)), nullptr);
  EXPECT_EQ(state.bar(kSpx, make_date(2019, 5, 2)), nullptr);
}

TEST(MarketState, KeepsAYearOfCloses) {
  MarketState state = state_with(IvSource{});
  Date session = make_date(2018, 1, 2);
  for (int i = 0; i < 400; ++i, session = test::nyse().next_session(session)) {
    state.apply(bar_of(kSpx, session, 2500.0 + i));
  }
  const auto closes = state.closes(kSpx);
  ASSERT_EQ(closes.size(), static_cast<std::size_t>(kClosesKept));
  EXPECT_DOUBLE_EQ(closes.back().second, 2899.0);
  EXPECT_TRUE(state.closes(kSpy).empty());
}

Split apple_split() {
  return {.symbol = kAapl,
          .ex_date = make_date(2020, 8, 31),
          .known_time = test::nyse().close_time(make_date(2020, 7, 30)),
          .ratio = 4.0};
}

TEST(MarketState, DividesClosesAsTradedByASplit) {
  MarketState state = state_with(IvSource{});
  state.apply(bar_of(kAapl, make_date(2020, 8, 27), 500.04));
  state.apply(apple_split());
  state.apply(bar_of(kAapl, make_date(2020, 8, 28), 499.23));
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[1].second, 499.23);
  state.apply(bar_of(kAapl, make_date(2020, 8, 31), 129.04));
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[0].second, 500.04 / 4.0);
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[1].second, 499.23 / 4.0);
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[2].second, 129.04);
}

TEST(MarketState, LeavesClosesAloneThatWereAdjustedBeforehand) {
  MarketState state = state_with(IvSource{});
  state.apply(apple_split());
  state.apply(bar_of(kAapl, make_date(2020, 8, 28), 124.8075));
  state.apply(bar_of(kAapl, make_date(2020, 8, 31), 129.04));
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[0].second, 124.8075);
}

TEST(MarketState, DividesClosesWhereTheSplitBecomesKnownAfterItsExDate) {
  MarketState state = state_with(IvSource{});
  state.apply(bar_of(kAapl, make_date(2020, 8, 28), 499.23));
  state.apply(bar_of(kAapl, make_date(2020, 8, 31), 129.04));
  state.apply(apple_split());
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[0].second, 499.23 / 4.0);
  state.apply(apple_split());
  EXPECT_DOUBLE_EQ(state.closes(kAapl)[0].second, 499.23 / 4.0);
}

TEST(MarketState, KnowsTheSplitsAhead) {
  MarketState state = state_with(IvSource{});
  state.apply(apple_split());
  const Date before = make_date(2020, 8, 28);
  EXPECT_EQ(state.splits(kAapl, before, make_date(2020, 9, 18)).size(), 1U);
  EXPECT_TRUE(state.splits(kAapl, before, make_date(2020, 8, 30)).empty());
  EXPECT_TRUE(state.splits(kAapl, make_date(2020, 8, 31), make_date(2020, 9, 18)).empty());
  EXPECT_TRUE(state.splits(kSpy, before, make_date(2020, 9, 18)).empty());
}

TEST(MarketState, FeedsCarryAndCalendars) {
  MarketState state = state_with(IvSource{});
  const Date today = make_date(2019, 5, 1);
  state.apply(RateObservation{.series = "DTB3", .date = make_date(2019, 4, 30), .rate = 0.024});
  state.apply(bar_of(kSpy, make_date(2018, 4, 30), 264.51));
  state.apply(Dividend{.symbol = kSpy, .ex_date = make_date(2019, 3, 15), .amount = 1.233});
  state.apply(EarningsReport{.symbol = kAapl, .report_date = make_date(2019, 5, 4)});
  state.apply(FomcDecision{.date = make_date(2019, 5, 1)});
  EXPECT_DOUBLE_EQ(state.carry(kSpy, today).rate.value(), 0.024);
  EXPECT_TRUE(state.carry(kSpy, today).dividend_yield.has_value());
  EXPECT_FALSE(state.carry(kSpx, today).dividend_yield.has_value());
  EXPECT_EQ(state.earnings().days_to_earnings(kAapl, today), 3);
  EXPECT_EQ(state.fomc().days_to_fomc(today), 0);
}

TEST(MarketState, PutsSymbolsThatMoveAsOneIntoOneCluster) {
  MarketState state = state_with(IvSource{});
  Date session = make_date(2019, 1, 2);
  double level = 100.0;
  for (int i = 0; i < 61; ++i, session = test::nyse().next_session(session)) {
    level *= i % 3 == 0 ? 1.01 : 0.997;
    state.apply(bar_of(kSpx, session, level * 10.0));
    state.apply(bar_of(kSpy, session, level));
    state.apply(bar_of(kAapl, session, i % 2 == 0 ? 150.0 : 151.0));
  }
  const std::vector<Symbol> symbols{kAapl, kSpx, kSpy, Symbol("TSLA")};
  const std::vector<std::vector<Symbol>> expected{{kAapl}, {kSpx, kSpy}, {Symbol("TSLA")}};
  EXPECT_EQ(state.clusters(symbols), expected);
}

}  // namespace
}  // namespace aots::features
