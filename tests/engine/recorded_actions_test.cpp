// Positions across every recorded split and spin-off, end to end: prices and ratios are recorded,
// options are priced on them.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "pricing/black_scholes.hpp"
#include "tests/data/vendor_fixture.hpp"
#include "tests/engine/toy_market.hpp"
#include "trading/portfolio/corporate_actions.hpp"

namespace aots {
namespace {

constexpr double kVol = 0.4;
constexpr double kYears = 0.1;
constexpr double kShares = 100.0;

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

std::vector<Split> recorded_splits() {
  std::vector<Split> splits;
  const std::string text = read_file(data::recorded("market/actions.csv")).value();
  for (const std::string_view line : split(text, '\n')) {
    const auto fields = split(line, ',');
    if (fields.size() < 4 || fields[2] != "split") continue;
    Split row;
    row.symbol = Symbol(std::string(fields[0]));
    row.ex_date = parse_date(fields[1]).value();
    row.ratio = parse_double(fields[3]).value();
    splits.push_back(row);
  }
  return splits;
}

// Closes as a source gives them that adjusted them for every later split.
std::map<Date, double> recorded_closes(const Symbol& symbol) {
  std::map<Date, double> closes;
  const auto text = read_file(data::recorded(fmt::format("market/daily/{}.csv", symbol.str())));
  for (const std::string_view line : split(text.value(), '\n')) {
    const auto fields = split(line, ',');
    const auto date = fields.size() > 4 ? parse_date(fields[0]) : std::nullopt;
    if (date) closes[*date] = parse_double(fields[4]).value();
  }
  return closes;
}

double put_value(double strike, double spot) {
  return pricing::black_price(
      {.right = Right::kPut, .forward = spot, .strike = strike, .years = kYears, .vol = kVol});
}

// The sessions around a recorded action: two before it, the ex-date, the next.
constexpr std::size_t kSessions = 4;
constexpr std::size_t kExDate = 2;

struct Story {
  Split split;
  std::array<Date, kSessions> sessions;
  std::array<double, kSessions> adjusted;   // closes as recorded
  std::array<double, kSessions> as_traded;  // what a chain showed
  Date expiry;
  Price sold, bought;  // strikes of the put spread that is sold before the action

  std::string text() const {
    return fmt::format("{} {}", split.symbol.str(), to_string(split.ex_date));
  }
  bool whole() const { return trading::is_whole_split(split.ratio); }
  OptionContract contract(Price strike) const {
    return {split.symbol, split.symbol.str(), expiry, Right::kPut, strike, 100};
  }
  OptionContract after(Price strike) const {
    return trading::contract_after(contract(strike),
                                   {.symbol = split.symbol, .ratio = split.ratio});
  }
};

Story story_of(const Split& action, const std::vector<Split>& all) {
  Story story;
  story.split = action;
  const auto closes = recorded_closes(action.symbol);
  for (std::size_t i = 0; i < kSessions; ++i) {
    story.sessions[i] =
        exchange().advance(action.ex_date, static_cast<int>(i) - static_cast<int>(kExDate));
    story.adjusted[i] = story.as_traded[i] = closes.at(story.sessions[i]);
    for (const Split& later : all) {
      const bool counts = later.symbol == action.symbol && later.ex_date > story.sessions[i];
      if (counts) story.as_traded[i] *= later.ratio;
    }
  }
  story.expiry = action.ex_date + Days(28);
  while (iso_weekday(story.expiry) != 5) story.expiry += Days(1);
  const double spot = story.as_traded[kExDate - 1];
  const double step = spot > 100.0 ? 5.0 : 0.5;
  story.sold = Price::from_double(std::round(spot / step) * step);
  story.bought = story.sold - Price::from_double(2.0 * step);
  return story;
}

// A cent on either side of the value, which is not rounded: what is off is strikes.
OptionQuote put_quote(Price strike, double value) {
  OptionQuote quote;
  quote.right = Right::kPut;
  quote.strike = strike;
  quote.bid = Price::from_double(value - 0.01);
  quote.ask = Price::from_double(value + 0.01);
  quote.bid_size = quote.ask_size = 500;
  return quote;
}

// Both strikes in the contracts that a position of before holds on that session, priced by what
// they deliver.
ExpiryChain held_series(const Story& story, std::size_t session) {
  ExpiryChain slice{.root = story.split.symbol.str(), .expiry = story.expiry, .quotes = {}};
  const bool behind = session >= kExDate;
  const double delivered = behind && !story.whole() ? story.split.ratio : 1.0;
  for (const Price strike : {story.bought, story.sold}) {
    const OptionContract now = behind ? story.after(strike) : story.contract(strike);
    slice.root = now.root;
    slice.quotes.push_back(put_quote(
        now.strike, put_value(now.strike.to_double(), delivered * story.as_traded[session])));
  }
  return slice;
}

std::vector<MarketEvent> events_of(const Story& story, Timestamp known) {
  std::vector<MarketEvent> events;
  Split split = story.split;
  split.known_time = known;
  events.emplace_back(split);
  for (std::size_t i = 0; i < kSessions; ++i) {
    const Date session = story.sessions[i];
    Bar bar;
    bar.symbol = split.symbol;
    bar.date = session;
    bar.known_time = exchange().bars_known_time(session);
    bar.open = bar.high = bar.low = bar.close = Price::from_double(story.adjusted[i]);
    events.emplace_back(bar);
    OptionChain chain;
    chain.underlying = split.symbol;
    chain.session = session;
    chain.event_time = chain.known_time = exchange().close_time(session);
    chain.spot = Price::from_double(story.as_traded[i]);
    chain.expiries.push_back(held_series(story, i));
    events.emplace_back(chain);
    events.emplace_back(SessionEnd{session, exchange().bars_known_time(session)});
  }
  std::ranges::sort(events, ordered_before);
  return events;
}

// Sells the put spread on the sessions it is given, in the contracts of that day, and leaves on the
// last one.
class SpreadAcross final : public strategy::Strategy {
 public:
  SpreadAcross(const Story& story, std::set<std::size_t> sells_on)
      : story_(story), sells_on_(std::move(sells_on)) {}

