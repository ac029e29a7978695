// American prices, and QuantLib's engine of the same paper in the same program.
#include "pricing/american.hpp"

#include <vector>

#include <benchmark/benchmark.h>

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
