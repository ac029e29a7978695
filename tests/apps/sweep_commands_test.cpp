// The command sweep on one small simulated market, as a person or a script would use it.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/apps/program.hpp"

namespace aots {
namespace {

using Json = nlohmann::json;

constexpr const char* kSweep =
    "sweep --lake lake --config exercise --symbols SPY --from 2019-02-01 --jobs 2 "
    "--grid strategy.iv_rank.sell_threshold=0.3,0.6 --grid risk.max_positions=1,4 ";

class SweepCommandTest : public ProgramTest {
 protected:
  static void SetUpTestSuite() {
    shared_market =
        std::filesystem::temp_directory_path() / fmt::format("aots_sweeps_{}", ::getpid());
    std::filesystem::create_directories(shared_market);
    const auto made = run_program(
        shared_market,
        "data synth --lake lake --symbols SPY --from 2019-01-02 --to 2019-04-30 --seed 7");
    ASSERT_EQ(made.code, 0) << made.err;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(shared_market); }

  void SetUp() override {
    ProgramTest::SetUp();
    std::filesystem::copy(shared_market / "lake", folder_ / "lake",
                          std::filesystem::copy_options::recursive);
  }

  static inline Path shared_market;
};

TEST_F(SweepCommandTest, PrintsTheBestTrialsAndTheWarning) {
  const auto swept = run(std::string(kSweep) + "--out swept");
  ASSERT_EQ(swept.code, 0) << swept.err;
  EXPECT_NE(swept.out.find("4 trials, preset exercise, 2019-02-01 to 2019-04-30"),
            std::string::npos)
      << swept.out;
  EXPECT_NE(swept.out.find("probability of backtest overfitting"), std::string::npos);
  EXPECT_NE(swept.out.find("report: swept/report.html"), std::string::npos);
  for (const char* file : {"trials.parquet", "trials.csv", "summary.json", "report.html"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / "swept" / file)) << file;
  }
}

TEST_F(SweepCommandTest, ItsBestTrialIsTheBacktestOfThatConfiguration) {
  const auto swept = run(std::string(kSweep) + "--out swept --json");
  ASSERT_EQ(swept.code, 0) << swept.err;
  const auto best = Json::parse(swept.out).at("best");
  std::string settings;
  for (const auto& [key, value] : best.at("values").items()) {
    settings += fmt::format(" --set {}={}", key, value.dump());
  }
  const auto alone = run(
      "backtest --lake lake --config exercise --symbols SPY --from 2019-02-01 --out run --json" +
      settings);
  ASSERT_EQ(alone.code, 0) << alone.err;
  const auto summary = Json::parse(alone.out);
  for (const char* figure :
       {"total_return", "cagr", "sharpe", "sortino", "max_drawdown", "trades", "win_rate",
        "profit_factor", "expectancy", "fees", "slippage", "exposure", "final_equity"}) {
    EXPECT_EQ(best.at(figure), summary.at(figure)) << figure;
  }
  // It was tried before, by the sweep: no further try.
  EXPECT_EQ(lines_of(read_file(folder_ / "lake/trials.log").value()).size(), 4U);
}

TEST_F(SweepCommandTest, GoesOnInItsFolderAndRefusesThatOfAnother) {
  ASSERT_EQ(run(std::string(kSweep) + "--out swept").code, 0);
  const auto page = read_file(folder_ / "swept/report.html").value();
  ASSERT_EQ(run(std::string(kSweep) + "--out swept").code, 0);
  EXPECT_TRUE(read_file(folder_ / "swept/report.html").value() == page);
  const auto other = run(std::string(kSweep) + "--set risk.max_drawdown=0.5 --out swept");
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.err.find("--overwrite"), std::string::npos) << other.err;
  EXPECT_EQ(run(std::string(kSweep) + "--set risk.max_drawdown=0.5 --out swept --overwrite").code,
            0);
}

TEST_F(SweepCommandTest, ReportsEveryMistakeBeforeItOpensAnything) {
  const auto wrong =
      run("sweep --lake nowhere --out swept --grid risk.max_position=1 --grid seed=x");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(lines_of(wrong.err).size(), 2U) << wrong.err;
  EXPECT_EQ(run("sweep --lake nowhere --out swept").code, 2);
  EXPECT_EQ(
      run("sweep --lake nowhere --out swept --grid seed=1,2 --from 2019-03-01 --to 2019-02-01")
          .code,
      2);
  EXPECT_EQ(run("sweep --lake nowhere --out swept --grid seed=1,2").code, 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "swept"));
}

TEST_F(SweepCommandTest, DrawsTrialsAtRandomFromTheSeed) {
  const std::string drawn =
      "sweep --lake lake --config exercise --symbols SPY --from 2019-03-01 --random 3 "
      "--grid strategy.iv_rank.sell_threshold=0.2..0.8 --seed ";
  ASSERT_EQ(run(drawn + "4 --out a").code, 0);
  ASSERT_EQ(run(drawn + "4 --out b --jobs 1").code, 0);
  ASSERT_EQ(run(drawn + "5 --out c").code, 0);
  const auto trials = [&](const char* out) {
    return read_file(folder_ / out / "trials.csv").value();
  };
  EXPECT_EQ(lines_of(trials("a")).size(), 4U);
  EXPECT_NE(trials("a"), trials("c"));
  EXPECT_EQ(trials("a"), trials("b"));
}

}  // namespace
}  // namespace aots
