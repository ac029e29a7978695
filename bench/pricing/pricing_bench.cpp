// What one option costs: items_per_second is options a second, and its inverse the time of one.
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

#include "pricing/black_scholes.hpp"
#include "pricing/forward.hpp"
#include "pricing/implied_vol.hpp"
#include "sample_chain.hpp"

namespace aots::pricing {
namespace {

void black_price_of_a_chain(benchmark::State& state) {
  const std::vector<SampleOption> chain = sample_chain();
  for (auto _ : state) {
    for (const SampleOption& sample : chain) {
      const IvQuery& query = sample.query;
      benchmark::DoNotOptimize(black_price({query.right, query.forward, query.strike,
                                            query.discount, query.years, sample.option.vol}));
    }
  }
  count_options(state, chain.size());
}
BENCHMARK(black_price_of_a_chain);

void price_and_greeks_of_a_chain(benchmark::State& state) {
  const std::vector<SampleOption> chain = sample_chain();
  for (auto _ : state) {
    for (const SampleOption& sample : chain) {
      benchmark::DoNotOptimize(black_scholes(sample.option));
    }
  }
  count_options(state, chain.size());
}
BENCHMARK(price_and_greeks_of_a_chain);

void implied_vol_of_a_chain(benchmark::State& state) {
  const std::vector<SampleOption> chain = sample_chain();
  for (auto _ : state) {
    for (const SampleOption& sample : chain) benchmark::DoNotOptimize(implied_vol(sample.query));
  }
  count_options(state, chain.size());
}
BENCHMARK(implied_vol_of_a_chain);

// Out-of-the-money prices down to 1e-200 of the forward, where a search in price would get lost.
void implied_vol_of_far_wings(benchmark::State& state) {
  std::vector<IvQuery> queries;
  for (int step = 1; step <= 300; ++step) {
    const double strike = 100.0 * std::exp(3e-5 * step * step);
    const BlackInputs inputs{Right::kCall, 100.0, strike, 1.0, 0.01, 1.0};
    const double price = black_price(inputs);
    if (price > 1e-198) queries.push_back({Right::kCall, price, 100.0, strike, 1.0, 0.01});
  }
  for (auto _ : state) {
    for (const IvQuery& query : queries) benchmark::DoNotOptimize(implied_vol(query));
  }
  count_options(state, queries.size());
}
BENCHMARK(implied_vol_of_far_wings);

void forward_of_an_expiry(benchmark::State& state) {
  std::vector<ParityPair> pairs;
  for (double strike = 4000.0; strike <= 6000.0; strike += 10.0) {
    const double call = black_price({Right::kCall, 5010.0, strike, 0.99, 0.1, 0.2});
    const double put = black_price({Right::kPut, 5010.0, strike, 0.99, 0.1, 0.2});
    pairs.push_back({strike, 0.99 * call, 1.01 * call, 0.99 * put, 1.01 * put});
  }
  for (auto _ : state) benchmark::DoNotOptimize(estimate_forward(pairs, 0.99, std::nullopt));
  state.counters["strikes"] = static_cast<double>(pairs.size());
}
BENCHMARK(forward_of_an_expiry);

}  // namespace
}  // namespace aots::pricing
