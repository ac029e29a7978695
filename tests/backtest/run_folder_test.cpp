#include <algorithm>
#include <csignal>
#include <sys/resource.h>

#include <gtest/gtest.h>

#include "backtest/backtest.hpp"
#include "tests/backtest/fake_run.hpp"

namespace aots::backtest {
namespace {

using Names = std::vector<std::string>;

const Names kFiles{"benchmarks.csv", "equity.csv",   "journal.jsonl", "legs.csv",
                   "manifest.json",  "payoffs.json", "report.html",   "signals.csv",
                   "summary.json",   "trades.csv"};

Names names_in(const Path& folder) {
  Names found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    found.push_back(entry.path().filename().string());
  }
  std::ranges::sort(found);
  return found;
}

// No file may grow beyond a size while the object lives: the disk is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small{bytes, limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int);
};

TEST(RunFolder, HoldsEveryFileAndNothingElse) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  EXPECT_EQ(names_in(scratch / "run"), kFiles);
  EXPECT_EQ(scratch.names(), Names{"run"});
}

TEST(RunFolder, HoldsNoBenchmarksWhereTheRunHasNone) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run({.benchmarks = false}), kVersion, scratch / "run", false));
  Names files = names_in(scratch / "run");
  EXPECT_EQ(std::ranges::count(files, "benchmarks.csv"), 0);
  EXPECT_EQ(files.size() + 1, kFiles.size());
}

TEST(RunFolder, DoesNotDependOnWhereOrHowOftenItIsWritten) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "a", false));
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "deep/er/b/", false));
  for (const std::string& name : kFiles) {
    EXPECT_EQ(content(scratch / "a" / name), content(scratch / "deep/er/b" / name)) << name;
  }
}

TEST(RunFolder, RefusesAFolderThatHoldsARun) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  const std::string before = content(scratch / "run/manifest.json");
  const auto again = write_run_folder(fake_run({.seed = 2}), kVersion, scratch / "run", false);
  ASSERT_FALSE(again);
  EXPECT_EQ(exit_code(again.error().code), 2);
  EXPECT_NE(again.error().message.find("--overwrite"), std::string::npos);
  EXPECT_EQ(content(scratch / "run/manifest.json"), before);
}

TEST(RunFolder, OverwriteReplacesTheWholeRun) {
  const ScratchFolder scratch;
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  write(scratch / "run/stale.txt", "of the run before");
  const std::string before = content(scratch / "run/manifest.json");
  ASSERT_TRUE(write_run_folder(fake_run({.seed = 2}), kVersion, scratch / "run", true));
  EXPECT_EQ(names_in(scratch / "run"), kFiles);
  EXPECT_NE(content(scratch / "run/manifest.json"), before);
  EXPECT_EQ(scratch.names(), Names{"run"});
}

TEST(RunFolder, NeverReplacesAFolderThatIsNoRun) {
  const ScratchFolder scratch;
  std::filesystem::create_directory(scratch / "photos");
  write(scratch / "photos/cat.jpg", "meow");
  const auto status = write_run_folder(fake_run(), kVersion, scratch / "photos", true);
  ASSERT_FALSE(status);
  EXPECT_EQ(exit_code(status.error().code), 2);
  EXPECT_EQ(content(scratch / "photos/cat.jpg"), "meow");
}

TEST(RunFolder, TakesAnEmptyFolderButNoFile) {
  const ScratchFolder scratch;
  std::filesystem::create_directory(scratch / "empty");
  EXPECT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "empty", false));
  write(scratch / "file", "text");
  EXPECT_FALSE(write_run_folder(fake_run(), kVersion, scratch / "file", true));
  EXPECT_EQ(content(scratch / "file"), "text");
}

TEST(RunFolder, AFullDiskLeavesNothingBehind) {
  const ScratchFolder scratch;
  const RunResult run = fake_run();
  Status status;
  {
    const FullDisk disk(200'000);  // enough for the tables, not for the page
    status = write_run_folder(run, kVersion, scratch / "run", false);
  }
  ASSERT_FALSE(status);
  EXPECT_EQ(exit_code(status.error().code), 3);
  EXPECT_EQ(scratch.names(), Names{});
}

TEST(RunFolder, AFullDiskLeavesTheRunBeforeAsItWas) {
  const ScratchFolder scratch;
  const RunResult other = fake_run({.seed = 2});
  ASSERT_TRUE(write_run_folder(fake_run(), kVersion, scratch / "run", false));
  const std::string before = content(scratch / "run/manifest.json");
  Status status;
  {
    const FullDisk disk(200'000);
    status = write_run_folder(other, kVersion, scratch / "run", true);
  }
  ASSERT_FALSE(status);
  EXPECT_EQ(names_in(scratch / "run"), kFiles);
  EXPECT_EQ(content(scratch / "run/manifest.json"), before);
  EXPECT_EQ(scratch.names(), Names{"run"});
}

}  // namespace
}  // namespace aots::backtest
