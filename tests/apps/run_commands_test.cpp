// The commands data, backtest, report, compare, doctor, config and completion on one small
// simulated market, and Ctrl-C at a terminal in the middle of the long ones.
#include <algorithm>
#include <chrono>
#include <set>
#include <sys/wait.h>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pty.h>

#include "data/store/lake.hpp"
#include "tests/apps/program.hpp"

namespace aots {
namespace {

using Json = nlohmann::json;

constexpr const char* kRun =
    "backtest --lake lake --config exercise --symbols AAPL --from 2019-03-01 --to 2019-06-28";

bool has_line(const std::string& text, const std::string& start, const std::string& rest) {
  const auto lines = lines_of(text);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.starts_with(start) && line.find(rest) != std::string::npos;
  });
}

class RunCommandsTest : public ProgramTest {
 protected:
  static void SetUpTestSuite() {
    market_ = std::filesystem::temp_directory_path() / fmt::format("aots_market_{}", ::getpid());
    std::filesystem::create_directories(market_);
    const auto made = run_program(
        market_,
        "data synth --lake lake --symbols AAPL --from 2018-01-02 --to 2019-06-28 --seed 7");
    ASSERT_EQ(made.code, 0) << made.err;
    ASSERT_TRUE(made.out.find("Wrote ") != std::string::npos);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(market_); }

  void SetUp() override {
    ProgramTest::SetUp();
    std::filesystem::create_directory_symlink(market_ / "lake", folder_ / "lake");
  }

  static inline Path market_;
};

TEST_F(RunCommandsTest, TheConfiguredBookAloneTradesAsItDoesBesideTheOthers) {
  ASSERT_EQ(run(std::string(kRun) + " --out all").code, 0);
  ASSERT_EQ(run(std::string(kRun) + " --set backtest.books=configured --out alone").code, 0);
  const auto summary = [&](const char* name) {
    return Json::parse(read_file(folder_ / name / "summary.json").value());
  };
  EXPECT_EQ(summary("all").at("sensitivity").size(), 4U);
  ASSERT_EQ(summary("alone").at("sensitivity").size(), 1U);
  EXPECT_EQ(summary("alone").at("sensitivity").at("cross"),
            summary("all").at("sensitivity").at("cross"));
  for (const char* table :
       {"trades.csv", "legs.csv", "equity.csv", "signals.csv", "journal.jsonl"}) {
    EXPECT_EQ(read_file(folder_ / "alone" / table).value(),
              read_file(folder_ / "all" / table).value())
        << table;
  }
}

TEST_F(RunCommandsTest, OneManifestGivesTheSameBytesAndAnotherSeedDoesNot) {
  const auto first = run(std::string(kRun) + " --out first");
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_NE(first.out.find("100.0% synthetic"), std::string::npos);
  EXPECT_NE(first.out.find("report: first/report.html"), std::string::npos);
  ASSERT_EQ(run(std::string(kRun) + " --out second").code, 0);
  const auto same = run("compare first second");
  EXPECT_EQ(same.code, 0) << same.out;
  EXPECT_NE(same.out.find("identical"), std::string::npos);

  ASSERT_EQ(run(std::string(kRun) + " --set strategy.iv_rank.sell_threshold=0.9 --out other").code,
            0);
  const auto differs = run("compare first other");
  EXPECT_EQ(differs.code, 1);
  EXPECT_NE(differs.out.find("sell_threshold"), std::string::npos) << differs.out;
}

TEST_F(RunCommandsTest, PrintsTheSummaryAsJsonAndTradesSomething) {
  const auto run_folder = run(std::string(kRun) + " --json --out run");
  ASSERT_EQ(run_folder.code, 0) << run_folder.err;
  const auto summary = Json::parse(run_folder.out);
  EXPECT_GT(summary.at("trades").get<int>(), 0);
  const auto trades = lines_of(read_file(folder_ / "run" / "trades.csv").value_or(""));
  ASSERT_FALSE(trades.empty());
  const auto columns = split(trades.front(), ',');
  const auto status = std::find(columns.begin(), columns.end(), "status") - columns.begin();
  const auto closed = std::count_if(trades.begin() + 1, trades.end(), [&](const auto& trade) {
    return split(trade, ',').at(static_cast<std::size_t>(status)) == "closed";
  });
  EXPECT_EQ(closed, summary.at("trades").get<std::ptrdiff_t>());
}

TEST_F(RunCommandsTest, RendersAReportAgainByteForByte) {
  ASSERT_EQ(run(std::string(kRun) + " --out run").code, 0);
  const auto page = read_file(folder_ / "run" / "report.html").value_or("");
  ASSERT_FALSE(page.empty());
  std::filesystem::remove(folder_ / "run" / "report.html");
  ASSERT_EQ(run("report run").code, 0);
  EXPECT_EQ(read_file(folder_ / "run" / "report.html").value_or(""), page);
  EXPECT_EQ(run("report nowhere").code, 3);
}

