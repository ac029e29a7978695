#include "data/store/trial_log.hpp"

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::TemporaryFolder;

Trial trial(int number) {
  return {
      .key = sha256_hex(std::to_string(number)), .sessions = 250 + number, .sharpe = 0.01 * number};
}

TEST(TrialLog, IsEmptyBeforeTheFirstTry) {
  const TemporaryFolder lake;
  EXPECT_EQ(read_trials(lake.path()).value(), std::vector<Trial>{});
}

TEST(TrialLog, KeepsTriesInTheirOrder) {
  const TemporaryFolder lake;
  EXPECT_EQ(note_trial(lake.path(), trial(1)).value(), std::vector{trial(1)});
  const Trial flat{.key = trial(9).key, .sessions = 12, .sharpe = {}};
  EXPECT_EQ(note_trial(lake.path(), flat).value(), (std::vector{trial(1), flat}));
  EXPECT_EQ(read_trials(lake.path()).value(), (std::vector{trial(1), flat}));
}

// A run that is repeated must be the same run, whatever was tried in between.
TEST(TrialLog, GivesARepeatedTryItsFirstPlace) {
  const TemporaryFolder lake;
  for (const int number : {1, 2, 3}) ASSERT_TRUE(note_trial(lake.path(), trial(number)));
  EXPECT_EQ(note_trial(lake.path(), trial(2)).value(), (std::vector{trial(1), trial(2)}));
  EXPECT_EQ(read_trials(lake.path()).value().size(), 3U);
}

TEST(TrialLog, AddsSeveralTriesOnceAndEndsAtTheLastOfThem) {
  const TemporaryFolder lake;
  ASSERT_TRUE(note_trial(lake.path(), trial(2)));
  const std::vector tries = {trial(1), trial(2), trial(3), trial(1)};
  EXPECT_EQ(note_trials(lake.path(), tries).value(), (std::vector{trial(2), trial(1), trial(3)}));
  ASSERT_TRUE(note_trial(lake.path(), trial(4)));
  EXPECT_EQ(note_trials(lake.path(), tries).value(), (std::vector{trial(2), trial(1), trial(3)}));
  EXPECT_EQ(read_trials(lake.path()).value().size(), 4U);
  EXPECT_EQ(note_trials(lake.path(), {}).value(), std::vector<Trial>{});
}

TEST(TrialLog, CountsWhatManyAddAtOnce) {
  const TemporaryFolder lake;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 25; ++i) {
        EXPECT_TRUE(note_trial(lake.path(), trial(100 * writer + i)).has_value());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(read_trials(lake.path()).value().size(), 100U);
}

TEST(TrialLog, PassesOverALineThatACrashTore) {
  const TemporaryFolder lake;
  ASSERT_TRUE(note_trial(lake.path(), trial(1)));
  std::ofstream(lake.path() / kTrialLogName, std::ios::app) << "0123 25";
  EXPECT_EQ(read_trials(lake.path()).value(), std::vector{trial(1)});
  EXPECT_EQ(note_trial(lake.path(), trial(2)).value(), (std::vector{trial(1), trial(2)}));
  EXPECT_EQ(read_trials(lake.path()).value().size(), 2U);
}

TEST(TrialLog, RefusesAnyOneFlippedBit) {
  const TemporaryFolder lake;
  ASSERT_TRUE(note_trial(lake.path(), trial(1)));
  ASSERT_TRUE(note_trial(lake.path(), trial(2)));
  const Path file = lake.path() / kTrialLogName;
  const std::string whole = read_file(file).value();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
    ASSERT_TRUE(write_file_atomically(file, flipped));
    const auto read = read_trials(lake.path());
    ASSERT_FALSE(read.has_value()) << "at byte " << at;
    EXPECT_EQ(read.error().code, ErrorCode::kData);
  }
}

}  // namespace
}  // namespace aots::data
