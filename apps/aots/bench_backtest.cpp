// aots bench backtest: nanoseconds a chain row of whole backtests.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <system_error>
#include <unistd.h>

#include "backtest/backtest.hpp"
#include "data/ingest/synthesize.hpp"
#include "measurement.hpp"
#include "run_settings.hpp"

namespace aots::app {
namespace {

constexpr int kContracts = 6000;
constexpr int kRounds = 5;

// A folder that goes with its owner.
class Scratch {
 public:
  Scratch()
      : path_(std::filesystem::temp_directory_path() / fmt::format("aots-bench-{}", ::getpid())) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Path lake() const { return path_ / "lake"; }
  Path run() const { return path_ / "run"; }

 private:
  Path path_;
};

struct Round {
  double seconds = 0.0;
  std::int64_t rows = 0;
};

Result<Round> run_once(const backtest::RunConfig& config, const Scratch& scratch) {
  using Clock = std::chrono::steady_clock;
  SilentObserver observer;
  const auto start = Clock::now();
  AOTS_TRY(lake, open_lake(config));
  AOTS_TRY(result, backtest::run_backtest(config, lake, observer));
  AOTS_CHECK_OK(backtest::write_run_folder(result, {"bench", ""}, scratch.run(), true));
  const std::chrono::duration<double> spent = Clock::now() - start;
  return Round{spent.count(), result.engine.chain_rows};
}

Result<Measurement> measure(const char* target, const backtest::RunConfig& config,
                            const Scratch& scratch) {
  Round best{std::numeric_limits<double>::infinity(), 0};
  for (int i = 0; i < kRounds; ++i) {
    AOTS_TRY(round, run_once(config, scratch));
    if (round.seconds < best.seconds) best = round;
  }
  return Measurement{"backtest_rows", target, "one_year",
                     best.seconds * 1e9 / static_cast<double>(best.rows),
                     static_cast<std::size_t>(best.rows)};
}

}  // namespace

Result<std::vector<Measurement>> measure_backtest() {
  const Scratch scratch;
  const calendar::ExchangeCalendar calendar;
  SilentObserver observer;
  const data::SynthesisRequest request{.symbols = {Symbol("SPY")},
                                       .from = make_date(2019, 1, 2),
                                       .to = make_date(2019, 12, 31),
                                       .contracts_min = kContracts};
  AOTS_CHECK_OK(data::synthesize_market(scratch.lake(), request, calendar, observer));
  AOTS_TRY(config,
           load_run_config({.lake = scratch.lake().string(),
                            .config = "exercise",
                            .assignments = {"backtest.books=configured", "backtest.benchmarks=none",
                                            "backtest.entry_odds=lognormal"}}));
  std::vector<Measurement> results;
  AOTS_TRY(from_tape, measure("tape", config, scratch));
  results.push_back(from_tape);
  std::error_code error;
  std::filesystem::remove_all(scratch.lake() / "tapes", error);
  if (error) return fail(ErrorCode::kIo, "cannot remove session tapes: {}", error.message());
  AOTS_TRY(from_parquet, measure("parquet", config, scratch));
  results.push_back(from_parquet);
  return results;
}

}  // namespace aots::app
