// What a feature costs: nanoseconds per value of the price and volatility groups over five years of
// one symbol, with and without the families that rank over a year; a whole row; one live row for
// twelve symbols. One core. `per_value` counts every value of the groups, absent ones included.
//
// What bounds it, by perf: nearly half of the price and volatility groups goes into the two windows
// of a year (VIX, hv_iv_ratio): descents of a tree, whose loads wait for one another; then come the
// exact sums of RealizedVols and MarketCompanion (128-bit products, and their conversion to double)
// and the logarithms. The rest is divisions.
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "features/calculator.hpp"
#include "features/families/averages.hpp"
#include "features/families/family.hpp"
#include "features/families/implied.hpp"
#include "features/families/oscillators.hpp"
#include "features/families/patterns.hpp"
#include "features/families/realized.hpp"
#include "features/families/regimes.hpp"
#include "features/families/returns.hpp"
#include "tests/features/feature_fixture.hpp"

namespace aots::features {
namespace {

constexpr int kSessions = 1260;
constexpr std::size_t kBlock = 250;  // as the stream does it

const std::vector<FeatureDay>& five_years() {
  static const std::vector<FeatureDay> days = test::invented({.seed = 1, .sessions = kSessions});
  return days;
}

void count_values(benchmark::State& state, std::size_t features) {
  state.counters["per_value"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(features) * kSessions,
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Digests the sessions and computes the groups, block by block.
template <class... Calculators>
void compute(std::vector<double>& values, Calculators&... calculators) {
  SessionDigest digest;
  std::vector<SessionInputs> inputs;
  const auto& days = five_years();
  for (std::size_t first = 0; first < days.size(); first += kBlock) {
    const std::size_t count = std::min(kBlock, days.size() - first);
    inputs.clear();
    for (std::size_t i = 0; i < count; ++i) inputs.push_back(digest.next(days[first + i]));
    (calculators.advance(inputs, {.base = values.data(), .stride = count}), ...);
  }
}

void BM_PriceAndVolatility(benchmark::State& state) {
  std::vector<double> values(kBlock * kFeatureCount);
  for (auto _ : state) {
    const auto volatility = make_calculator(FeatureGroup::kVolatility, test::nyse());
    const auto price = make_calculator(FeatureGroup::kPrice, test::nyse());
    compute(values, *volatility, *price);
    benchmark::DoNotOptimize(values.data());
  }
  count_values(state, 80);
}
BENCHMARK(BM_PriceAndVolatility);

// The same families without HvIv and VolatilityIndex, which rank within a year.
void BM_PriceAndVolatilityWithoutRanks(benchmark::State& state) {
  using Volatility = FamilyCalculator<FeatureGroup::kVolatility, RealizedVols, RangeVols,
                                      DownsideVol, WeightedVol, Regimes>;
  std::vector<double> values(kBlock * kFeatureCount);
  for (auto _ : state) {
    Volatility volatility(test::nyse());
    const auto price = make_calculator(FeatureGroup::kPrice, test::nyse());
    compute(values, volatility, *price);
    benchmark::DoNotOptimize(values.data());
  }
  count_values(state, Volatility::definitions().size() + 50);
}
BENCHMARK(BM_PriceAndVolatilityWithoutRanks);

template <class Kernel, FeatureGroup kGroup>
void BM_Family(benchmark::State& state) {
  using Calculator = FamilyCalculator<kGroup, Kernel>;
  std::vector<double> values(kBlock * kFeatureCount);
  SessionDigest digest;
  std::vector<SessionInputs> inputs;
  for (std::size_t i = 0; i < kBlock; ++i) inputs.push_back(digest.next(five_years()[i]));
  Calculator calculator(test::nyse());
  for (auto _ : state) {
    calculator.advance(inputs, {.base = values.data(), .stride = kBlock});
    benchmark::DoNotOptimize(values.data());
  }
  state.counters["per_value"] =
      benchmark::Counter(static_cast<double>(state.iterations()) *
                             static_cast<double>(Kernel::kDefinitions.size()) * kBlock,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Family<SimpleReturns, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<LogReturns, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<YearToDate, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<SessionMoves, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<RelativeStrength, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<ExponentialAverages, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<Stochastics, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<StochasticRsi, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<DirectionalMovement, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<SimpleAverages, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<BollingerBands, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<Swings, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<Channels, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<DailyReturns, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<MarketCompanion, FeatureGroup::kPrice>);
BENCHMARK(BM_Family<RealizedVols, FeatureGroup::kVolatility>);
BENCHMARK(BM_Family<RangeVols, FeatureGroup::kVolatility>);
BENCHMARK(BM_Family<DownsideVol, FeatureGroup::kVolatility>);
BENCHMARK(BM_Family<WeightedVol, FeatureGroup::kVolatility>);
BENCHMARK(BM_Family<Regimes, FeatureGroup::kVolatility>);

void BM_Digest(benchmark::State& state) {
  for (auto _ : state) {
    SessionDigest digest;
    for (const FeatureDay& day : five_years()) benchmark::DoNotOptimize(digest.next(day));
  }
  state.counters["per_session"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kSessions,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Digest);

void BM_AllFeatures(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(test::matrix_of(five_years()));
  count_values(state, kFeatureCount);
}
BENCHMARK(BM_AllFeatures);

void BM_LiveRowOfTwelveSymbols(benchmark::State& state) {
  const std::span<const FeatureDay> days(five_years());
  std::vector<FeatureStream> streams;
  FeatureMatrix past;
  for (int i = 0; i < 12; ++i) {
    streams.emplace_back(test::nyse());
    streams.back().advance(test::kSymbol, days.first(kSessions / 2), past);
  }
  std::size_t next = kSessions / 2;
  for (auto _ : state) {
    if (next == days.size()) {
      state.SkipWithError("the history is over");
      break;
    }
    for (FeatureStream& stream : streams) benchmark::DoNotOptimize(stream.step(days[next]));
    ++next;
  }
}
BENCHMARK(BM_LiveRowOfTwelveSymbols)->Iterations(500)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace aots::features
