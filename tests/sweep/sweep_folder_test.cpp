#include "sweep/sweep_folder.hpp"

#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/sweep/fake_trials.hpp"

namespace aots::sweep {
namespace {

class SweepFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = Path(testing::TempDir()) / fmt::format("aots_sweep_{}_{}", test->name(), ::getpid());
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  static SweepFolder::Identity identity(const std::string& id) {
    return {.id = id, .manifest = fmt::format(R"({{"sweep":"{}"}})", id)};
  }

  Path root_;
  std::vector<TrialResult> results_ = fake_results(fake_plan({"seed=1,2,3"}));
};

TEST_F(SweepFolderTest, FindsAgainWhatItKept) {
  {
    const auto folder = SweepFolder::open(root_ / "out", identity("a"), false);
    ASSERT_TRUE(folder.has_value());
    EXPECT_TRUE(folder->finished().value().empty());
    ASSERT_TRUE(folder->keep({results_[0], results_[1]}));
    ASSERT_TRUE(folder->keep({results_[2]}));
  }
  const auto folder = SweepFolder::open(root_ / "out", identity("a"), false);
  ASSERT_TRUE(folder.has_value());
  const auto finished = folder->finished();
  ASSERT_TRUE(finished.has_value());
  ASSERT_EQ(finished->size(), 3U);
  for (const TrialResult& result : results_) EXPECT_EQ(finished->at(result.key), result);
}

TEST_F(SweepFolderTest, RefusesAnotherSweepUnlessToldToReplaceIt) {
  {
    const auto folder = SweepFolder::open(root_ / "out", identity("a"), false);
    ASSERT_TRUE(folder.has_value() && folder->keep(results_));
  }
  const auto refused = SweepFolder::open(root_ / "out", identity("b"), false);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(exit_code(refused.error().code), 2);
  EXPECT_NE(refused.error().message.find("--overwrite"), std::string::npos);
  const auto replaced = SweepFolder::open(root_ / "out", identity("b"), true);
  ASSERT_TRUE(replaced.has_value());
  EXPECT_TRUE(replaced->finished().value().empty());
}

TEST_F(SweepFolderTest, OverwritingStartsTheSameSweepAnew) {
  {
    const auto folder = SweepFolder::open(root_ / "out", identity("a"), false);
    ASSERT_TRUE(folder.has_value() && folder->keep(results_));
  }
  const auto anew = SweepFolder::open(root_ / "out", identity("a"), true);
  ASSERT_TRUE(anew.has_value());
  EXPECT_TRUE(anew->finished().value().empty());
}

TEST_F(SweepFolderTest, NeverTouchesAFolderOfSomethingElse) {
  std::ofstream(root_ / "notes.txt") << "mine";
  for (const bool overwrite : {false, true}) {
    const auto refused = SweepFolder::open(root_, identity("a"), overwrite);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(exit_code(refused.error().code), 2);
  }
  EXPECT_EQ(read_file(root_ / "notes.txt").value(), "mine");
  EXPECT_FALSE(check_destination(root_ / "notes.txt").has_value());
  EXPECT_TRUE(check_destination(root_ / "new").has_value());
}

TEST_F(SweepFolderTest, IsTakenByOneAtATime) {
  const auto first = SweepFolder::open(root_ / "out", identity("a"), false);
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(SweepFolder::open(root_ / "out", identity("a"), false).has_value());
}

TEST_F(SweepFolderTest, NamesAPartThatIsDamaged) {
  const auto folder = SweepFolder::open(root_ / "out", identity("a"), false);
  ASSERT_TRUE(folder.has_value() && folder->keep(results_));
  const Path part = std::filesystem::directory_iterator(root_ / "out/parts")->path();
  std::string text = read_file(part).value();
  text[text.size() / 2] ^= 1;
  std::ofstream(part) << text;
  const auto damaged = folder->finished();
  ASSERT_FALSE(damaged.has_value());
  EXPECT_EQ(exit_code(damaged.error().code), 3);
  EXPECT_NE(damaged.error().message.find(part.filename().string()), std::string::npos);
}

}  // namespace
}  // namespace aots::sweep
