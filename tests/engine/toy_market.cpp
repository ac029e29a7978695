#include "tests/engine/toy_market.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/work.hpp"
#include "calendar/expiry.hpp"
#include "calendar/listing.hpp"
#include "calendar/new_york.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::testing {
namespace {

const Symbol kEtf("SPY");
const Symbol kVix("VIX");

double vix_on(int session) {
  return 17.0 + 6.0 * std::sin(session * 0.11) + 3.0 * std::sin(session * 0.031);
}

double spot_on(int session) {
  return 250.0 * std::exp(0.0003 * session + 0.02 * std::sin(session * 0.7) +
                          0.03 * std::sin(session * 0.13));
}

Bar make_bar(const calendar::ExchangeCalendar& calendar, const Symbol& symbol, Date date,
             double open, double close) {
  Bar bar;
  bar.symbol = symbol;
  bar.date = date;
  bar.known_time = calendar.bars_known_time(date);
  const auto cents = [](double v) { return Price::from_double(std::round(v * 100.0) / 100.0); };
  bar.open = cents(open);
  bar.close = cents(close);
  bar.high = std::max(bar.open, bar.close) + cents(0.5);
  bar.low = std::min(bar.open, bar.close) - cents(0.5);
  bar.volume = 1'000'000;
  return bar;
}

OptionQuote make_quote(Right right, double strike, double spot, double years, double vol) {
  OptionQuote quote;
  quote.strike = Price::from_double(strike);
  quote.right = right;
  const double value = pricing::black_price(
      {.right = right, .forward = spot, .strike = strike, .years = years, .vol = vol});
  const double cents = std::floor(value * 100.0);
  quote.bid = Price::from_double(std::max(0.0, cents - 2.0) / 100.0);
  quote.ask = Price::from_double((cents + 3.0) / 100.0);
  quote.bid_size = 10;
  quote.ask_size = 10;
  quote.volume = 100;
  quote.open_interest = 1000;
  return quote;
}

OptionChain make_chain(const calendar::ExchangeCalendar& calendar, Date session, int number,
                       int dte_max) {
  OptionChain chain;
  chain.underlying = kEtf;
  chain.session = session;
  chain.event_time = calendar.close_time(session);
  chain.known_time = chain.event_time;
  const double spot = spot_on(number);
  chain.spot = Price::from_double(std::round(spot * 100.0) / 100.0);
  const auto option_class = calendar::option_class("SPY");
  for (const Date expiry : calendar::listed_expiries(calendar, "SPY", session, dte_max)) {
    const auto years = calendar::years_to_cutoff(calendar, option_class, expiry, chain.event_time);
    if (!years) continue;
    ExpiryChain slice;
    slice.root = "SPY";
    slice.expiry = expiry;
    // A fixed band of strikes, so that a contract stays listed until it expires.
    for (int strike = 220; strike <= 340; ++strike) {
      for (const Right right : {Right::kCall, Right::kPut}) {
        slice.quotes.push_back(make_quote(right, strike, spot, *years, vix_on(number) / 100.0));
      }
    }
    chain.expiries.push_back(std::move(slice));
  }
  return chain;
}

}  // namespace

std::vector<MarketEvent> toy_market(const calendar::ExchangeCalendar& calendar, Date first,
                                    Date chains_from, Date last, int dte_max) {
  std::vector<MarketEvent> events;
  int number = 0;
  for (const Date session : calendar.sessions(first, last)) {
    RateObservation rate;
    rate.series = "DTB3";
    rate.date = session;
    rate.known_time = calendar.bars_known_time(calendar.next_session(session));
    rate.rate = 0.02;
    events.emplace_back(rate);
    events.emplace_back(make_bar(calendar, kEtf, session, spot_on(number - 1), spot_on(number)));
    events.emplace_back(make_bar(calendar, kVix, session, vix_on(number - 1), vix_on(number)));
    if (session >= chains_from) events.emplace_back(make_chain(calendar, session, number, dte_max));
    events.emplace_back(SessionEnd{session, calendar.bars_known_time(session)});
    ++number;
  }
  std::ranges::sort(events, ordered_before);
  return events;
}

Result<std::optional<MarketEvent>> ListSource::next() {
  if (position_ == events_.size()) return std::optional<MarketEvent>{};
  return std::optional<MarketEvent>(events_[position_++]);
}

std::shared_ptr<const strategy::Strategy> eager_strategy() {
  strategy::IvRankConfig config;
  config.sell_threshold = 0.30;
  config.buy_threshold = 0.30;
  config.regime_veto = false;
  return std::make_shared<strategy::IvRankStrategy>(config);
}

engine::EngineSetup toy_setup(const calendar::ExchangeCalendar& calendar, Date first_decision,
                              const strategy::Strategy& strategy) {
  engine::EngineSetup setup;
  setup.calendar = &calendar;
  setup.universe = strategy::default_universe();
  setup.symbols = {kEtf};
  setup.volatility_index = kVix;
  setup.market_index = kEtf;
  setup.iv_sources = {{kEtf, {features::IvSourceKind::kIndex, kVix}}};
  setup.first_decision = first_decision;
  trading::RiskConfig risk;
  risk.min_confidence = 0.0;
  risk.regime_sizing.neutral = 1.0;
  trading::FillConfig next;
  next.delay = "next_snapshot";
  const Money equity = Money::from_double(100'000.0);
  setup.desks = {{"cross", &strategy, risk, {}, {}, equity},
                 {"next_snapshot", &strategy, risk, {}, next, equity}};
  return setup;
}

ToyRun run_toy(const calendar::ExchangeCalendar& calendar, std::vector<MarketEvent> events,
               Date first_decision, const std::shared_ptr<const strategy::Strategy>& strategy) {
  engine::MemoryJournal journal;
  engine::Engine engine(toy_setup(calendar, first_decision, *strategy), &journal);
  ListSource source(std::move(events));
  SilentObserver observer;
  auto result = engine.run(source, observer);
  if (!result) throw std::runtime_error(result.error().message);
  return {std::move(*result), journal.lines()};
}

Dividend spy_dividend_on(Date ex_date, double amount) {
  Dividend dividend;
  dividend.symbol = Symbol("SPY");
  dividend.ex_date = ex_date;
  dividend.known_time = *parse_timestamp("2018-05-01T13:30:00Z");
  dividend.amount = amount;
  return dividend;
}

}  // namespace aots::testing