TEST_F(RunCommandsTest, DoesNotReplaceARunFolderUnlessTold) {
  std::filesystem::create_directory(folder_ / "run");
  write("run/notes.txt", "mine");
  EXPECT_EQ(run(std::string(kRun) + " --out run").code, 2);
  EXPECT_EQ(read_file(folder_ / "run" / "notes.txt").value_or(""), "mine");
}

TEST_F(RunCommandsTest, RefusesASpanTheWrongWayRoundBeforeItOpensAnything) {
  const auto refused = run("backtest --lake nowhere --from 2019-06-28 --to 2019-03-01 --out run");
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(run("backtest --lake lake --from 2019-13-01 --out run").code, 2);
  EXPECT_EQ(run("backtest --lake nowhere --out run").code, 3);
  EXPECT_EQ(run("backtest --lake lake --symbols ZZZ --out run").code, 3);
}

TEST_F(RunCommandsTest, ShowsWhatTheLakeHolds) {
  const auto status = run("data status --lake lake");
  EXPECT_EQ(status.code, 0);
  EXPECT_TRUE(has_line(status.out, "lake", "simulated")) << status.out;
  const auto document = Json::parse(run("data status --lake lake --json").out);
  EXPECT_TRUE(document.at("synthetic").get<bool>());
  EXPECT_TRUE(document.at("gaps").empty());
  const auto& datasets = document.at("datasets");
  EXPECT_TRUE(std::any_of(datasets.begin(), datasets.end(), [](const Json& dataset) {
    return dataset.at("symbol") == "AAPL" && dataset.at("rows_read") == dataset.at("rows_stored");
  }));
}

TEST_F(RunCommandsTest, ImportsWithAnAccountThatAddsUpAndShowsTheQuarantine) {
  write("ABC.csv",
        "date,open,high,low,close,volume\n"
        "2019-03-04,10,11,9,10.5,1000\n"
        "2019-03-05,10,9,9,10.5,1000\n"
        "2019-03-06,10,x,9,10.5,1000\n"
        "2019-03-07,10,11,9,10.5,1000\n");
  const auto imported = run("data import ABC.csv --lake own --json");
  ASSERT_EQ(imported.code, 0) << imported.err;
  const auto dataset = Json::parse(imported.out).at("datasets").at(0);
  EXPECT_EQ(dataset.at("rows_read"), 4);
  EXPECT_EQ(dataset.at("rows_stored"), 2);
  EXPECT_EQ(dataset.at("rows_quarantined"), 2);
  EXPECT_EQ(dataset.at("reasons").at("ohlc_violation"), 1);
  EXPECT_EQ(dataset.at("reasons").at("non_numeric_price"), 1);

  const auto text = run("data import ABC.csv --lake own");
  EXPECT_EQ(text.code, 0);
  EXPECT_TRUE(has_line(text.out, "total", "4")) << text.out;
  const auto quarantine = run("data quarantine --lake own");
  EXPECT_EQ(quarantine.code, 0);
  EXPECT_NE(quarantine.out.find("ohlc_violation"), std::string::npos);
  EXPECT_EQ(lines_of(run("data quarantine --lake own --csv --symbol ABC").out).size(), 3U);
  EXPECT_EQ(run("data quarantine --lake own --symbol ZZZ").code, 3);
  EXPECT_EQ(run("data import nothing.csv --lake own").code, 3);
  EXPECT_EQ(run("data import ABC.csv --as novel --lake own").code, 2);
}

TEST_F(RunCommandsTest, DoctorPassesAHealthyLakeAndWarnsOfNone) {
  const auto healthy = run("doctor --lake lake");
  EXPECT_EQ(healthy.code, 0) << healthy.out;
  EXPECT_TRUE(has_line(healthy.out, "ok", "synthetic")) << healthy.out;
  const auto fresh = run("doctor --lake nowhere");
  EXPECT_EQ(fresh.code, 0);
  EXPECT_TRUE(has_line(fresh.out, "warn lake", "import")) << fresh.out;
  write("bad.yaml", "strategy: 3\n");
  EXPECT_EQ(run("doctor --lake lake --config bad.yaml").code, 1);
}

TEST_F(RunCommandsTest, ChecksAndExplainsTheConfiguration) {
  write("good.yaml", "account:\n  initial_equity: 50000\n");
  write("bad.yaml", "account:\n  initial_equity: -1\nstrategy:\n  iv_rnk:\n    buy_delta: 2\n");
  EXPECT_EQ(run("config check good.yaml").code, 0);
  const auto bad = run("config check bad.yaml");
  EXPECT_EQ(bad.code, 2);
  EXPECT_NE(bad.err.find("bad.yaml:2"), std::string::npos) << bad.err;
  EXPECT_NE(bad.err.find("bad.yaml:4"), std::string::npos) << bad.err;
  const auto shown = run("config show --config good.yaml --explain");
  EXPECT_EQ(shown.code, 0);
  EXPECT_NE(shown.out.find("initial_equity"), std::string::npos);
  EXPECT_NE(shown.out.find("50000"), std::string::npos);
  for (const char* shell : {"bash", "zsh"}) {
    const auto script = run(fmt::format("completion {}", shell));
    EXPECT_EQ(script.code, 0);
    EXPECT_NE(script.out.find("backtest"), std::string::npos) << shell;
  }
}

