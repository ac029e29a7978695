// A chain to measure on: an index at 5,000 with 8 expiries from a day to two years, strikes out to
// three standard deviations, calls and puts, and a smile. Prices are the model's own.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "pricing/black_scholes.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {

struct SampleOption {
  EuropeanOption option;
  IvQuery query;
};

inline constexpr std::size_t kSampleExpiries = 8;

inline std::vector<SampleOption> sample_chain() {
  constexpr double kSpot = 5000.0;
  std::vector<SampleOption> chain;
  for (const double days : {1.0, 3.0, 7.0, 21.0, 45.0, 120.0, 365.0, 730.0}) {
    const double years = days / 365.0;
    const double deviation = 0.18 * std::sqrt(years);
    for (int step = -30; step <= 30; ++step) {
      const double strike = kSpot * std::exp(0.1 * step * deviation);
      // The skew of an index: three vol points a standard deviation.
      const double vol = 0.18 - 0.003 * step + 0.0002 * step * step;
      for (const Right right : {Right::kCall, Right::kPut}) {
        const EuropeanOption option{.right = right,
                                    .spot = kSpot,
                                    .strike = strike,
                                    .years = years,
                                    .rate = 0.045,
                                    .dividend_yield = 0.013,
                                    .vol = std::max(vol, 0.05)};
        const double price = black_scholes(option).value().price;
        const double forward = kSpot * std::exp((0.045 - 0.013) * years);
        chain.push_back({option, {right, price, forward, strike, std::exp(-0.045 * years), years}});
      }
    }
  }
  return chain;
}

// Reports options a second, and as per_option the time of one.
inline void count_options(benchmark::State& state, std::size_t per_iteration) {
  const auto options = state.iterations() * static_cast<std::int64_t>(per_iteration);
  state.SetItemsProcessed(options);
  state.counters["per_option"] = benchmark::Counter(
      static_cast<double>(options), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

}  // namespace aots::pricing