  std::string_view name() const override { return "spread_across"; }
  strategy::Decision evaluate(const strategy::MarketView& view) const override {
    const auto session = static_cast<std::size_t>(std::ranges::find(story_.sessions, view.session) -
                                                  story_.sessions.begin());
    if (!sells_on_.contains(session)) return strategy::NoSignal{"nothing_to_sell", {}, {}};
    Signal signal;
    signal.time = view.now;
    signal.session = view.session;
    signal.strategy = name();
    signal.action = "sell_put_spread";
    signal.symbol = story_.split.symbol;
    signal.expiry = story_.expiry;
    signal.confidence = 0.9;
    for (const auto& [strike, side] :
         {std::pair{story_.sold, Side::kSell}, std::pair{story_.bought, Side::kBuy}}) {
      SignalLeg leg;
      leg.contract = session < kExDate ? story_.contract(strike) : story_.after(strike);
      leg.side = side;
      const OptionQuote& quoted = *view.chain.chain().find(leg.contract);
      leg.bid = quoted.bid;
      leg.ask = quoted.ask;
      leg.greeks = Greeks{};
      signal.net_price += side == Side::kSell ? *quoted.bid : -*quoted.ask;
      signal.legs.push_back(leg);
    }
    const Price width = signal.legs[0].contract.strike - signal.legs[1].contract.strike;
    signal.max_profit = signal.net_price;
    signal.max_risk = width - signal.net_price;
    return signal;
  }
  std::optional<std::string> exit_reason(const strategy::PositionContext& context) const override {
    if (context.session == story_.sessions.back()) return "last_session";
    return std::nullopt;
  }

 private:
  const Story& story_;
  std::set<std::size_t> sells_on_;
};

struct Ended {
  engine::DeskRecord desk;
  std::vector<Position> positions;
};

Ended play(const Story& story, Timestamp known, std::set<std::size_t> sells_on) {
  const SpreadAcross strategy(story, std::move(sells_on));
  engine::EngineSetup setup = testing::toy_setup(exchange(), story.sessions[0], strategy);
  setup.symbols = {story.split.symbol};
  setup.iv_sources = {{story.split.symbol, {features::IvSourceKind::kIndex, Symbol("VIX")}}};
  setup.desks.resize(1);
  setup.desks[0].risk.max_risk_per_trade = 0.0;  // one contract
  setup.desks[0].risk.regime_sizing.unknown = 1.0;
  testing::ListSource source(events_of(story, known));
  SilentObserver observer;
  engine::Engine engine(std::move(setup), nullptr);
  auto result = engine.run(source, observer);
  if (!result) throw std::runtime_error(result.error().message);
  return {result->desks[0], result->positions[0]};
}

// Known when it happens, so that nothing was done about it beforehand.
Timestamp on_the_day(const Story& story) {
  return calendar::new_york_time(story.split.ex_date, std::chrono::hours(9));
}

// What one spread that was sold is worth to its holder, per share of before, at the prices of a
// session: from the contracts as they were, had nothing happened to them.
double worth(const Story& story, std::size_t session) {
  const double spot = story.as_traded[session] * (session >= kExDate ? story.split.ratio : 1.0);
  return put_value(story.bought.to_double(), spot) - put_value(story.sold.to_double(), spot);
}

class RecordedActions : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_RECORDED(data::recorded("market/actions.csv"));
    splits_ = recorded_splits();
    for (const Split& split : splits_) stories_.push_back(story_of(split, splits_));
  }

