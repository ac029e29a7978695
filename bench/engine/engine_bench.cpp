// What the event loop costs around a strategy that never wants anything: events per second of one
// core. Bars arrive once a session for twelve symbols, each session with its end; chains arrive
// once a minute for one symbol and are looked at, marked and decided on.
#include "engine/engine.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/contract.hpp"
#include "calendar/exchange_calendar.hpp"

namespace aots::engine {
namespace {

class NoOp final : public strategy::Strategy {
 public:
  std::string_view name() const override { return "no_op"; }
  strategy::Decision evaluate(const strategy::MarketView&) const override {
    return strategy::NoSignal{"no_op", std::nullopt, std::nullopt};
  }
  std::optional<std::string> exit_reason(const strategy::PositionContext&) const override {
    return std::nullopt;
  }
};

// Hands the events on and gives them up.
class Playback final : public EventSource {
 public:
  explicit Playback(std::vector<MarketEvent> events) : events_(std::move(events)) {}
  Result<std::optional<MarketEvent>> next() override {
    if (position_ == events_.size()) return std::optional<MarketEvent>{};
    return std::optional<MarketEvent>(std::move(events_[position_++]));
  }

 private:
  std::vector<MarketEvent> events_;
  std::size_t position_ = 0;
};

const calendar::ExchangeCalendar& nyse() {
  static const calendar::ExchangeCalendar calendar;
  return calendar;
}

Bar make_bar(const Symbol& symbol, Date session, int number) {
  Bar bar;
  bar.symbol = symbol;
  bar.date = session;
  bar.known_time = nyse().bars_known_time(session);
  bar.open = bar.high = bar.low = bar.close =
      Price::from_micros(kMicrosPerUnit * (100 + number % 7));
  bar.volume = 1'000'000;
  return bar;
}

// Bars of twelve symbols, SPY and VIX among them, over 4,000 sessions.
std::vector<MarketEvent> bars() {
  const std::vector<std::string> names = {"AAPL", "AMZN", "DIA",  "GOOGL", "IWM", "META",
                                          "MSFT", "NFLX", "NVDA", "QQQ",   "SPY", "VIX"};
  std::vector<MarketEvent> events;
  int number = 0;
  for (const Date session : nyse().sessions(make_date(2007, 1, 3), make_date(2022, 11, 30))) {
    for (const std::string& name : names) {
      events.emplace_back(make_bar(Symbol(name), session, number++));
    }
    events.emplace_back(SessionEnd{session, nyse().bars_known_time(session)});
  }
  return events;
}

OptionChain small_chain(Date session, Timestamp time) {
  OptionChain chain;
  chain.underlying = Symbol("SPY");
  chain.session = session;
  chain.event_time = chain.known_time = time;
  chain.spot = Price::from_micros(400 * kMicrosPerUnit);
  ExpiryChain& slice = chain.expiries.emplace_back();
  slice.root = "SPY";
  slice.expiry = session + Days{7};
  for (const Right right : {Right::kCall, Right::kPut}) {
    OptionQuote quote;
    quote.strike = Price::from_micros(400 * kMicrosPerUnit);
    quote.right = right;
    quote.bid = Price::from_micros(2 * kMicrosPerUnit);
    quote.ask = Price::from_micros(3 * kMicrosPerUnit);
    slice.quotes.push_back(quote);
  }
  return chain;
}

// A chain a minute for a quarter.
std::vector<MarketEvent> chains() {
  std::vector<MarketEvent> events;
  for (const Date session : nyse().sessions(make_date(2023, 1, 3), make_date(2023, 3, 31))) {
    const Timestamp close = nyse().close_time(session);
    for (Timestamp time = nyse().open_time(session); time < close;
         time += std::chrono::minutes(1)) {
      events.emplace_back(small_chain(session, time));
    }
    events.emplace_back(SessionEnd{session, nyse().bars_known_time(session)});
  }
  return events;
}

EngineSetup setup_of(const strategy::Strategy& strategy) {
  EngineSetup setup;
  setup.calendar = &nyse();
  setup.universe = strategy::default_universe();
  setup.symbols = {Symbol("SPY")};
  setup.volatility_index = Symbol("VIX");
  setup.market_index = Symbol("SPY");
  setup.iv_sources = {
      {Symbol("SPY"), {.kind = features::IvSourceKind::kIndex, .index = Symbol("VIX")}}};
  setup.first_decision = make_date(2007, 1, 3);
  setup.desks.push_back(
      {.name = "cross", .strategy = &strategy, .initial_equity = Money::from_double(1e5)});
  return setup;
}

void run_events(benchmark::State& state, const std::vector<MarketEvent>& events) {
  const NoOp strategy;
  SilentObserver observer;
  for (auto _ : state) {
    state.PauseTiming();
    Playback source(events);
    Engine engine(setup_of(strategy), nullptr);
    state.ResumeTiming();
    const auto result = engine.run(source, observer);
    AOTS_EXPECTS(result.has_value());
    benchmark::DoNotOptimize(result->chain_rows);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events.size()));
}

void daily_bars(benchmark::State& state) {
  static const std::vector<MarketEvent> events = bars();
  run_events(state, events);
}
BENCHMARK(daily_bars)->Unit(benchmark::kMillisecond);

void minute_chains(benchmark::State& state) {
  static const std::vector<MarketEvent> events = chains();
  run_events(state, events);
}
BENCHMARK(minute_chains)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace aots::engine
