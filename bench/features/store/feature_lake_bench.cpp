// What the features of a lake cost: every symbol with chains, every session, from the session tapes
// or, where these were deleted, from Parquet; and the live row of one session. AOTS_BENCH_LAKE
// names the lake (bench/features.sh makes one).
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <benchmark/benchmark.h>

#include "features/feature_stream.hpp"
#include "features/store/feature_timeline.hpp"
#include "features/store/option_day_reader.hpp"
#include "features/store/stored_features.hpp"

namespace aots::features {
namespace {

const calendar::ExchangeCalendar& nyse() {
  static const calendar::ExchangeCalendar calendar;
  return calendar;
}

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

const data::Lake& lake() {
  static const data::Lake opened = [] {
    const char* given = std::getenv("AOTS_BENCH_LAKE");
    if (given == nullptr) {
      std::fputs("AOTS_BENCH_LAKE names no lake; bench/features.sh makes one and runs this\n",
                 stderr);
      std::exit(77);  // cannot run here, says tools/bench
    }
    return must(data::Lake::open(given));
  }();
  return opened;
}

std::int64_t chain_rows() {
  std::int64_t rows = 0;
  for (const auto& part : lake().catalog().parts) {
    if (part.table == "chains") rows += part.rows;
  }
  return rows;
}

void BM_Records(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(must(read_market_history(lake(), lake().chain_symbols(), nyse())));
  }
}
BENCHMARK(BM_Records)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_Features(benchmark::State& state) {
  std::int64_t rows = 0;
  for (auto _ : state) {
    const auto history = must(read_market_history(lake(), lake().chain_symbols(), nyse()));
    const Status done =
        compute_features(lake(), history, static_cast<int>(state.range(0)), nyse(),
                         [&rows](const FeatureSubject&, data::FeatureTable&& table) -> Status {
                           rows += static_cast<std::int64_t>(table.dates.size());
                           benchmark::DoNotOptimize(table);
                           return {};
                         });
    if (!done) state.SkipWithError(done.error().message.c_str());
  }
  state.counters["feature_rows"] =
      static_cast<double>(rows) / static_cast<double>(state.iterations());
  state.counters["chain_rows"] = static_cast<double>(chain_rows());
}
BENCHMARK(BM_Features)
    ->Arg(1)
    ->Arg(2)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

// The last snapshot of each symbol.
std::vector<data::PackedSnapshot> last_snapshots() {
  std::vector<data::PackedSnapshot> snapshots;
  for (const Symbol& symbol : lake().chain_symbols()) {
    const Date session = must(lake().chain_sessions(symbol)).back();
    snapshots.emplace_back(*must(lake().chain(symbol, session)));
  }
  return snapshots;
}

void BM_OptionDay(benchmark::State& state) {
  const auto snapshots = last_snapshots();
  OptionDayReader reader(nyse());
  for (auto _ : state) {
    for (const auto& snapshot : snapshots) {
      benchmark::DoNotOptimize(reader.read(snapshot.view(), {.rate = 0.02, .dividend_yield = {}}));
    }
  }
  state.counters["each"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(snapshots.size()),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_OptionDay)->Unit(benchmark::kMicrosecond);

// One more session of every symbol: a snapshot read, a row computed.
void BM_LiveRows(benchmark::State& state) {
  const auto snapshots = last_snapshots();
  const auto history = must(read_market_history(lake(), lake().chain_symbols(), nyse()));
  std::vector<FeatureStream> streams;
  std::vector<FeatureDay> days;
  for (const auto& subject : history.subjects) {
    const auto timeline = must(read_timeline(lake(), history, subject, nyse()));
    FeatureMatrix past;
    streams.emplace_back(nyse());
    streams.back().advance(subject.symbol, timeline.days, past);
    days.push_back(timeline.days.back());
  }
  OptionDayReader reader(nyse());
  for (auto _ : state) {
    for (std::size_t i = 0; i < streams.size(); ++i) {
      days[i].date = nyse().next_session(days[i].date);
      days[i].options = reader.read(snapshots[i].view(), {.rate = 0.02, .dividend_yield = {}});
      benchmark::DoNotOptimize(streams[i].step(days[i]));
    }
  }
}
BENCHMARK(BM_LiveRows)->Iterations(500)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace aots::features