  std::vector<Split> splits_;
  std::vector<Story> stories_;
};

TEST_F(RecordedActions, HoldTheSplitsAndSpinOffsThatAreKnown) {
  const auto holds = [&](const char* symbol, Date ex_date, double ratio) {
    return std::ranges::any_of(splits_, [&](const Split& split) {
      return split.symbol == Symbol(symbol) && split.ex_date == ex_date && split.ratio == ratio;
    });
  };
  EXPECT_TRUE(holds("NFLX", make_date(2025, 11, 17), 10.0));
  EXPECT_TRUE(holds("GOOGL", make_date(2022, 7, 18), 20.0));
  EXPECT_TRUE(holds("AMZN", make_date(2022, 6, 6), 20.0));
  EXPECT_TRUE(holds("NVDA", make_date(2024, 6, 10), 10.0));
  EXPECT_TRUE(holds("NVDA", make_date(2021, 7, 20), 4.0));
  EXPECT_TRUE(holds("TSLA", make_date(2022, 8, 25), 3.0));
  EXPECT_TRUE(holds("TSLA", make_date(2020, 8, 31), 5.0));
  EXPECT_TRUE(holds("AAPL", make_date(2020, 8, 31), 4.0));
  EXPECT_TRUE(holds("AAPL", make_date(2014, 6, 9), 7.0));
  EXPECT_TRUE(holds("XLF", make_date(2016, 9, 19), 1.231));
  EXPECT_TRUE(holds("GOOGL", make_date(2014, 4, 3), 1.998));
}

TEST_F(RecordedActions, AreCrossedWithTheValueKeptWithinTheRoundingOfStrikes) {
  for (const Story& story : stories_) {
    SCOPED_TRACE(story.text());
    const Ended ended = play(story, on_the_day(story), {0});
    const Position& position = ended.positions.at(0);
    ASSERT_EQ(position.legs.size(), 4U);
    EXPECT_TRUE(position.legs[0].carried);
    const double n = story.whole() ? story.split.ratio : 1.0;
    EXPECT_EQ(position.legs[2].contracts, static_cast<std::int64_t>(n));
    EXPECT_EQ(position.legs[2].contract, story.after(story.sold));
    // Half a cent of strike for every new share, on either leg; a spin-off moves no strike.
    const double rounding = story.whole() ? 2 * 0.005 * n * kShares : 0.0;
    const double gained = (worth(story, kExDate) - worth(story, kExDate - 1)) * kShares;
    const auto& equity = ended.desk.equity;
    EXPECT_NEAR((equity.at(kExDate).equity - equity.at(kExDate - 1).equity).to_double(), gained,
                rounding + 0.01);
    EXPECT_EQ(ended.desk.lifecycle.at("carried_across"), 1);
  }
}

TEST_F(RecordedActions, LeaveWholeSplitsTradableAndRefuseOrdersInAdjustedSeries) {
  for (const Story& story : stories_) {
    SCOPED_TRACE(story.text());
    const Ended ended = play(story, on_the_day(story), {kExDate - 1, kExDate});
    ASSERT_EQ(ended.desk.signals.size(), 2U);
    EXPECT_EQ(ended.desk.signals[0].decision, "approved");
    EXPECT_EQ(ended.desk.signals[1].decision, story.whole() ? "approved" : "refused");
    EXPECT_EQ(ended.desk.signals[1].rule, story.whole() ? "" : "standard_series");
    for (const Position& position : ended.positions) {
      EXPECT_EQ(position.status, PositionStatus::kClosed) << position.id.value;
      EXPECT_EQ(position.exit_reason, "last_session") << position.id.value;
    }
  }
}

TEST_F(RecordedActions, KeepOrdersFromBeingOpenedAcrossAKnownSpinOff) {
  for (const Story& story : stories_) {
    SCOPED_TRACE(story.text());
    const Timestamp a_fortnight_ahead = on_the_day(story) - std::chrono::hours(14 * 24);
    const Ended ended = play(story, a_fortnight_ahead, {kExDate - 1});
    ASSERT_EQ(ended.desk.signals.size(), 1U);
    EXPECT_EQ(ended.desk.signals[0].rule, story.whole() ? "" : "no_adjustment_before_expiry");
  }
}

TEST_F(RecordedActions, CloseAPositionOnTheLastSessionBeforeASpinOff) {
  for (const Story& story : stories_) {
    SCOPED_TRACE(story.text());
    const Timestamp once_opened = exchange().close_time(story.sessions[0]) + std::chrono::hours(2);
    const Ended ended = play(story, once_opened, {0});
    const Position& position = ended.positions.at(0);
    EXPECT_EQ(position.exit_reason, story.whole() ? "last_session" : "adjustment_ahead");
    EXPECT_EQ(position.legs.size(), story.whole() ? 4U : 2U);
  }
}

}  // namespace
}  // namespace aots
