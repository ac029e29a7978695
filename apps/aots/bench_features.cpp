// The features' part of `aots bench`: five years of one ticker, and one live row of twelve, each
// session with a chain of about 1,000 quotes that is read from its packed columns.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>

#include "base/rng.hpp"
#include "calendar/expiry.hpp"
#include "features/feature_stream.hpp"
#include "features/store/option_day_reader.hpp"
#include "measurement.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/simd.hpp"

namespace aots::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSessions = 5 * 252;
constexpr std::size_t kTickers = 12;
constexpr int kExpiries = 16;
constexpr int kStrikes = 31;
constexpr int kRounds = 20;
constexpr double kSpot = 400.0;
constexpr analytics::CarryInputs kCarry{.rate = 0.03, .dividend_yield = 0.015};

// Weekly expiries, strikes out to 15% of the money, prices of a skewed market.
OptionChain bench_chain(const calendar::ExchangeCalendar& calendar) {
  OptionChain chain;
  chain.underlying = Symbol("SPY");
  chain.session = make_date(2023, 6, 1);
  chain.event_time = chain.known_time = calendar.close_time(chain.session);
  chain.spot = Price::from_double(kSpot);
  const auto option_class = calendar::option_class("SPY");
  for (int week = 0; week < kExpiries; ++week) {
    ExpiryChain slice{.root = "SPY",
                      .expiry = calendar.session_on_or_before(chain.session + Days(8 + 7 * week)),
                      .multiplier = 100,
                      .quotes = {}};
    const double years =
        *calendar::years_to_cutoff(calendar, option_class, slice.expiry, chain.event_time);
    for (int k = 0; k < kStrikes; ++k) {
      const double strike = kSpot * 0.85 + 4.0 * k;
      for (const Right right : {Right::kCall, Right::kPut}) {
        const double value = pricing::black_price(
            {.right = right,
             .forward = kSpot * std::exp((*kCarry.rate - *kCarry.dividend_yield) * years),
             .strike = strike,
             .discount = std::exp(-*kCarry.rate * years),
             .years = years,
             .vol = 0.18 - 0.25 * std::log(strike / kSpot)});
        OptionQuote quote{.strike = Price::from_double(strike), .right = right};
        quote.bid = Price::from_double(std::floor(100.0 * value) / 100.0);
        quote.ask = *quote.bid + Price::from_double(0.02);
        quote.volume = 10 * k;
        quote.open_interest = 100 * k;
        slice.quotes.push_back(quote);
      }
    }
    chain.expiries.push_back(std::move(slice));
  }
  return chain;
}

// Sessions of a random walk; their chains are added when they are read.
std::vector<features::FeatureDay> bench_days(const calendar::ExchangeCalendar& calendar,
                                             int count) {
  Rng rng(1, "bench features");
  std::vector<features::FeatureDay> days;
  Date date = make_date(2018, 6, 1);
  double close = kSpot;
  for (int i = 0; i < count; ++i, date = calendar.next_session(date)) {
    const double move = 0.01 * rng.normal();
    const double before = close;
    close *= std::exp(move);
    features::FeatureDay day{.date = date};
    day.bar = features::DayBar{.open = Price::from_double(before),
                               .high = Price::from_double(std::max(before, close) * 1.003),
                               .low = Price::from_double(std::min(before, close) * 0.997),
                               .close = Price::from_double(close),
                               .volume = 1'000'000 + static_cast<std::int64_t>(rng.below(900'000))};
    day.vix = 18.0 - 300.0 * move;
    day.market_return = move;
    day.iv = 0.18 - 2.0 * move;
    day.regime = i % 40 < 20 ? Regime::kNeutral : Regime::kLowVol;
    days.push_back(day);
  }
  return days;
}

// The least of some rounds: what disturbs a machine only ever adds.
template <class Work>
double least_ns(Work work) {
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    work();
    const std::chrono::duration<double, std::nano> spent = Clock::now() - start;
    least = std::min(least, spent.count());
  }
  return least;
}

}  // namespace

std::vector<Measurement> measure_features() {
  const calendar::ExchangeCalendar calendar;
  const data::PackedSnapshot snapshot(bench_chain(calendar));
  features::OptionDayReader reader(calendar);
  const Symbol symbol("SPY");
  auto days = bench_days(calendar, kSessions + kRounds);
  const auto history = std::span(days).first(kSessions);
  const double batch = least_ns([&] {
    for (auto& day : history) day.options = reader.read(snapshot.view(), kCarry);
    features::FeatureStream stream(calendar);
    features::FeatureMatrix matrix;
    stream.advance(symbol, history, matrix);
  });

  std::vector<features::FeatureStream> streams;
  features::FeatureMatrix past;
  for (std::size_t i = 0; i < kTickers; ++i) {
    streams.emplace_back(calendar);
    streams.back().advance(symbol, history, past);
  }
  std::size_t next = kSessions;
  double sum = 0.0;
  const double live = least_ns([&] {
    features::FeatureDay& day = days[next++];
    for (auto& stream : streams) {
      day.options = reader.read(snapshot.view(), kCarry);
      sum += stream.step(day).values[0];
    }
  });
  // Kept where the compiler cannot see that nobody reads it.
  volatile double kept = sum;
  static_cast<void>(kept);

  const std::string target(to_string(pricing::widest_target()));
  const std::size_t batch_values = features::kFeatureCount * static_cast<std::size_t>(kSessions);
  const std::size_t live_values = features::kFeatureCount * kTickers;
  return {{"features_batch", target, "five years of a ticker, chains of 992 quotes",
           batch / static_cast<double>(batch_values), batch_values},
          {"features_incremental", target, "a row of 12 tickers, chains of 992 quotes",
           live / static_cast<double>(live_values), live_values}};
}

}  // namespace aots::app
