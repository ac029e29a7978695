// How fast the lake streams option chains: rows (quotes) per second into OptionChain objects, from
// a generated lake of two million rows: four symbols, a year of sessions, 2,000 quotes a session, a
// part a month. The peak of resident memory is printed beside each scan.
#include "data/store/lake.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/contract.hpp"
#include "base/rng.hpp"
#include "calendar/exchange_calendar.hpp"

namespace aots::data {
namespace {

constexpr int kExpiries = 20;
constexpr int kStrikes = 50;
const Date kFrom = make_date(2018, 1, 2);
const Date kTo = make_date(2018, 12, 31);
const std::vector<Symbol> kSymbols = {Symbol("DIA"), Symbol("IWM"), Symbol("QQQ"), Symbol("SPY")};

// The high-water mark of resident memory, as Linux keeps it.
double peak_resident_mib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kibibytes = 0.0;
  while (status >> word) {
    if (word == "VmHWM:") status >> kibibytes;
  }
  return kibibytes / 1024.0;
}

OptionQuote make_quote(Rng& rng, double spot, double strike, Right right, int days) {
  const double intrinsic = std::max(0.0, right == Right::kCall ? spot - strike : strike - spot);
  const double mid =
      intrinsic + 0.05 * std::sqrt(days + 1.0) * std::exp(-std::abs(spot - strike) / 40.0) * 20.0;
  const double bid = std::floor(mid * 99.0) / 100.0;
  OptionQuote quote;
  quote.strike = Price::from_double(strike);
  quote.right = right;
  quote.bid = Price::from_double(bid);
  quote.ask = Price::from_double(bid + 0.01 * static_cast<double>(1 + rng.below(20)));
  quote.bid_size = static_cast<std::int32_t>(1 + rng.below(500));
  quote.ask_size = static_cast<std::int32_t>(1 + rng.below(500));
  quote.volume = static_cast<std::int64_t>(rng.exponential() * 100);
  quote.open_interest = static_cast<std::int64_t>(rng.exponential() * 3000);
  return quote;
}

OptionChain make_chain(Rng& rng, const Symbol& symbol, Date session, Timestamp close) {
  OptionChain chain;
  chain.underlying = symbol;
  chain.session = session;
  chain.event_time = close;
  chain.known_time = close;
  chain.origin = Origin::kSynthetic;
  const double spot = 270.0 + 10.0 * rng.normal();
  chain.spot = Price::from_double(std::round(spot * 100) / 100);
  for (int e = 0; e < kExpiries; ++e) {
    ExpiryChain slice{.root = symbol.str(), .expiry = session + Days(7 * e + 1)};
    for (int s = 0; s < kStrikes; ++s) {
      for (const auto right : {Right::kCall, Right::kPut}) {
        slice.quotes.push_back(
            make_quote(rng, spot, 245.0 + static_cast<double>(s), right, 7 * e + 1));
      }
    }
    chain.expiries.push_back(std::move(slice));
  }
  return chain;
}

template <class T>
T must(Result<T> result) {
  if (!result) std::fprintf(stderr, "lake_bench: %s\n", result.error().message.c_str());
  AOTS_EXPECTS(result.has_value());
  return *std::move(result);
}

void must(const Status& status) {
  if (!status) std::fprintf(stderr, "lake_bench: %s\n", status.error().message.c_str());
  AOTS_EXPECTS(status.has_value());
}

std::vector<OptionChain> make_month(Rng& rng, const calendar::ExchangeCalendar& calendar,
                                    const Symbol& symbol, unsigned month) {
  std::vector<OptionChain> chains;
  for (const auto session : calendar.sessions(kFrom, kTo)) {
    if (month_of(session) != month) continue;
    chains.push_back(make_chain(rng, symbol, session, calendar.close_time(session)));
  }
  return chains;
}

Provenance provenance_of(const Symbol& symbol) {
  return {.kind = "synthetic",
          .symbol = symbol.str(),
          .source_file = "",
          .source_sha256 = "bench",
          .origin = Origin::kSynthetic};
}

// The lake of two million rows; made once, removed when the program ends.
class BenchLake {
 public:
  BenchLake() {
    std::string name = (std::filesystem::temp_directory_path() / "aots-bench-XXXXXX").string();
    AOTS_EXPECTS(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    auto writer = must(LakeWriter::open(path_));
    for (const auto& symbol : kSymbols) {
      Rng rng(7, symbol.str());
      for (unsigned month = 1; month <= 12; ++month) {
        must(writer.write_chains(provenance_of(symbol), make_month(rng, calendar_, symbol, month)));
      }
    }
    must(writer.commit());
  }
  BenchLake(const BenchLake&) = delete;
  BenchLake& operator=(const BenchLake&) = delete;
  ~BenchLake() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const Path& path() const { return path_; }
  const calendar::ExchangeCalendar& calendar() const { return calendar_; }

 private:
  Path path_;
  calendar::ExchangeCalendar calendar_;
};

const BenchLake& bench_lake() {
  static const BenchLake kLake;
  return kLake;
}

void report_rows(benchmark::State& state, std::int64_t rows) {
  state.SetItemsProcessed(rows);
  state.counters["rows"] = static_cast<double>(rows) / static_cast<double>(state.iterations());
  state.counters["peak_rss_mib"] = peak_resident_mib();
}

void scan_one_symbol_after_another(benchmark::State& state) {
  const auto lake = must(Lake::open(bench_lake().path()));
  std::int64_t rows = 0;
  for (auto _ : state) {
    for (const auto& symbol : kSymbols) {
      auto stream = must(lake.chains(symbol, kFrom, kTo));
      while (const auto chain = must(stream->next())) rows += chain->quote_count();
    }
  }
  report_rows(state, rows);
}
BENCHMARK(scan_one_symbol_after_another)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void scan_events_of_all_symbols(benchmark::State& state) {
  const auto lake = must(Lake::open(bench_lake().path()));
  const EventQuery query{
      .chains = kSymbols, .bars = {}, .bars_from = kFrom, .chains_from = kFrom, .to = kTo};
  std::int64_t rows = 0;
  for (auto _ : state) {
    auto events = must(lake.events(query, bench_lake().calendar()));
    while (const auto event = must(events->next())) {
      if (const auto* chain = std::get_if<OptionChain>(&*event)) rows += chain->quote_count();
    }
  }
  report_rows(state, rows);
}
BENCHMARK(scan_events_of_all_symbols)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void read_one_session(benchmark::State& state) {
  const auto lake = must(Lake::open(bench_lake().path()));
  std::int64_t rows = 0;
  for (auto _ : state) {
    rows += must(lake.chain(Symbol("SPY"), make_date(2018, 6, 14)))->quote_count();
  }
  report_rows(state, rows);
}
BENCHMARK(read_one_session)->Unit(benchmark::kMillisecond)->UseRealTime();

void write_a_month(benchmark::State& state) {
  Rng rng(11);
  const auto chains = make_month(rng, bench_lake().calendar(), Symbol("SPY"), 3);
  std::int64_t rows = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const Path path = bench_lake().path().string() + "-written";
    auto writer = must(LakeWriter::open(path));
    state.ResumeTiming();
    must(writer.write_chains(provenance_of(Symbol("SPY")), chains));
    must(writer.commit());
    state.PauseTiming();
    for (const auto& chain : chains) rows += chain.quote_count();
    std::filesystem::remove_all(path);
    state.ResumeTiming();
  }
  report_rows(state, rows);
}
BENCHMARK(write_a_month)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

}  // namespace
}  // namespace aots::data
