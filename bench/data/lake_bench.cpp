// How fast a lake opens and gives its option chains: from Parquet, from the session tapes as
// chains, and from the session tapes as columns, every one of which is added up. Rates are rows
// (quotes) per second of processor time, so "per core"; resident memory is printed beside each
// scan.
//
// The lake is the one that AOTS_BENCH_LAKE names (bench/lake.sh makes one of 25 million rows with
// `aots data synth`); without it two million rows are generated: four symbols, a year of sessions,
// 2,000 quotes a session, a part a month. The single day is a chain of 14,000 quotes.
#include "data/store/lake.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <unistd.h>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/contract.hpp"
#include "base/rng.hpp"
#include "calendar/exchange_calendar.hpp"

namespace aots::data {
namespace {

constexpr int kExpiries = 20;
constexpr int kExpiriesOfAnIndex = 140;
constexpr int kStrikes = 50;
const Date kFrom = make_date(2018, 1, 2);
const Date kTo = make_date(2018, 12, 31);
const std::vector<Symbol> kSymbols = {Symbol("DIA"), Symbol("IWM"), Symbol("QQQ"), Symbol("SPY")};

// Resident memory as Linux keeps it: "VmRSS:" now, "VmHWM:" its high-water mark.
double resident_mib(std::string_view which) {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kibibytes = 0.0;
  while (status >> word) {
    if (word == which) status >> kibibytes;
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

OptionChain make_chain(Rng& rng, const Symbol& symbol, Date session, Timestamp close,
                       int expiries = kExpiries) {
  OptionChain chain;
  chain.underlying = symbol;
  chain.session = session;
  chain.event_time = close;
  chain.known_time = close;
  chain.origin = Origin::kSynthetic;
  const double spot = 270.0 + 10.0 * rng.normal();
  chain.spot = Price::from_double(std::round(spot * 100) / 100);
  for (int e = 0; e < expiries; ++e) {
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

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "aots-bench-XXXXXX").string();
    AOTS_EXPECTS(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const Path& path() const { return path_; }

 private:
  Path path_;
};

// The lake that is measured, the same lake without session tapes, and one with a chain of 14,000
// quotes a day; what was made goes when the program ends.
class BenchLake {
 public:
  BenchLake() {
    const char* given = std::getenv("AOTS_BENCH_LAKE");
    path_ = given != nullptr ? Path(given) : folder_.path() / "made";
    if (given == nullptr) make();
    make_days();
    bare_ = folder_.path() / "without-tapes";
    std::filesystem::create_directories(bare_);
    std::filesystem::copy_file(path_ / "catalog.json", bare_ / "catalog.json");
    std::filesystem::create_directory_symlink(std::filesystem::absolute(path_) / "parts",
                                              bare_ / "parts");
  }

  const Path& path() const { return path_; }
  const Path& without_tapes() const { return bare_; }
  Path days() const { return folder_.path() / "days"; }
  Path scratch() const { return folder_.path() / "written"; }
  const calendar::ExchangeCalendar& calendar() const { return calendar_; }

 private:
  void make() {
    auto writer = must(LakeWriter::open(path_));
    for (const auto& symbol : kSymbols) {
      Rng rng(7, symbol.str());
      for (unsigned month = 1; month <= 12; ++month) {
        must(writer.write_chains(provenance_of(symbol), make_month(rng, calendar_, symbol, month)));
      }
    }
    must(writer.commit());
  }

  void make_days() {
    Rng rng(9);
    const Symbol index("SPX");
    std::vector<OptionChain> chains;
    for (const auto session : calendar_.sessions(kFrom, kFrom + Days(30))) {
      chains.push_back(
          make_chain(rng, index, session, calendar_.close_time(session), kExpiriesOfAnIndex));
    }
    auto writer = must(LakeWriter::open(days()));
    must(writer.write_chains(provenance_of(index), chains));
    must(writer.commit());
  }

  TemporaryFolder folder_;
  Path path_, bare_;
  calendar::ExchangeCalendar calendar_;
};

const BenchLake& bench_lake() {
  static const BenchLake kLake;
  return kLake;
}

void report_rows(benchmark::State& state, std::int64_t rows) {
  state.SetItemsProcessed(rows);
  state.counters["rows"] = static_cast<double>(rows) / static_cast<double>(state.iterations());
  state.counters["peak_rss_mib"] = resident_mib("VmHWM:");
}

// Resident memory after each quarter of the sessions of a pass, in counters rss_1 .. rss_4.
class MemoryQuarters {
 public:
  MemoryQuarters(benchmark::State& state, std::size_t sessions)
      : state_(state), sessions_(sessions) {}
  void step() {
    ++done_;
    if (done_ * 4 % sessions_ >= 4 || done_ * 4 / sessions_ == 0) return;
    state_.counters[fmt::format("rss_{}", done_ * 4 / sessions_)] = resident_mib("VmRSS:");
  }

 private:
  benchmark::State& state_;
  std::size_t sessions_;
  std::size_t done_ = 0;
};

std::size_t session_count(const Lake& lake) {
  std::size_t count = 0;
  for (const auto& symbol : lake.chain_symbols()) {
    count += must(lake.chain_sessions(symbol)).size();
  }
  return count;
}

void open_a_lake(benchmark::State& state) {
  const auto& path = bench_lake().path();
  std::int64_t rows = 0;
  for (auto _ : state) {
    const auto lake = must(Lake::open(path));
    rows = 0;
    for (const auto& part : lake.catalog().parts) rows += part.rows;
  }
  state.counters["rows"] = static_cast<double>(rows);
}
BENCHMARK(open_a_lake)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void scan_chains(benchmark::State& state, const Path& path) {
  const auto lake = must(Lake::open(path));
  std::int64_t rows = 0;
  for (auto _ : state) {
    MemoryQuarters memory(state, session_count(lake));
    for (const auto& symbol : lake.chain_symbols()) {
      auto stream = must(lake.chains(symbol, Date::min(), Date::max()));
      while (const auto chain = must(stream->next())) {
        rows += chain->quote_count();
        memory.step();
      }
    }
  }
  report_rows(state, rows);
}

void scan_parquet(benchmark::State& state) { scan_chains(state, bench_lake().without_tapes()); }
BENCHMARK(scan_parquet)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void scan_tape_as_chains(benchmark::State& state) { scan_chains(state, bench_lake().path()); }
BENCHMARK(scan_tape_as_chains)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

// Adds up every value of every column of every expiry.
double sum_of(const SnapshotView& view) {
  double sum = 0.0;
  for (std::size_t i = 0; i < view.expiry_count(); ++i) {
    const auto expiry = view.expiry(i);
    unsigned flags = 0;
    for (const auto flag : expiry.flags) flags += flag;
    sum += flags;
    for (const auto& column : expiry.columns) {
      column.visit([&](auto values) {
        using Value = typename decltype(values)::value_type;
        std::conditional_t<std::is_floating_point_v<Value>, double, std::int64_t> total = 0;
        for (const auto value : values) total += value;
        sum += static_cast<double>(total);
      });
    }
  }
  return sum;
}

void scan_tape_as_columns(benchmark::State& state) {
  const auto lake = must(Lake::open(bench_lake().path()));
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  for (auto _ : state) {
    MemoryQuarters memory(state, session_count(lake));
    for (const auto& symbol : lake.chain_symbols()) {
      auto stream = must(lake.snapshots(symbol, Date::min(), Date::max()));
      while (const auto view = must(stream->next())) {
        benchmark::DoNotOptimize(sum_of(*view));
        rows += static_cast<std::int64_t>(view->rows());
        bytes += static_cast<std::int64_t>(view->bytes().size());
        memory.step();
      }
    }
  }
  report_rows(state, rows);
  state.counters["bytes_a_row"] = static_cast<double>(bytes) / static_cast<double>(rows);
}
BENCHMARK(scan_tape_as_columns)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

void scan_events_of_all_symbols(benchmark::State& state) {
  const auto lake = must(Lake::open(bench_lake().path()));
  const auto symbols = lake.chain_symbols();
  const auto sessions = must(lake.chain_sessions(symbols.front()));
  const EventQuery query{.chains = symbols,
                         .bars = {},
                         .bars_from = sessions.front(),
                         .chains_from = sessions.front(),
                         .to = sessions.back()};
  std::int64_t rows = 0;
  for (auto _ : state) {
    auto events = must(lake.events(query, bench_lake().calendar()));
    while (const auto event = must(events->next())) {
      if (const auto* chain = std::get_if<OptionChain>(&*event)) rows += chain->quote_count();
    }
  }
  report_rows(state, rows);
}
BENCHMARK(scan_events_of_all_symbols)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

// One day of an index, another one each time, until it stands as the OptionChain of the engine.
void read_one_day(benchmark::State& state) {
  const auto path = bench_lake().days();
  const bool taped = state.range(0) == 1;
  if (!taped) std::filesystem::rename(path / "tapes", path / "away");
  const auto lake = must(Lake::open(path));
  const auto sessions = must(lake.chain_sessions(Symbol("SPX")));
  std::int64_t rows = 0;
  std::size_t day = 0;
  for (auto _ : state) {
    const auto session = sessions[day++ % sessions.size()];
    rows += must(lake.chain(Symbol("SPX"), session))->quote_count();
  }
  if (!taped) std::filesystem::rename(path / "away", path / "tapes");
  report_rows(state, rows);
}
BENCHMARK(read_one_day)
    ->ArgName("tape")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMicrosecond)
    ->MeasureProcessCPUTime();

void write_a_month(benchmark::State& state) {
  Rng rng(11);
  const auto chains = make_month(rng, bench_lake().calendar(), Symbol("SPY"), 3);
  std::int64_t rows = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const Path path = bench_lake().scratch();
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
BENCHMARK(write_a_month)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace aots::data
