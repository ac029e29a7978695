// aots features build, show and describe, as a script or a person at a terminal would use them.
#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/apps/program.hpp"

namespace aots {
namespace {

// One synthetic lake for all tests of the file.
class FeaturesCommandsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_folder = std::filesystem::temp_directory_path() /
                    fmt::format("aots_features_commands_{}", ::getpid());
    std::filesystem::create_directories(shared_folder);
    const Outcome made =
        run("data synth --symbols AAPL,SPY --from 2022-01-03 --to 2022-06-30 --seed 1 --lake lake "
            "--progress never");
    ASSERT_EQ(made.code, 0) << made.err;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(shared_folder); }

  static Outcome run(const std::string& arguments) { return run_program(shared_folder, arguments); }
  static Outcome features(const std::string& arguments) {
    return run("features " + arguments + " --lake lake");
  }
  static inline Path shared_folder;
};

std::vector<std::string> catalogue_names() {
  const auto described = nlohmann::json::parse(
      run_program(std::filesystem::temp_directory_path(), "features describe --json").out);
  std::vector<std::string> names;
  for (const auto& feature : described["features"]) names.push_back(feature["name"]);
  return names;
}

TEST_F(FeaturesCommandsTest, DescribesTheCatalogueAsOneDocument) {
  const Outcome described = run("features describe --json");
  ASSERT_EQ(described.code, 0) << described.err;
  const auto document = nlohmann::json::parse(described.out);
  EXPECT_EQ(document["schema_hash"].get<std::string>().size(), 64U);
  ASSERT_EQ(document["features"].size(), 185U);
  const std::vector<std::string> groups = {"options", "volatility", "price",
                                           "volume",  "temporal",   "derived"};
  for (const auto& feature : document["features"]) {
    EXPECT_EQ(std::ranges::count(groups, feature["group"].get<std::string>()), 1);
    EXPECT_TRUE(feature["formula"].is_string() && feature["unit"].is_string());
    EXPECT_TRUE(feature["window"].is_number_integer());
    EXPECT_TRUE(feature["warm_up"].is_number_integer() || feature["warm_up"].is_null());
  }
  const Outcome csv = run("features describe --csv");
  EXPECT_EQ(lines_of(csv.out).size(), 186U);
  EXPECT_EQ(lines_of(csv.out)[0], "name,group,formula,unit,window,warm_up");
  for (const auto& line : lines_of(run("features describe").out)) {
    EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST_F(FeaturesCommandsTest, ShowsRowsInTheOrderOfTheCatalogueWithAbsentOnesEmpty) {
  const Outcome shown = features("show SPY --from 2022-03-01 --to 2022-03-31 --csv");
  ASSERT_EQ(shown.code, 0) << shown.err;
  const auto lines = lines_of(shown.out);
  ASSERT_EQ(lines.size(), 24U);  // 23 sessions in March 2022
  std::string header = "date,symbol";
  for (const auto& name : catalogue_names()) header += "," + name;
  EXPECT_EQ(lines[0], header);
  const auto columns = split(lines[0], ',');
  const auto first = split(lines[1], ',');
  ASSERT_EQ(first.size(), 187U);
  EXPECT_EQ(first[0], "2022-03-01");
  EXPECT_EQ(first[1], "SPY");
  const auto field = [&](std::string_view name) {
    const auto found = std::ranges::find(columns, name);
    return first[static_cast<std::size_t>(found - columns.begin())];
  };
  EXPECT_TRUE(parse_double(field("rv_20")).has_value());
  EXPECT_TRUE(parse_double(field("iv_atm")).has_value());
  EXPECT_EQ(field("sma_200"), "");
  EXPECT_EQ(field("day_of_week"), "2");
}

TEST_F(FeaturesCommandsTest, ShowsTheSameBeforeAndAfterABuild) {
  const std::string range = "show AAPL --from 2022-02-01 --to 2022-06-30 --csv";
  const Outcome before = features(range);
  ASSERT_EQ(before.code, 0) << before.err;
  const Outcome built = features("build --csv --jobs 2 --progress never");
  ASSERT_EQ(built.code, 0) << built.err;
  const auto lines = lines_of(built.out);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "symbol,iv_source,rows,first,last,done");
  EXPECT_EQ(lines[1], "AAPL,none,124,2022-01-03,2022-06-30,computed");
  EXPECT_EQ(lines[2], "SPY,VIX,124,2022-01-03,2022-06-30,computed");
  EXPECT_EQ(lines_of(features("build --csv").out)[2], "SPY,VIX,124,2022-01-03,2022-06-30,held");
  EXPECT_EQ(features(range).out, before.out);
  EXPECT_EQ(run("data verify --lake lake").code, 0);
  // Enrichment has its own files in the folder and leaves these alone.
  EXPECT_EQ(run("data enrich --lake lake --progress never").code, 0);
  EXPECT_EQ(lines_of(features("build --csv").out)[1], "AAPL,none,124,2022-01-03,2022-06-30,held");
}

TEST_F(FeaturesCommandsTest, FitsATerminalOfEightyColumns) {
  const Outcome sheet = features("show AAPL --date 2022-02-01");
  ASSERT_EQ(sheet.code, 0) << sheet.err;
  const Outcome overview = features("show SPY --from 2022-01-03 --to 2022-06-30");
  ASSERT_EQ(overview.code, 0) << overview.err;
  for (const auto& text : {sheet.out, overview.out}) {
    for (const auto& line : lines_of(text)) EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_TRUE(sheet.out.starts_with("AAPL, 2022-02-01\n"));
  for (const char* const text :
       {"\noptions (40)\n", "\nvolatility (30)\n", "\nprice (50)\n", "\nvolume (20)\n",
        "\ntemporal (15)\n", "\nderived (30)\n", "  absent, the history is too short",
        "sma_200 (200)", "  dollars\n"}) {
    EXPECT_NE(sheet.out.find(text), std::string::npos) << text;
  }
}

TEST_F(FeaturesCommandsTest, ShowsTheLastSessionWhenNoneIsNamed) {
  const Outcome shown = features("show SPY --json");
  ASSERT_EQ(shown.code, 0) << shown.err;
  const auto rows = nlohmann::json::parse(shown.out);
  ASSERT_GE(rows.size(), 1U);
  EXPECT_EQ(rows.back()["date"], "2022-06-30");
  EXPECT_TRUE(rows.back()["sma_200"].is_null());
  EXPECT_TRUE(features("show SPY").out.starts_with("SPY, 2022-06-30\n"));
}

TEST_F(FeaturesCommandsTest, SaysWhatIsWrongAndExitsAccordingly) {
  const auto expect = [](const Outcome& outcome, int code, std::string_view text) {
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_TRUE(outcome.out.empty());
    EXPECT_NE(outcome.err.find(text), std::string::npos) << outcome.err;
  };
  expect(features("show QQQ"), 3, "holds neither bars nor chains of QQQ; it holds AAPL, SPY, VIX");
  expect(features("build --symbols QQQ"), 3, "neither bars nor chains of QQQ");
  expect(features("show SPY --date 2022-06-31"), 2, "--date is \"2022-06-31\"");
  expect(features("show SPY --from 2022-06-02 --to 2022-06-01"), 2, "after --to");
  expect(features("build --from 2022-06-02 --to 2022-06-01"), 2, "after --to");
  expect(features("show SPY --date 2022-06-04"), 3, "no bar and no chain of SPY on 2022-06-04");
  expect(features("show SPY --date 2022-06-01 --to 2022-06-02"), 2, "give one or the other");
  // Found before anything is opened.
  expect(run("features show SPY --date tomorrow --lake nowhere"), 2, "--date is \"tomorrow\"");
  expect(run("features show SPY --lake nowhere"), 3, "nowhere");
}

}  // namespace
}  // namespace aots