// ---------------------------------------------------------------------------------------- Ctrl-C

// The program at a terminal of its own.
class AtATerminal {
 public:
  AtATerminal(const Path& folder, const std::string& arguments) {
    child_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
    if (child_ != 0) return;
    const auto command =
        fmt::format("cd '{}' && exec '{}' {}", folder.string(), AOTS_PROGRAM, arguments);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  AtATerminal(const AtATerminal&) = delete;
  AtATerminal& operator=(const AtATerminal&) = delete;
  ~AtATerminal() { ::close(terminal_); }

  // Reads the screen until it shows the text; false when the program ended before.
  bool wait_for(const std::string& text) {
    while (screen_.find(text) == std::string::npos) {
      if (!read_some()) return false;
    }
    return true;
  }
  void press_ctrl_c() const { EXPECT_EQ(::write(terminal_, "\x03", 1), 1); }
  // The exit code; -1 where a signal ended the program.
  int wait_for_end() {
    while (read_some()) continue;
    int status = 0;
    EXPECT_EQ(::waitpid(child_, &status, 0), child_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  const std::string& screen() const { return screen_; }

 private:
  bool read_some() {
    std::array<char, 4096> buffer{};
    const auto count = ::read(terminal_, buffer.data(), buffer.size());
    if (count <= 0) return false;  // EIO: the program has let go of its terminal
    screen_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }

  int terminal_ = -1;
  pid_t child_ = -1;
  std::string screen_;
};

std::string long_history() {
  std::string text = "date,open,high,low,close,volume\n";
  auto date = std::chrono::sys_days{std::chrono::year{1999} / 1 / 4};
  const auto end = std::chrono::sys_days{std::chrono::year{2018} / 12 / 28};
  for (; date <= end; date += std::chrono::days{1}) {
    const std::chrono::year_month_day day{date};
    text += fmt::format("{:04}-{:02}-{:02},10,11,9,10.5,1000\n", static_cast<int>(day.year()),
                        static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  }
  return text;
}

TEST_F(RunCommandsTest, CtrlCInTheMiddleOfAnImportLeavesTheLakeAsItWas) {
  write("ABC.csv", "date,open,high,low,close,volume\n2019-03-04,10,11,9,10.5,1000\n");
  ASSERT_EQ(run("data import ABC.csv --lake own").code, 0);
  const auto before = read_file(folder_ / "own" / "catalog.json").value_or("");
  std::filesystem::create_directory(folder_ / "files");
  const auto history = long_history();
  for (int i = 0; i < 400; ++i) {
    // A different first line each, or the files would be duplicates of one.
    write(fmt::format("files/Q{}{}{}.csv", static_cast<char>('A' + i / 26 / 26),
                      static_cast<char>('A' + i / 26 % 26), static_cast<char>('A' + i % 26)),
          fmt::format("{}2018-12-31,10,11,9,10.5,{}\n", history, i));
  }
  AtATerminal program(folder_, "data import files --lake own --progress=always");
  ASSERT_TRUE(program.wait_for("import [")) << program.screen();
  program.press_ctrl_c();
  EXPECT_EQ(program.wait_for_end(), 130) << program.screen();
  EXPECT_EQ(read_file(folder_ / "own" / "catalog.json").value_or(""), before);
  const auto lake = data::Lake::open(folder_ / "own");
  ASSERT_TRUE(lake) << lake.error().message;
  EXPECT_EQ(lake->bar_symbols(), std::vector{Symbol("ABC")});
  EXPECT_EQ(run("data import files/QAAA.csv --lake own").code, 0) << "the writer's lock is free";
}

// The run is over in a fraction of a second, so the key is pressed at many moments of it.
TEST_F(RunCommandsTest, CtrlCAtAnyMomentOfABacktestLeavesAWholeRunFolderOrNone) {
  ASSERT_EQ(run(std::string(kRun) + " --out whole").code, 0);
  int stopped = 0;
  for (int i = 0; i < 25; ++i) {
    AtATerminal program(folder_, std::string(kRun) + " --out run");
    std::this_thread::sleep_for(std::chrono::milliseconds(8 * i));
    program.press_ctrl_c();
    const int code = program.wait_for_end();
    const bool ended_by_key = code == 130 || code == -1;  // -1: before it could listen
    ASSERT_TRUE(ended_by_key || code == 0) << code << ": " << program.screen();
    stopped += code == 130 ? 1 : 0;
    if (ended_by_key) {
      ASSERT_FALSE(std::filesystem::exists(folder_ / "run")) << program.screen();
    } else {
      ASSERT_EQ(run("compare whole run").code, 0);
      std::filesystem::remove_all(folder_ / "run");
    }
  }
  EXPECT_GT(stopped, 0);
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    left.insert(entry.path().filename().string());
  }
  EXPECT_EQ(left, (std::set<std::string>{"err", "lake", "out", "whole"}));
}

}  // namespace
}  // namespace aots
