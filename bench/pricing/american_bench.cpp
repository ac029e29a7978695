// American prices, and QuantLib's engine of the same paper in the same program.
#include "pricing/american.hpp"

#include <vector>

#include <benchmark/benchmark.h>

#include "pricing/dividends.hpp"
#include "sample_chain.hpp"
#ifdef AOTS_HAS_QUANTLIB
#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/vanilla/qdfpamericanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#endif

namespace aots::pricing {
namespace {

constexpr int kDays = 120;

std::vector<AmericanOption> puts() {
  std::vector<AmericanOption> options;
  for (int step = -10; step <= 10; ++step) {
    options.push_back({.right = Right::kPut,
                       .spot = 100.0,
                       .strike = 100.0 + 2.0 * step,
                       .years = kDays / 365.0,
                       .rate = 0.045,
                       .dividend_yield = 0.013,
                       .vol = 0.25});
  }
  return options;
}

void american_price_of(benchmark::State& state, AmericanScheme scheme) {
  const std::vector<AmericanOption> options = puts();
  for (auto _ : state) {
    for (const AmericanOption& option : options) {
      benchmark::DoNotOptimize(american_price(option, scheme));
    }
  }
  count_options(state, options.size());
}
BENCHMARK_CAPTURE(american_price_of, fast, AmericanScheme::kFast);
BENCHMARK_CAPTURE(american_price_of, accurate, AmericanScheme::kAccurate);

void american_implied_vol_of(benchmark::State& state, AmericanScheme scheme) {
  std::vector<AmericanQuote> quotes;
  for (const AmericanOption& put : puts()) {
    const double price = american_price(put, scheme).value();
    // Past the boundary a price says nothing about vol.
    if (price <= put.strike - put.spot) continue;
    quotes.push_back(
        {put.right, price, put.spot, put.strike, put.years, put.rate, put.dividend_yield});
  }
  for (auto _ : state) {
    for (const AmericanQuote& quote : quotes) {
      benchmark::DoNotOptimize(american_implied_vol(quote, scheme));
    }
  }
  count_options(state, quotes.size());
}
BENCHMARK_CAPTURE(american_implied_vol_of, fast, AmericanScheme::kFast);

void american_price_with_dividends(benchmark::State& state, AmericanScheme scheme, int count) {
  AmericanOption option = puts().at(10);
  option.years = 1.0;
  std::vector<KnownDividend> dividends;
  for (int i = 0; i < count; ++i) dividends.push_back({.years = 0.1 + 0.25 * i, .cash = 0.6});
  for (auto _ : state) benchmark::DoNotOptimize(american_price(option, dividends, scheme));
  count_options(state, 1);
}
BENCHMARK_CAPTURE(american_price_with_dividends, fast_1, AmericanScheme::kFast, 1);
BENCHMARK_CAPTURE(american_price_with_dividends, fast_4, AmericanScheme::kFast, 4);
BENCHMARK_CAPTURE(american_price_with_dividends, accurate_4, AmericanScheme::kAccurate, 4);

#ifdef AOTS_HAS_QUANTLIB
namespace ql = QuantLib;

void quantlib_american_price_of(benchmark::State& state,
                                const ql::ext::shared_ptr<ql::QdFpIterationScheme>& scheme) {
  const ql::Date today(15, ql::June, 2026);
  ql::Settings::instance().evaluationDate() = today;
  const auto flat = [&](double rate) {
    return ql::Handle<ql::YieldTermStructure>(
        ql::ext::make_shared<ql::FlatForward>(today, rate, ql::Actual365Fixed()));
  };
  const auto process = ql::ext::make_shared<ql::BlackScholesMertonProcess>(
      ql::Handle<ql::Quote>(ql::ext::make_shared<ql::SimpleQuote>(100.0)), flat(0.013), flat(0.045),
      ql::Handle<ql::BlackVolTermStructure>(ql::ext::make_shared<ql::BlackConstantVol>(
          today, ql::NullCalendar(), 0.25, ql::Actual365Fixed())));
  std::vector<ql::ext::shared_ptr<ql::VanillaOption>> options;
  for (const AmericanOption& put : puts()) {
    options.push_back(ql::ext::make_shared<ql::VanillaOption>(
        ql::ext::make_shared<ql::PlainVanillaPayoff>(ql::Option::Put, put.strike),
        ql::ext::make_shared<ql::AmericanExercise>(today, today + kDays)));
    options.back()->setPricingEngine(ql::ext::make_shared<ql::QdFpAmericanEngine>(process, scheme));
  }
  for (auto _ : state) {
    for (const auto& option : options) {
      option->recalculate();
      benchmark::DoNotOptimize(option->NPV());
    }
  }
  count_options(state, options.size());
}
BENCHMARK_CAPTURE(quantlib_american_price_of, fast, ql::QdFpAmericanEngine::fastScheme());
BENCHMARK_CAPTURE(quantlib_american_price_of, accurate, ql::QdFpAmericanEngine::accurateScheme());
#endif

}  // namespace
}  // namespace aots::pricing
