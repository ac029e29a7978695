// Batches and chains on every instruction set of this machine; per_option is the time of one.
//
// The chain is that of sample_chain.hpp; the grid is log-uniform: total vols from 1e-3 to 3,
// strikes out to four deviations, so that neighbours have nothing in common.
#include "pricing/batch.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/rng.hpp"
#include "pricing/black_scholes.hpp"
#include "sample_chain.hpp"

namespace aots::pricing {
namespace {

struct Columns {
  std::vector<Right> right;
  std::vector<double> spot, strike, years, rate, yield, vol, price, forward, discount;
  std::vector<double> out[6];
  std::vector<ValuationStatus> status;
  std::vector<IvStatus> iv_status;

  explicit Columns(const std::vector<SampleOption>& chain) {
    for (const SampleOption& sample : chain) {
      right.push_back(sample.option.right);
      spot.push_back(sample.option.spot);
      strike.push_back(sample.option.strike);
      years.push_back(sample.option.years);
      rate.push_back(sample.option.rate);
      yield.push_back(sample.option.dividend_yield);
      vol.push_back(sample.option.vol);
      price.push_back(sample.query.price);
      forward.push_back(sample.query.forward);
      discount.push_back(sample.query.discount);
    }
    for (auto& column : out) column.resize(right.size());
    status.resize(right.size());
    iv_status.resize(right.size());
  }
  ValueColumns values(std::size_t from, std::size_t count) {
    const auto part = [&](int i) { return std::span<double>(out[i]).subspan(from, count); };
    return {part(0),
            part(1),
            part(2),
            part(3),
            part(4),
            part(5),
            std::span<ValuationStatus>(status).subspan(from, count)};
  }
};

std::vector<SampleOption> log_uniform_grid() {
  Rng rng(1);
  std::vector<SampleOption> grid;
  while (grid.size() < 4000) {
    const double total_vol = std::exp(std::log(1e-3) + rng.uniform() * std::log(3e3));
    const double years = std::exp(std::log(1e-4) + rng.uniform() * std::log(5e4));
    const EuropeanOption option{.right = rng.uniform() < 0.5 ? Right::kCall : Right::kPut,
                                .spot = 100.0,
                                .strike = 100.0 * std::exp(total_vol * (8.0 * rng.uniform() - 4.0)),
                                .years = years,
                                .rate = 0.03,
                                .dividend_yield = 0.01,
                                .vol = total_vol / std::sqrt(years)};
    const double forward = 100.0 * std::exp(0.02 * years);
    const double discount = std::exp(-0.03 * years);
    const bool call = option.right == Right::kCall;
    // The out-of-the-money side, whose price determines its vol.
    if (call != (forward < option.strike)) continue;
    const double price = black_scholes(option).value().price;
    grid.push_back({option, {option.right, price, forward, option.strike, discount, years}});
  }
  return grid;
}

void values_of(benchmark::State& state, const std::vector<SampleOption>& options,
               SimdTarget target) {
  Columns c(options);
  const std::size_t count = c.right.size();
  for (auto _ : state) {
    black_scholes({c.right, c.spot, c.strike, c.years, c.rate, c.yield, c.vol}, c.values(0, count),
                  target);
    benchmark::ClobberMemory();
  }
  count_options(state, count);
}

// Every expiry of the sample chain by itself, as a chain.
void chain_values(benchmark::State& state, SimdTarget target) {
  Columns c(sample_chain());
  const std::size_t count = c.right.size();
  const std::size_t each = count / kSampleExpiries;
  for (auto _ : state) {
    for (std::size_t at = 0; at < count; at += each) {
      const auto part = [&](const std::vector<double>& all) {
        return std::span<const double>(all).subspan(at, each);
      };
      black_scholes(
          {c.spot[at], c.years[at], c.rate[at], c.yield[at]},
          {std::span<const Right>(c.right).subspan(at, each), part(c.strike), part(c.vol)},
          c.values(at, each), target);
    }
    benchmark::ClobberMemory();
  }
  count_options(state, count);
}

void vols_of(benchmark::State& state, const std::vector<SampleOption>& options, SimdTarget target) {
  Columns c(options);
  for (auto _ : state) {
    implied_vols({c.right, c.price, c.forward, c.strike, c.discount, c.years}, kAllVols,
                 {c.out[0], c.iv_status}, target);
    benchmark::ClobberMemory();
  }
  count_options(state, c.right.size());
}

const bool kRegistered = [] {
  for (const SimdTarget target : simd_targets()) {
    const std::string name(to_string(target));
    const auto add = [&](const std::string& what, auto function) {
      benchmark::RegisterBenchmark((what + "/" + name).c_str(), function);
    };
    add("price_and_greeks/chain", [target](auto& state) { chain_values(state, target); });
    add("price_and_greeks/unrelated",
        [target](auto& state) { values_of(state, sample_chain(), target); });
    add("price_and_greeks/log_uniform",
        [target](auto& state) { values_of(state, log_uniform_grid(), target); });
    add("implied_vol/chain", [target](auto& state) { vols_of(state, sample_chain(), target); });
    add("implied_vol/log_uniform",
        [target](auto& state) { vols_of(state, log_uniform_grid(), target); });
  }
  return true;
}();

}  // namespace
}  // namespace aots::pricing
