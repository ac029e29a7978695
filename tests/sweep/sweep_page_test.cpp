#include "sweep/sweep_page.hpp"

#include <fstream>
#include <regex>
#include <unistd.h>

#include <gtest/gtest.h>

#include "sweep/documents.hpp"
#include "tests/backtest/browser.hpp"
#include "tests/sweep/fake_trials.hpp"

namespace aots::sweep {
namespace {

struct PageCase {
  const char* name;
  PlanRequest request;
  FakeTrials trials{};
};

SweepResult sweep_of(const PageCase& page) {
  SweepResult sweep;
  sweep.plan = make_plan({}, page.request).value();
  sweep.trials = fake_results(sweep.plan, page.trials);
  sweep.verdict = judge(sweep.trials, research::Search{.trials = 61, .variance = 0.001});
  sweep.manifest = identify(sweep.plan, {}, {}, {"0.1.0", "commit"}).manifest;
  return sweep;
}

const PageCase kGridOfThree{"GridOfThree",
                            {.grids = {"strategy.iv_rank.sell_threshold=0.5,0.6,0.7,0.8",
                                       "risk.max_positions=1,2,3", "fill.model=cross,mid"}}};

TEST(SweepPage, NeedsNoNetworkAndNoOtherFile) {
  const std::string page = sweep_page(sweep_of(kGridOfThree));
  const std::regex outside(R"(<script[^>]*\ssrc=|<link[^>]*href="(?!data:)|@import|url\(http)");
  std::smatch found;
  EXPECT_FALSE(std::regex_search(page, found, outside)) << found.str();
}

TEST(SweepPage, TextOfAKeyCannotLeaveItsElement) {
  const std::string page = sweep_page(
      sweep_of({"Text", {.grids = {"universe.file=</script><script>alert(1)</script>"}}}));
  EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
}

void PrintTo(const PageCase& page, std::ostream* out) { *out << page.name; }

class SweepPageInABrowser : public testing::TestWithParam<PageCase> {};

TEST_P(SweepPageInABrowser, DrawsEveryChartWithoutAnError) {
  if (!has_chromium()) GTEST_SKIP() << "chromium is not installed (make setup-tests)";
  const Path folder =
      Path(testing::TempDir()) / fmt::format("aots_page_{}_{}", GetParam().name, ::getpid());
  std::filesystem::create_directories(folder);
  const SweepResult sweep = sweep_of(GetParam());
  std::ofstream(folder / "report.html") << sweep_page(sweep);
  for (const char* theme : {"dark", "light"}) {
    const std::string dom = rendered(folder, folder / "report.html", theme);
    const std::string root = root_element(dom);
    EXPECT_NE(root.find("data-ready=\"true\""), std::string::npos) << root;
    EXPECT_EQ(root.find("data-errors"), std::string::npos) << root;
    const std::string words = verdict_words(sweep.plan, sweep.trials, sweep.verdict).front();
    EXPECT_NE(dom.find(words), std::string::npos) << words;
  }
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(
    Sweeps, SweepPageInABrowser,
    testing::Values(
        kGridOfThree, PageCase{"OneKey", {.grids = {"risk.max_positions=1,2,3"}}},
        PageCase{"OneTrial", {.grids = {"seed=1"}}},
        PageCase{"Drawn",
                 {.grids = {"risk.max_drawdown=0.01..0.9:log", "risk.max_positions=2..9",
                            "fill.model=cross,mid"},
                  .random = 60}},
        PageCase{"NoSessions", {.grids = {"seed=1,2", "fill.model=cross,mid"}}, {.sessions = 0}}),
    [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace aots::sweep
