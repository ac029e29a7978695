// Golden runs: every strategy on one frozen synthetic market, held against figures that are
// committed beside this file. `tools/golden` writes them anew, on purpose.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include <gtest/gtest.h>

#include "data/ingest/synthesize.hpp"
#include "tests/golden/figures.hpp"

namespace aots {
namespace {

struct GoldenCase {
  const char* name;    // of its file
  const char* preset;  // of configs/
  std::vector<std::string> assignments;
};

void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.name; }

const std::vector<GoldenCase>& cases() {
  static const std::vector<GoldenCase> kCases{
      {"seed", "seed", {}},
      {"exercise", "exercise", {}},
      {"core-20-45", "core-20-45", {}},
      {"router", "router", {}},
      {"earnings", "seed", {"strategy.name=earnings"}},
      {"earnings-winged",
       "seed",
       {"strategy.name=earnings", "strategy.earnings.protect_with_wings=true"}},
      {"iron-condor", "iron-condor", {}},
      {"butterfly", "butterfly", {}},
      {"calendar-spread", "calendar-spread", {}},
      {"hedged-strangle", "hedged-strangle", {}},
  };
  return kCases;
}

Path file_of(const GoldenCase& golden) {
  return Path(AOTS_SOURCE_DIR) / "tests" / "golden" / fmt::format("{}.txt", golden.name);
}

bool accepting() {
  const char* wish = std::getenv("AOTS_GOLDEN");
  return wish != nullptr && std::string_view(wish) == "accept";
}

class GoldenRun : public ::testing::TestWithParam<GoldenCase> {
 protected:
  static void SetUpTestSuite() {
    folder = std::filesystem::temp_directory_path() / fmt::format("aots_golden_{}", ::getpid());
    std::filesystem::create_directories(folder);
    const calendar::ExchangeCalendar calendar;
    SilentObserver observer;
    const auto made = data::synthesize_market(folder / "lake",
                                              {.symbols = {Symbol("AAPL"), Symbol("NVDA")},
                                               .from = make_date(2017, 1, 3),
                                               .to = make_date(2019, 12, 31),
                                               .seed = 7,
                                               .contracts_min = 100},
                                              calendar, observer);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder); }

  static backtest::RunResult run(const GoldenCase& golden) {
    backtest::RunConfig config;
    ConfigBinder binder;
    bind(binder, config);
    Status ready = binder.read_yaml(*backtest::preset_yaml(golden.preset), golden.preset);
    for (const std::string& assignment : golden.assignments) {
      if (ready) ready = binder.set(assignment);
    }
    if (!ready) throw std::runtime_error(ready.error().message);
    config.books = "configured";
    const auto lake = data::Lake::open(folder / "lake");
    if (!lake) throw std::runtime_error(lake.error().message);
    SilentObserver observer;
    auto result = backtest::run_backtest(config, *lake, observer);
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }

  static inline Path folder;
};

TEST_P(GoldenRun, GivesTheFiguresThatAreExpectedOfIt) {
  const GoldenCase& golden = GetParam();
  const backtest::RunResult result = run(golden);
  const golden::Figures found = golden::figures_of(result);
  if (accepting()) {
    const std::string text =
        golden::to_text(found, fmt::format("Golden run {}; written by tools/golden.", golden.name));
    ASSERT_TRUE(write_file_atomically(file_of(golden), text));
    GTEST_SKIP() << "wrote " << file_of(golden).string();
  }
  const auto text = read_file(file_of(golden));
  ASSERT_TRUE(text.has_value()) << text.error().message;
  EXPECT_EQ(golden::difference(golden::parse(*text), found), "")
      << "If the change is meant, run tools/golden and say why in the commit.";
  // A run without entries and exits would guard nothing.
  EXPECT_GT(result.engine.desks.front().funnel.fills, 0);
  EXPECT_GT(result.engine.desks.front().funnel.closing_fills, 0);
}

INSTANTIATE_TEST_SUITE_P(Every, GoldenRun, ::testing::ValuesIn(cases()), [](const auto& tested) {
  std::string name = tested.param.name;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(Figures, NameEveryDifference) {
  const golden::Figures expected{{"trades.closed", "3"}, {"exits.expiry", "1"}};
  const golden::Figures found{{"trades.closed", "4"}, {"exits.stop_loss", "1"}};
  const std::string text = golden::difference(expected, found);
  EXPECT_NE(text.find("expected 3, found 4"), std::string::npos) << text;
  EXPECT_NE(text.find("expected 1, found nothing"), std::string::npos) << text;
  EXPECT_NE(text.find("expected nothing, found 1"), std::string::npos) << text;
  EXPECT_EQ(golden::difference(found, golden::parse(golden::to_text(found, "a note"))), "");
}

}  // namespace
}  // namespace aots
