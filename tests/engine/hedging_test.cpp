// Trades that are kept delta-neutral with shares, end to end on an invented market whose options
// all have a vol of 20%, at a rate of zero: the delta of each is known.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "calendar/expiry.hpp"
#include "pricing/black_scholes.hpp"
#include "tests/engine/toy_market.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots {
namespace {

const Symbol kSpy("SPY");
const Date kMonday = make_date(2018, 5, 14);
const Date kExpiry = make_date(2018, 6, 15);
constexpr double kVol = 0.20;
constexpr double kBand = 10.0;

Price dollars(const char* text) { return *Price::parse(text); }
Money money(const char* text) { return *Money::parse(text); }

struct Day {
  Date session;
  double spot;
  bool spot_known = true;
};

OptionQuote quote(Right right, double strike, double spot, double years) {
  OptionQuote quote;
  quote.right = right;
  quote.strike = Price::from_double(strike);
  const double value = pricing::black_price(
      {.right = right, .forward = spot, .strike = strike, .years = years, .vol = kVol});
  const double mid = std::round(value * 100.0) / 100.0;
  quote.bid = Price::from_double(std::max(0.0, mid - 0.02));
  quote.ask = Price::from_double(mid + 0.02);
  quote.bid_size = quote.ask_size = 500;
  return quote;
}

OptionChain chain_on(const calendar::ExchangeCalendar& calendar, const Day& day) {
  OptionChain chain;
  chain.underlying = kSpy;
  chain.session = day.session;
  chain.event_time = chain.known_time = calendar.close_time(day.session);
  if (day.spot_known) chain.spot = Price::from_double(day.spot);
  ExpiryChain slice{.root = "SPY", .expiry = kExpiry, .quotes = {}};
  const auto years =
      calendar::years_to_cutoff(calendar, calendar::option_class("SPY"), kExpiry, chain.event_time);
  for (int strike = 220; strike <= 300; strike += 5) {
    for (const Right right : {Right::kCall, Right::kPut}) {
      slice.quotes.push_back(quote(right, strike, day.spot, years.value_or(0.0)));
    }
  }
  if (years) chain.expiries.push_back(std::move(slice));
  return chain;
}

std::vector<MarketEvent> events_of(const calendar::ExchangeCalendar& calendar,
                                   const std::vector<Day>& days) {
  RateObservation rate;
  rate.series = "DTB3";
  rate.date = make_date(2018, 5, 11);
  rate.known_time = *parse_timestamp("2018-05-14T13:30:00Z");
  rate.rate = 0.0;
  std::vector<MarketEvent> events{rate};
  for (const Day& day : days) {
    Bar bar;
    bar.symbol = kSpy;
    bar.date = day.session;
    bar.known_time = calendar.bars_known_time(day.session);
    bar.open = bar.close = bar.high = bar.low = Price::from_double(day.spot);
    events.emplace_back(bar);
    OptionChain chain = chain_on(calendar, day);
    if (!chain.expiries.empty()) events.emplace_back(std::move(chain));
    events.emplace_back(SessionEnd{day.session, calendar.bars_known_time(day.session)});
  }
  std::ranges::sort(events, ordered_before);
  return events;
}

// Sells the 250 put and the 270 call on Monday, and leaves when it is told to.
class StrangleOnMonday final : public strategy::Strategy {
 public:
  explicit StrangleOnMonday(std::optional<Date> leave = std::nullopt) : leave_(leave) {}

  std::string_view name() const override { return "strangle_on_monday"; }
  strategy::Decision evaluate(const strategy::MarketView& view) const override {
    if (view.session != kMonday) return strategy::NoSignal{"not_monday", {}, {}};
    Signal signal;
    signal.time = view.now;
    signal.session = view.session;
    signal.strategy = name();
    signal.action = "sell_strangle";
    signal.symbol = kSpy;
    signal.expiry = kExpiry;
    signal.confidence = 0.9;
    signal.defined_risk = false;
    for (const auto& [right, strike] : {std::pair{Right::kPut, "250"}, {Right::kCall, "270"}}) {
      SignalLeg leg;
      leg.contract = {kSpy, "SPY", kExpiry, right, dollars(strike), 100};
      leg.side = Side::kSell;
      const OptionQuote& quoted = *view.chain.chain().find(leg.contract);
      leg.bid = quoted.bid;
      leg.ask = quoted.ask;
      leg.greeks = Greeks{};
      signal.net_price += *quoted.bid;
      signal.legs.push_back(leg);
    }
    signal.max_profit = signal.net_price;
    signal.max_risk = dollars("20");
    return signal;
  }
  std::optional<std::string> exit_reason(const strategy::PositionContext& context) const override {
    if (leave_ && context.session >= *leave_) return "told_to";
    return std::nullopt;
  }
  std::optional<double> hedge_band(const Position& /*position*/) const override { return kBand; }

