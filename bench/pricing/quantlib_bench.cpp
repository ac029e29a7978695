// The same work done by QuantLib's closed formulas, without its instruments and term structures.
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>

#include "sample_chain.hpp"

namespace aots::pricing {
namespace {

namespace ql = QuantLib;

ql::Option::Type type_of(Right right) {
  return right == Right::kCall ? ql::Option::Call : ql::Option::Put;
}

void quantlib_price_and_greeks_of_a_chain(benchmark::State& state) {
  const std::vector<SampleOption> chain = sample_chain();
  for (auto _ : state) {
    for (const SampleOption& sample : chain) {
      const EuropeanOption& option = sample.option;
      const double discount = std::exp(-option.rate * option.years);
      const double forward =
          option.spot * std::exp((option.rate - option.dividend_yield) * option.years);
      const ql::BlackCalculator found(type_of(option.right), option.strike, forward,
                                      option.vol * std::sqrt(option.years), discount);
      benchmark::DoNotOptimize(found.value());
      benchmark::DoNotOptimize(found.delta(option.spot));
      benchmark::DoNotOptimize(found.gamma(option.spot));
      benchmark::DoNotOptimize(found.thetaPerDay(option.spot, option.years));
      benchmark::DoNotOptimize(found.vega(option.years));
      benchmark::DoNotOptimize(found.rho(option.years));
    }
  }
  count_options(state, chain.size());
}
BENCHMARK(quantlib_price_and_greeks_of_a_chain);

// To 1e-12, which is its accuracy of the price and not of the vol; options without a digit of time
// value to spare are left out, since its search throws on them.
void quantlib_implied_vol_of_a_chain(benchmark::State& state) {
  std::vector<SampleOption> chain;
  for (const SampleOption& sample : sample_chain()) {
    const IvQuery& query = sample.query;
    const double side = query.right == Right::kCall ? 1.0 : -1.0;
    const double gap = query.discount * side * (query.forward - query.strike);
    if (query.price - std::max(0.0, gap) > 1e-6) chain.push_back(sample);
  }
  for (auto _ : state) {
    for (const SampleOption& sample : chain) {
      const IvQuery& query = sample.query;
      const double total_vol = ql::blackFormulaImpliedStdDev(
          type_of(query.right), query.strike, query.forward, query.price, query.discount, 0.0,
          ql::Null<ql::Real>(), 1e-12);
      benchmark::DoNotOptimize(total_vol / std::sqrt(query.years));
    }
  }
  count_options(state, chain.size());
}
BENCHMARK(quantlib_implied_vol_of_a_chain);

}  // namespace
}  // namespace aots::pricing
