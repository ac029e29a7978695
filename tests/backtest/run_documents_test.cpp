#include "backtest/run_documents.hpp"

#include <filesystem>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "tests/backtest/fake_run.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::json;

Json manifest_of(const RunResult& run) { return Json::parse(manifest_json(run, kVersion)); }
Json summary_of(const RunResult& run) { return Json::parse(summary_json(run)); }

TEST(Manifest, SaysWhatDecidedTheRun) {
  const Json manifest = manifest_of(fake_run());
  EXPECT_EQ(manifest.at("version"), "0.1.0");
  EXPECT_EQ(manifest.at("git_commit"), "0123456789ab");
  EXPECT_EQ(manifest.at("seed"), 1);
  EXPECT_EQ(manifest.at("config").at("fill").at("model"), "cross");
  EXPECT_EQ(manifest.at("datasets").at(0).at("sha256"), std::string(64, 'a'));
  EXPECT_EQ(manifest.at("simulated_start"), "2019-04-25T20:00:00Z");
  EXPECT_EQ(manifest.at("simulated_end"), "2019-06-05T20:00:00Z");
}

TEST(Summary, HoldsEachBenchmarkAndTheTestOfEntryDays) {
  const Json summary = summary_of(fake_run());
  const Json& benchmarks = summary.at("benchmarks");
  EXPECT_EQ(benchmarks.at("buy_hold_market").at("symbol"), "SPY");
  EXPECT_EQ(benchmarks.at("buy_hold_market").at("terms"), "dividends reinvested");
  EXPECT_GT(benchmarks.at("put_write").at("total_return"),
            benchmarks.at("buy_hold_market").at("total_return"));
  EXPECT_EQ(benchmarks.at("random_entry").at("draws"), 1000);
  EXPECT_EQ(summary.at("permutation").at("p_value"), 0.37);
  EXPECT_EQ(summary.at("permutation").at("shifted_p_value"), 0.41);
}

TEST(Summary, SaysNothingOfBenchmarksWhereNoneRan) {
  const Json summary = summary_of(fake_run({.benchmarks = false}));
  EXPECT_TRUE(summary.at("benchmarks").is_null());
  EXPECT_TRUE(summary.at("permutation").is_null());
  const Json untraded = summary_of(fake_run({.trades = false}));
  EXPECT_TRUE(untraded.at("permutation").is_null());
  EXPECT_FALSE(untraded.at("benchmarks").contains("random_entry"));
}

TEST(Manifest, HashesTheConfigurationThatItHolds) {
  const Json manifest = manifest_of(fake_run());
  EXPECT_EQ(manifest.at("config_sha256"), sha256_hex(manifest.at("config").dump()));
  EXPECT_NE(manifest.at("config_sha256"), manifest_of(fake_run({.seed = 2})).at("config_sha256"));
}

TEST(Manifest, NamesNoPathNoHostAndNoWallClock) {
  RunResult run = fake_run();
  run.config.universe_file = "/etc/aots/tickers.yaml";
  run.config.ledger = "/var/lib/ledger.db";
  const std::string text = manifest_json(run, kVersion);
  char host[256] = {};
  ASSERT_EQ(gethostname(host, sizeof host - 1), 0);
  for (const std::string& forbidden :
       {std::string("/somewhere"), std::string("/etc"), std::string("/var"), std::string(host),
        std::filesystem::current_path().string()}) {
    EXPECT_EQ(text.find(forbidden), std::string::npos) << forbidden;
  }
  // Every year that it names is of the simulated time.
  EXPECT_EQ(text.find("202"), std::string::npos);
}

TEST(Manifest, DoesNotDependOnWhereTheLakeLies) {
  RunResult run = fake_run();
  const std::string before = manifest_json(run, kVersion);
  run.config.lake = "elsewhere";
  EXPECT_EQ(manifest_json(run, kVersion), before);
}

TEST(Summary, HoldsEveryFigureOfTheContract) {
  const Json summary = summary_of(fake_run());
  for (const char* key :
       {"total_return", "cagr", "volatility", "sharpe", "sortino", "calmar", "max_drawdown",
        "max_drawdown_days", "trades", "win_rate", "profit_factor", "avg_win", "avg_loss",
        "expectancy", "exposure", "fees", "slippage", "turnover"}) {
    EXPECT_TRUE(summary.at(key).is_number()) << key;
  }
  EXPECT_EQ(summary.at("by_symbol").at("SPX").at("trades"), 9);
  EXPECT_TRUE(summary.at("by_regime").contains("low_vol"));
  EXPECT_TRUE(summary.at("by_strategy").contains("iv_rank_sell"));
  EXPECT_EQ(summary.at("funnel").at("refusals").at("max_positions"), 2);
  EXPECT_EQ(summary.at("fill_model"), "cross");
  for (const char* model : {"cross", "half", "mid", "next_snapshot"}) {
    EXPECT_TRUE(summary.at("sensitivity").contains(model)) << model;
  }
  EXPECT_EQ(summary.at("data").at("real"), 0.9);
  EXPECT_EQ(summary.at("data").at("synthetic"), 0.1);
}

TEST(Summary, NamesTheMarginSystemAndItsGreatestUse) {
  RunResult run = fake_run();
  run.config.risk.margin = "portfolio";
  for (engine::EquityRecord& day : run.engine.desks.front().equity) day.margin.reset();
  EXPECT_EQ(summary_of(run).at("margin"),
            (Json{{"system", "portfolio"}, {"highest_use", nullptr}}));
  engine::EquityRecord& day = run.engine.desks.front().equity.at(2);
  day.margin = Money::from_micros(day.equity.micros() / 4);
  EXPECT_NEAR(summary_of(run).at("margin").at("highest_use").get<double>(), 0.25, 1e-9);
}

TEST(Summary, WritesNullForWhatIsUndefined) {
  const Json summary = summary_of(fake_run({.trades = false}));
  EXPECT_EQ(summary.at("trades"), 0);
  for (const char* key : {"sharpe", "sortino", "calmar", "win_rate", "profit_factor", "avg_win",
                          "avg_loss", "expectancy"}) {
    EXPECT_TRUE(summary.at(key).is_null()) << key;
  }
}

TEST(Summary, OfARunWithoutASessionIsStillWhole) {
  const Json summary = summary_of(fake_run({.sessions = 0}));
  EXPECT_EQ(summary.at("sessions"), 0);
  EXPECT_EQ(summary.at("final_equity"), 100'000.0);
  EXPECT_TRUE(summary.at("total_return").is_null());
  EXPECT_TRUE(summary.at("exposure").is_null());
}

TEST(SummaryTable, FitsATerminal) {
  RunResult run = fake_run();
  for (const char* name : {"SPY", "QQQ", "IWM", "AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META",
                           "TSLA", "JPM", "XOM", "JNJ", "UNH", "WMT", "HD", "BAC", "KO"}) {
    run.symbols.emplace_back(name);
  }
  std::istringstream lines(summary_table(run));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_GT(count, 8);
}

}  // namespace
}  // namespace aots::backtest