 private:
  std::optional<Date> leave_;
};

struct Outcome {
  engine::DeskRecord desk;
  Position position;
  std::vector<std::string> journal;
};

struct Rules {
  Money equity = Money::from_double(100'000.0);
  const char* delay = "same_snapshot";
  std::vector<MarketEvent> more{};  // beside bars and chains
  bool early_assignment = false;
};

Outcome run(const std::vector<Day>& days, std::optional<Date> leave = std::nullopt,
            const Rules& rules = {}) {
  const calendar::ExchangeCalendar calendar;
  const StrangleOnMonday strategy(leave);
  engine::EngineSetup setup = testing::toy_setup(calendar, kMonday, strategy);
  setup.desks.resize(1);
  engine::DeskSetup& desk = setup.desks[0];
  desk.initial_equity = rules.equity;
  desk.fill.delay = rules.delay;
  desk.risk.max_risk_per_trade = 0.0;  // one contract
  desk.risk.hard_max_risk_per_trade = 1.0;
  desk.risk.max_portfolio_risk = 1.0;
  desk.risk.regime_sizing.unknown = 1.0;
  desk.lifecycle.early_assignment = rules.early_assignment;
  engine::MemoryJournal journal;
  engine::Engine engine(std::move(setup), &journal);
  std::vector<MarketEvent> events = events_of(calendar, days);
  events.insert(events.end(), rules.more.begin(), rules.more.end());
  std::ranges::stable_sort(events, ordered_before);
  testing::ListSource source(std::move(events));
  SilentObserver observer;
  const auto result = engine.run(source, observer);
  if (!result) throw std::runtime_error(result.error().message);
  if (result->positions[0].empty()) throw std::runtime_error("no position was opened");
  return {result->desks[0], result->positions[0].front(), journal.lines()};
}

std::vector<std::string> share_lines(const Outcome& outcome) {
  std::vector<std::string> lines;
  for (const std::string& line : outcome.journal) {
    if (line.find("\"event\":\"share_") != std::string::npos) lines.push_back(line);
  }
  return lines;
}

Day on(int day, double spot) { return {make_date(2018, 5, static_cast<unsigned>(day)), spot}; }

// The net delta of the two options sold, by N(d1) with the vol and days of the market: -6.9 shares
// on Tuesday, -23.5 on Wednesday, +6.0 on Thursday, of which the shares held make -0 and +24.
TEST(Hedging, BuysAndSellsSharesAtTheSpotAndLeavesThemWithTheOptions) {
  const std::vector<Day> days{on(14, 260), on(15, 261), on(16, 265), on(17, 258), on(18, 259)};
  const Outcome outcome = run(days, make_date(2018, 5, 18));
  const Position& position = outcome.position;
  EXPECT_EQ(position.status, PositionStatus::kClosed);
  EXPECT_EQ(position.exit_reason, "told_to");
  ASSERT_EQ(position.shares.size(), 2U);
  EXPECT_EQ(position.shares[0].side, Side::kBuy);
  EXPECT_EQ(position.shares[0].shares, 24);
  EXPECT_EQ(position.shares[0].entry_price, dollars("265.01"));
  EXPECT_EQ(position.shares[0].exit_price, dollars("257.99"));
  EXPECT_EQ(position.shares[1].side, Side::kSell);
  EXPECT_EQ(position.shares[1].shares, 6);
  EXPECT_EQ(position.shares[1].entry_price, dollars("257.99"));
  EXPECT_EQ(position.shares[1].exit_price, dollars("259.01"));
  // The put 2.28 to 2.25 and the call 2.47 to 1.94 make 56, the shares -168.48 and -6.12; four
  // commissions of 0.65 and 60 of 0.005 are paid.
  EXPECT_EQ(position.legs[0].entry_price, dollars("2.28"));
  EXPECT_EQ(position.legs[0].exit_price, dollars("2.25"));
  EXPECT_EQ(position.legs[1].entry_price, dollars("2.47"));
  EXPECT_EQ(position.legs[1].exit_price, dollars("1.94"));
  EXPECT_EQ(position.fees, money("2.9"));
  EXPECT_EQ(position.realized, money("-121.5"));
  EXPECT_EQ(outcome.desk.equity.back().cash, money("99878.5"));
  EXPECT_EQ(outcome.desk.funnel.hedge_orders, 3);
  EXPECT_EQ(outcome.desk.funnel.hedge_fills, 3);
  const auto lines = share_lines(outcome);
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_NE(lines[0].find("\"side\":\"buy\",\"shares\":24,\"reason\":\"hedge\""),
            std::string::npos);
  EXPECT_NE(lines[5].find("\"status\":\"closed\",\"realized\":\"-121.5\""), std::string::npos);
}

TEST(Hedging, TradesNoSharesInsideTheBand) {
  const Outcome outcome = run({on(14, 260), on(15, 261), on(16, 259), on(17, 260)});
  EXPECT_TRUE(outcome.position.shares.empty());
  EXPECT_EQ(outcome.desk.funnel.hedge_orders, 0);
}

TEST(Hedging, TradesNothingWhereTheSpotIsNotKnownAndCountsIt) {
  Day unknown = on(15, 266);
  unknown.spot_known = false;
  const Outcome outcome = run({on(14, 260), unknown});
  EXPECT_TRUE(outcome.position.shares.empty());
  EXPECT_EQ(outcome.desk.funnel.hedge_orders, 0);
  std::int64_t refused = 0;
  for (const auto& [rule, count] : outcome.desk.funnel.hedges_refused) refused += count;
  EXPECT_EQ(refused, 1);
}

TEST(Hedging, FillsAtTheSpotOfTheNextChainWithNextSnapshot) {
  // The strangle itself fills on Tuesday.
  const Outcome outcome = run({on(14, 260), on(15, 260), on(16, 265), on(17, 264)}, std::nullopt,
                              {.delay = "next_snapshot"});
  ASSERT_FALSE(outcome.position.shares.empty());
  EXPECT_EQ(outcome.position.shares[0].entry_price, dollars("264.01"));
  EXPECT_EQ(outcome.position.shares[0].opened_at, parse_timestamp("2018-05-17T20:00:00Z"));
}

TEST(Hedging, IsRefusedWhereTheBuyingPowerIsMissing) {
  const Outcome outcome = run({on(14, 260), on(15, 265)}, std::nullopt, {.equity = money("7000")});
  EXPECT_TRUE(outcome.position.shares.empty());
  EXPECT_EQ(outcome.desk.funnel.hedges_refused.at("buying_power"), 1);
}

// A trade stayed as it was hedged the day before when a jump left one of its options without time
// value, and so without a vol: of all days the one that it was hedged for.
TEST(Hedging, TradesADeltaOfOneWhereAnOptionHasNoTimeValue) {
  for (const auto& [spot, shares] : {std::pair{330.0, 100}, {200.0, -100}}) {
    const Outcome outcome = run({on(14, 260), on(15, 261), on(16, spot)});
    EXPECT_EQ(trading::net_shares(outcome.position), shares) << spot;
    EXPECT_TRUE(outcome.desk.funnel.hedges_refused.empty()) << spot;
  }
}

// A refused order left long shares beside a strangle that had become long itself.
TEST(Hedging, GivesUpWhatItMayNotTurnRound) {
  const std::vector<Day> days{on(14, 260), on(15, 265), on(16, 245)};
  ASSERT_LT(trading::net_shares(run(days).position), -40);
  const Outcome outcome = run(days, std::nullopt, {.equity = money("9000")});
  EXPECT_EQ(outcome.desk.funnel.hedges_refused.at("buying_power"), 1);
  ASSERT_EQ(outcome.position.shares.size(), 1U);
  EXPECT_EQ(outcome.position.shares[0].side, Side::kBuy);
  EXPECT_EQ(trading::net_shares(outcome.position), 0);
}

// A worthless strangle leaves its hedge behind, which goes at the open of the next session.
TEST(Hedging, LeavesAtTheNextOpenAfterTheOptionsExpired) {
  const std::vector<Day> days{on(14, 260),
                              on(15, 265),
                              {make_date(2018, 6, 14), 262},
                              {kExpiry, 262},
                              {make_date(2018, 6, 18), 263}};
  const Outcome outcome = run(days);
  EXPECT_EQ(outcome.position.status, PositionStatus::kClosed);
  EXPECT_EQ(outcome.position.exit_reason, "expiry");
  EXPECT_FALSE(trading::holds_shares(outcome.position));
}

// Dividends went to whoever held at the end of the ex-date: a hedge bought on that day was paid
// one, and one sold on that day was not.
TEST(Hedging, IsPaidTheDividendOfTheNightItWasHeldOver) {
  const std::vector<Day> days{on(14, 260), on(15, 265), on(16, 258), on(17, 258)};
  const auto paid_on = [&](int day) {
    const Outcome outcome = run(
        days, std::nullopt,
        {.more = {testing::spy_dividend_on(make_date(2018, 5, static_cast<unsigned>(day)), 1.0)}});
    return outcome.position.distributions;
  };
  const Outcome plain = run(days);
  ASSERT_EQ(plain.position.shares.size(), 2U);
  const std::int64_t bought = plain.position.shares[0].shares;  // on Tuesday, sold on Wednesday
  const std::int64_t sold = plain.position.shares[1].shares;    // short from Wednesday on
  EXPECT_EQ(paid_on(15), Money{});
  EXPECT_EQ(paid_on(16), notional(Price::from_double(1.0), bought, 1));
  EXPECT_EQ(paid_on(17), -notional(Price::from_double(1.0), sold, 1));
}

TEST(Hedging, IsCarriedAcrossASplit) {
  Split split;
  split.symbol = kSpy;
  split.ex_date = make_date(2018, 5, 16);
  split.known_time = *parse_timestamp("2018-05-01T13:30:00Z");
  split.ratio = 2.0;
  const std::vector<Day> whole{on(14, 260), on(15, 266)};
  const Outcome before = run(whole);
  ASSERT_EQ(before.position.shares.size(), 1U);
  // After the split there are no chains of the new strikes here, so nothing is hedged again.
  const Outcome after =
      run({on(14, 260), on(15, 266), on(16, 133)}, std::nullopt, {.more = {split}});
  EXPECT_EQ(trading::net_shares(after.position), 2 * trading::net_shares(before.position));
}

// The call is assigned against shares that its hedge holds: they are delivered, and what is missing
// is short until the trade is left at the next open.
TEST(Hedging, OffsetsAnAssignment) {
  const std::vector<Day> days{on(14, 260), on(15, 266), on(16, 274),
                              on(17, 290), on(18, 290), on(21, 290)};
  const Outcome outcome = run(
      days, std::nullopt,
      {.more = {testing::spy_dividend_on(make_date(2018, 5, 18), 6.0)}, .early_assignment = true});
  const Position& position = outcome.position;
  const auto assigned = std::ranges::find_if(
      position.legs, [](const PositionLeg& leg) { return leg.assigned_early; });
  ASSERT_NE(assigned, position.legs.end());
  EXPECT_EQ(assigned->contract.right, Right::kCall);
  std::int64_t bought = 0;
  for (const ShareLeg& leg : position.shares) bought += leg.side == Side::kBuy ? leg.shares : 0;
  EXPECT_GT(bought, 50);
  EXPECT_LT(bought, 100);
  EXPECT_EQ(position.shares.back().side, Side::kSell);
  EXPECT_EQ(position.shares.back().shares, 100 - bought);
  EXPECT_EQ(position.status, PositionStatus::kClosed);
  EXPECT_FALSE(trading::holds_shares(position));
  // The dividend is paid on what was short on the evening before, and on no more.
  EXPECT_EQ(position.distributions, -notional(Price::from_double(6.0), 100 - bought, 1));
}

TEST(Hedging, KeepsTheNetDeltaWithinTheBandOnAnyPath) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed);
    std::vector<Day> days;
    double spot = 260.0;
    const calendar::ExchangeCalendar calendar;
    for (const Date session : calendar.sessions(kMonday, make_date(2018, 6, 8))) {
      days.push_back({session, spot});
      spot = std::round(spot * (1.0 + 0.04 * (rng.uniform() - 0.5)) * 100.0) / 100.0;
    }
    const Outcome outcome = run(days);
    EXPECT_GT(outcome.desk.funnel.hedge_fills, 0);
    ASSERT_EQ(outcome.position.status, PositionStatus::kOpen);
    for (const engine::EquityRecord& day : outcome.desk.equity) {
      EXPECT_LE(std::abs(day.greeks.delta), kBand) << "seed " << seed << " " << to_string(day.date);
    }
  }
}

}  // namespace
}  // namespace aots
