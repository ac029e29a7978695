#include <regex>

#include <gtest/gtest.h>

#include "backtest/backtest.hpp"
#include "tests/backtest/browser.hpp"
#include "tests/backtest/fake_run.hpp"

namespace aots::backtest {

void PrintTo(const FakeRunOptions& run, std::ostream* out) { *out << run.sessions << " sessions"; }

namespace {

TEST(Report, IsTheSameWhenItIsRenderedAgain) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  const std::string first = content(scratch / "run/report.html");
  std::filesystem::remove(scratch / "run/report.html");
  ASSERT_TRUE(render_report(scratch / "run"));
  EXPECT_EQ(content(scratch / "run/report.html"), first);
}

TEST(Report, NeedsNoNetworkAndNoOtherFile) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  const std::string page = content(scratch / "run/report.html");
  const std::regex outside(R"(<script[^>]*\ssrc=|<link[^>]*href="(?!data:)|@import|url\(http)");
  std::smatch found;
  EXPECT_FALSE(std::regex_search(page, found, outside)) << found.str();
  // Every placeholder of the template was filled.
  for (const char* mark : {"/*{style}*/", "/*{charts}*/", "/*{script}*/", "/*{data}*/"}) {
    EXPECT_EQ(page.find(mark), std::string::npos) << mark;
  }
}

TEST(Report, TextOfTheRunCannotLeaveItsElement) {
  const ScratchFolder scratch;
  const RunResult run = fake_run({.note = "</script><script>alert(1)</script>"});
  ASSERT_TRUE(write_run_folder(run, kVersion, scratch / "run", false));
  EXPECT_EQ(content(scratch / "run/report.html").find("alert(1)</script>"), std::string::npos);
}

TEST(Report, SaysWhatIsNoRunFolder) {
  const ScratchFolder scratch;
  const auto missing = render_report(scratch / "nowhere");
  ASSERT_FALSE(missing);
  EXPECT_EQ(exit_code(missing.error().code), 3);
  const auto empty = render_report(scratch.path());
  ASSERT_FALSE(empty);
  EXPECT_EQ(exit_code(empty.error().code), 3);
  EXPECT_NE(empty.error().message.find("manifest.json"), std::string::npos);
}

TEST(Report, NamesTheFileThatIsMissingOrDamaged) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  write(scratch / "run/summary.json", "{\"total_return\": ");
  const auto damaged = render_report(scratch / "run");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(exit_code(damaged.error().code), 3);
  EXPECT_NE(damaged.error().message.find("summary.json"), std::string::npos);
  write(scratch / "run/summary.json", "{}");
  std::filesystem::remove(scratch / "run/legs.csv");
  const auto missing = render_report(scratch / "run");
  ASSERT_FALSE(missing);
  EXPECT_EQ(exit_code(missing.error().code), 3);
  EXPECT_NE(missing.error().message.find("legs.csv"), std::string::npos);
}

// ---- In a browser ----------------------------------------------------------------------------

class ReportInABrowser : public testing::TestWithParam<FakeRunOptions> {};

TEST_P(ReportInABrowser, DrawsEveryChartWithoutAnError) {
  if (!has_chromium()) GTEST_SKIP() << "chromium is not installed (make setup-tests)";
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(GetParam()), kVersion, scratch / "run", false));
  for (const char* theme : {"dark", "light"}) {
    const std::string root =
        root_element(rendered(scratch.path(), scratch / "run/report.html", theme));
    EXPECT_NE(root.find("data-ready=\"true\""), std::string::npos) << root;
    EXPECT_EQ(root.find("data-errors"), std::string::npos) << root;
    EXPECT_NE(root.find(fmt::format("data-theme=\"{}\"", theme)), std::string::npos) << root;
  }
}

INSTANTIATE_TEST_SUITE_P(Runs, ReportInABrowser,
                         testing::Values(FakeRunOptions{}, FakeRunOptions{.trades = false},
                                         FakeRunOptions{.sessions = 31, .benchmarks = false},
                                         FakeRunOptions{.sessions = 1},
                                         FakeRunOptions{.sessions = 0},
                                         FakeRunOptions{.sessions = 3600}),
                         [](const auto& param) {
                           return fmt::format("{}Sessions{}", param.param.sessions,
                                              param.param.trades ? "" : "WithoutTrades");
                         });

TEST(ReportInABrowser, SaysInPlainWordsWhetherTheDaysOfEntryMattered) {
  if (!has_chromium()) GTEST_SKIP() << "chromium is not installed (make setup-tests)";
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  const std::string dom = rendered(scratch.path(), scratch / "run/report.html", "light");
  EXPECT_NE(dom.find("Entering on random days with the same structures and exits would have done "
                     "as well in 37.0% of 10,000 draws"),
            std::string::npos);
  EXPECT_NE(dom.find("Buy and hold SPY"), std::string::npos);
  EXPECT_NE(dom.find("Put-write SPX"), std::string::npos);
}

TEST(ReportInABrowser, SaysWhyNothingWasTraded) {
  if (!has_chromium()) GTEST_SKIP() << "chromium is not installed (make setup-tests)";
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run({.trades = false}), kVersion, scratch / "run", false));
  const std::string dom = rendered(scratch.path(), scratch / "run/report.html", "light");
  EXPECT_NE(dom.find("This run opened no trade in 30 decision points."), std::string::npos);
  EXPECT_NE(dom.find("100% of decision points (30): the market regime was neutral"),
            std::string::npos);
}

}  // namespace
}  // namespace aots::backtest
