#include "sweep/documents.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tests/sweep/fake_trials.hpp"

namespace aots::sweep {
namespace {

const std::vector<std::string> kGrid = {"strategy.iv_rank.sell_threshold=0.5,0.6,0.7,0.8",
                                        "risk.max_positions=1,2,3", "fill.model=cross,mid"};

TEST(TrialColumns, AreOneRowATrialWithTheTypesOfTheKeys) {
  const SweepResult sweep = fake_sweep(kGrid);
  const auto columns = trial_columns(sweep);
  ASSERT_EQ(columns.size(), 1 + 3 + kFigures.size() + 3);
  for (const data::TableColumn& column : columns) EXPECT_EQ(column.rows(), 24U) << column.name;
  EXPECT_EQ(std::get<data::RealCells>(columns[1].cells).back(), 0.8);
  EXPECT_EQ(std::get<data::IntegerCells>(columns[2].cells).back(), 3);
  EXPECT_EQ(std::get<data::TextCells>(columns[3].cells).back(), "mid");
  const auto& trades = columns[4 + 8];
  EXPECT_EQ(trades.name, "trades");
  EXPECT_TRUE(std::holds_alternative<data::IntegerCells>(trades.cells));
}

TEST(TrialColumns, ReadBackFromCsv) {
  const SweepResult sweep = fake_sweep(kGrid);
  const std::string csv = columns_csv(trial_columns(sweep));
  const auto lines = split(csv, '\n');
  ASSERT_EQ(lines.size(), 26U);  // a header, the trials, and the end
  const auto header = split(lines[0], ',');
  EXPECT_EQ(header[0], "trial");
  EXPECT_EQ(header[1], "strategy.iv_rank.sell_threshold");
  const auto row = split(lines[24], ',');
  ASSERT_EQ(row.size(), header.size());
  const auto sharpe = std::find(header.begin(), header.end(), "sharpe") - header.begin();
  EXPECT_EQ(parse_double(row[static_cast<std::size_t>(sharpe)]), sweep.trials[23].figure("sharpe"));
  const auto wins = std::find(header.begin(), header.end(), "win_rate") - header.begin();
  EXPECT_EQ(row[static_cast<std::size_t>(wins)], "");
}

TEST(SweepIdentity, ChangesWithWhateverDecidesAResult) {
  const Plan plan = fake_plan(kGrid);
  const std::vector<std::string> keys = {"a", "b"};
  const std::vector<data::DatasetHash> datasets = {{"bars", "index", "VIX", std::string(64, 'b')}};
  const backtest::ProgramVersion version{"0.1.0", "abc"};
  const auto id = identify(plan, keys, datasets, version).id;
  EXPECT_EQ(identify(plan, keys, datasets, version).id, id);
  EXPECT_NE(identify(plan, std::vector<std::string>{"a", "c"}, datasets, version).id, id);
  EXPECT_NE(identify(plan, keys, {}, version).id, id);
  EXPECT_NE(identify(plan, keys, datasets, {"0.1.0", "abd"}).id, id);
  EXPECT_NE(identify(fake_plan({"seed=1,2"}), keys, datasets, version).id, id);
}

TEST(SweepSummary, HoldsTheBestTrialAndTheWarning) {
  const SweepResult sweep = fake_sweep(kGrid);
  const auto json = nlohmann::json::parse(summary_json(sweep));
  EXPECT_EQ(json.at("trials"), 24);
  EXPECT_EQ(json.at("sessions"), 120);
  const auto& best = json.at("best");
  EXPECT_EQ(best.at("trial").get<std::size_t>(), *sweep.verdict.best + 1);
  EXPECT_EQ(best.at("sharpe"), sweep.trials[*sweep.verdict.best].figure("sharpe").value());
  EXPECT_TRUE(best.at("values").at("risk.max_positions").is_number_integer());
  EXPECT_EQ(json.at("overfitting").at("splits"), 12870);
  EXPECT_EQ(json.at("words").size(), 3U);
}

TEST(SweepSummary, IsSoWideAsATerminal) {
  for (const auto& sweep :
       {fake_sweep(kGrid), fake_sweep({"universe.file=" + std::string(90, 'x')}),
        fake_sweep({"seed=1"}, {.sessions = 0})}) {
    const std::string table = summary_table(sweep);
    for (const std::string_view line : split(table, '\n')) {
      if (line.find(std::string(60, 'x')) != std::string_view::npos) continue;  // one long word
      EXPECT_LE(line.size(), 80U) << line;
    }
  }
}

}  // namespace
}  // namespace aots::sweep
