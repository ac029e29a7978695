#include "backtest/compare.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/backtest/fake_run.hpp"

namespace aots::backtest {
namespace {

// Two run folders, written from the given runs.
class CompareTest : public testing::Test {
 protected:
  Result<RunComparison> compare(const RunResult& first, const RunResult& second) {
    EXPECT_TRUE(write_run_folder(first, kVersion, scratch_ / "a", true));
    EXPECT_TRUE(write_run_folder(second, kVersion, scratch_ / "b", true));
    return compare_runs(scratch_ / "a", scratch_ / "b");
  }

  ScratchFolder scratch_;
};

std::vector<std::string> names(const RunComparison& comparison) {
  std::vector<std::string> found;
  for (const FileDifference& file : comparison.files) found.push_back(file.name);
  return found;
}

TEST_F(CompareTest, TheSameRunTwiceIsIdentical) {
  const auto comparison = compare(fake_run(), fake_run());
  ASSERT_TRUE(comparison);
  EXPECT_TRUE(comparison->identical());
  EXPECT_EQ(comparison_text(*comparison),
            "identical: every file of the two runs has the same bytes\n");
  EXPECT_EQ(nlohmann::json::parse(comparison_json(*comparison)).at("identical"), true);
}

TEST_F(CompareTest, AnotherSeedIsNamed) {
  const auto comparison = compare(fake_run(), fake_run({.seed = 2}));
  ASSERT_TRUE(comparison);
  EXPECT_EQ(names(*comparison), (std::vector<std::string>{"journal.jsonl", "manifest.json",
                                                          "report.html", "summary.json"}));
  ASSERT_EQ(comparison->config.size(), 1U);
  EXPECT_EQ(comparison->config[0].key, "seed");
  EXPECT_EQ(comparison->config[0].first, "1");
  EXPECT_EQ(comparison->config[0].second, "2");
  EXPECT_FALSE(comparison->trade);
  ASSERT_TRUE(comparison->journal);
  EXPECT_EQ(comparison->journal->line, 2U);
}

TEST_F(CompareTest, TheFirstDifferingTradeIsShownByItsFields) {
  RunResult changed = fake_run();
  changed.engine.positions.front()[3].exit_reason = "stop_loss";
  const auto comparison = compare(fake_run(), changed);
  ASSERT_TRUE(comparison);
  ASSERT_TRUE(comparison->trade);
  EXPECT_EQ(comparison->trade->line, 5U);  // the header is line 1
  ASSERT_EQ(comparison->trade->fields.size(), 1U);
  EXPECT_EQ(comparison->trade->fields[0].key, "exit_reason");
  EXPECT_EQ(comparison->trade->fields[0].first, "time_exit");
  EXPECT_EQ(comparison->trade->fields[0].second, "stop_loss");
}

TEST_F(CompareTest, MetricsStandSideBySideAndAbsentOnesStayAbsent) {
  const auto comparison = compare(fake_run(), fake_run({.trades = false}));
  ASSERT_TRUE(comparison);
  const auto metric = [&](const std::string& name) {
    const auto found = std::ranges::find(comparison->metrics, name, &MetricPair::name);
    EXPECT_NE(found, comparison->metrics.end()) << name;
    return *found;
  };
  EXPECT_EQ(metric("trades").first, 9.0);
  EXPECT_EQ(metric("trades").second, 0.0);
  EXPECT_TRUE(metric("win_rate").first);
  EXPECT_FALSE(metric("win_rate").second);
  EXPECT_FALSE(metric("initial_equity").differs());
  const auto json = nlohmann::json::parse(comparison_json(*comparison));
  EXPECT_EQ(json.at("identical"), false);
  for (const auto& row : json.at("metrics")) {
    EXPECT_EQ(row.at("difference").is_null(),
              row.at("first").is_null() || row.at("second").is_null())
        << row.at("name");
  }
}

TEST_F(CompareTest, AnotherDatasetIsNamedAndDoesNotShiftTheOthers) {
  RunResult changed = fake_run();
  changed.datasets.insert(changed.datasets.begin(),
                          {"actions", "dividends", "SPX", std::string(64, 'c')});
  const auto comparison = compare(fake_run(), changed);
  ASSERT_TRUE(comparison);
  ASSERT_EQ(comparison->records.size(), 1U);
  EXPECT_EQ(comparison->records[0].key, "datasets.actions/dividends/SPX");
  EXPECT_FALSE(comparison->records[0].first);
}

TEST_F(CompareTest, TextFitsATerminal) {
  const auto comparison =
      compare(fake_run(), fake_run({.sessions = 25, .seed = 2, .note = "a note"}));
  ASSERT_TRUE(comparison);
  std::istringstream lines(comparison_text(*comparison));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 80U) << line;
  EXPECT_GT(count, 30);
}

TEST_F(CompareTest, AFileThatOnlyOneFolderHasIsADifference) {
  ASSERT_TRUE(compare(fake_run(), fake_run()));
  write(scratch_ / "b/extra.txt", "more");
  const auto comparison = compare_runs(scratch_ / "a", scratch_ / "b");
  ASSERT_TRUE(comparison);
  ASSERT_EQ(names(*comparison), std::vector<std::string>{"extra.txt"});
  EXPECT_FALSE(comparison->files[0].in_first);
}

TEST_F(CompareTest, SaysWhatIsNoRunFolder) {
  ASSERT_TRUE(compare(fake_run(), fake_run()));
  std::filesystem::create_directory(scratch_ / "c");
  for (const auto& comparison : {compare_runs(scratch_ / "a", scratch_ / "c"),
                                 compare_runs(scratch_ / "nowhere", scratch_ / "b")}) {
    ASSERT_FALSE(comparison);
    EXPECT_EQ(exit_code(comparison.error().code), 3);
  }
  std::filesystem::remove(scratch_ / "b/journal.jsonl");
  const auto torn = compare_runs(scratch_ / "a", scratch_ / "b");
  ASSERT_FALSE(torn);
  EXPECT_NE(torn.error().message.find("journal.jsonl"), std::string::npos);
}

}  // namespace
}  // namespace aots::backtest
