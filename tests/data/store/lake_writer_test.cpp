// What a writer leaves behind: after a commit, without one, when it is killed, when the disk is
// full.
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::bar;
using testing::ChainBuilder;
using testing::part_files;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kDay = make_date(2019, 5, 1);

std::vector<Bar> bars_from(Date first, int count) {
  std::vector<Bar> bars;
  for (int i = 0; i < count; ++i) bars.push_back(bar("SPY", first + Days(i), 290 + i));
  return bars;
}

OptionChain small_chain(Date session, int strikes = 5) {
  return ChainBuilder("SPY", session).grid(session + Days(30), strikes).build();
}

TEST(LakeWriter, ShowsNothingBeforeItsCommit) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars_from(kDay, 3)));
  EXPECT_TRUE(Lake::open(folder.path()).value().bar_symbols().empty());
  ASSERT_TRUE(writer.commit());
  EXPECT_EQ(Lake::open(folder.path()).value().bar_symbols(), std::vector<Symbol>{kSpy});
}

TEST(LakeWriter, LetsAReaderKeepTheCatalogThatItOpened) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  const auto early = bars_from(kDay, 3);
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY", Origin::kReal, "1"), early));
  ASSERT_TRUE(writer.commit());
  const auto reader = Lake::open(folder.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY", Origin::kReal, "2"),
                                bars_from(kDay + Days(3), 2)));
  ASSERT_TRUE(writer.commit());
  EXPECT_EQ(reader.bars(kSpy, kDay, kDay + Days(9)).value(), early);
  EXPECT_EQ(Lake::open(folder.path()).value().bars(kSpy, kDay, kDay + Days(9)).value().size(), 5U);
}

TEST(LakeWriter, RemovesWhatItDidNotCommit) {
  const TemporaryFolder folder;
  {
    auto writer = LakeWriter::open(folder.path()).value();
    ASSERT_TRUE(
        writer.write_bars(provenance("daily", "SPY", Origin::kReal, "1"), bars_from(kDay, 3)));
    ASSERT_TRUE(writer.commit());
    ASSERT_TRUE(
        writer.write_bars(provenance("daily", "SPY", Origin::kReal, "2"), bars_from(kDay, 4)));
    EXPECT_EQ(part_files(folder.path()).size(), 2U);
  }
  EXPECT_EQ(part_files(folder.path()).size(), 1U);
}

TEST(LakeWriter, IsAloneInItsLake) {
  const TemporaryFolder folder;
  {
    const auto first = LakeWriter::open(folder.path());
    ASSERT_TRUE(first.has_value());
    const auto second = LakeWriter::open(folder.path());
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::kIo);
    EXPECT_NE(second.error().message.find("writer.lock"), std::string::npos);
  }
  EXPECT_TRUE(LakeWriter::open(folder.path()).has_value());
}

// Writes two parts and part of a third, says so, and waits to be killed.
[[noreturn]] void write_until_killed(const Path& root, int ready) {
  auto writer = LakeWriter::open(root).value();
  for (int i = 0; i < 2; ++i) {
    const auto chain = small_chain(kDay + Days(i));
    if (!writer.write_chains(provenance("vendor", "SPY", Origin::kReal, std::to_string(i)),
                             std::span(&chain, 1))) {
      _exit(1);
    }
  }
  std::ofstream(root / "parts" / "chains" / "vendor" / "SPY" / "half.parquet.tmp") << "PAR1";
  if (::write(ready, "r", 1) != 1) _exit(1);
  for (;;) ::pause();
}

TEST(LakeWriter, LeavesNothingVisibleWhenItIsKilledAndTheNextOneClearsUp) {
  const TemporaryFolder folder;
  const auto committed = bars_from(kDay, 3);
  {
    auto writer = LakeWriter::open(folder.path()).value();
    ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), committed));
    ASSERT_TRUE(writer.commit());
  }
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) write_until_killed(folder.path(), pipe_ends[1]);
  char ready = 0;
  ::close(pipe_ends[1]);
  ASSERT_EQ(::read(pipe_ends[0], &ready, 1), 1);
  ::close(pipe_ends[0]);
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));

  ASSERT_EQ(part_files(folder.path()).size(), 4U);
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_TRUE(lake.chain_symbols().empty());
  EXPECT_EQ(lake.bars(kSpy, kDay, kDay + Days(9)).value(), committed);

  auto next = LakeWriter::open(folder.path()).value();
  EXPECT_EQ(part_files(folder.path()).size(), 1U);
  const auto chain = small_chain(kDay);
  ASSERT_TRUE(
      next.write_chains(provenance("vendor", "SPY", Origin::kReal, "0"), std::span(&chain, 1)));
  ASSERT_TRUE(next.commit());
  EXPECT_EQ(Lake::open(folder.path()).value().chain(kSpy, kDay).value(), chain);
}

// A file system of a few hundred kilobytes.
class TinyDisk {
 public:
  explicit TinyDisk(const Path& path) : path_(path) {
    std::filesystem::create_directories(path_);
    mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=256k") == 0;
  }
  TinyDisk(const TinyDisk&) = delete;
  TinyDisk& operator=(const TinyDisk&) = delete;
  ~TinyDisk() {
    if (mounted_) ::umount(path_.c_str());
  }
  bool mounted() const { return mounted_; }

 private:
  Path path_;
  bool mounted_ = false;
};

TEST(LakeWriter, KeepsNothingOfAPartThatTheDiskCannotHold) {
  const TemporaryFolder folder;
  const Path root = folder.path() / "disk";
  const TinyDisk disk(root);
  if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs (root)";
  auto writer = LakeWriter::open(root / "lake").value();
  const auto fits = small_chain(kDay);
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), std::span(&fits, 1)));
  ASSERT_TRUE(writer.commit());

  Rng rng(5);
  const std::vector<OptionChain> large = {
      testing::random_chain(rng, "SPY", kDay + Days(1), 40, 400)};
  const auto refused = writer.write_chains(provenance("vendor", "SPY"), large);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kIo);
  EXPECT_NE(refused.error().message.find("No space left"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(part_files(root / "lake").size(), 1U);
  EXPECT_EQ(Lake::open(root / "lake").value().chain(kSpy, kDay).value(), fits);
}

TEST(LakeWriter, GivesTheSameBytesForTheSameRows) {
  const TemporaryFolder folder;
  Rng rng(3);
  const std::vector<OptionChain> chains = {
      testing::random_chain(rng, "SPY", kDay, 10, 200),
      testing::random_chain(rng, "SPY", kDay + Days(1), 9, 90)};
  std::vector<std::string> digests;
  for (const auto* name : {"one", "two"}) {
    auto writer = LakeWriter::open(folder.path() / name).value();
    ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), chains));
    ASSERT_TRUE(writer.commit());
    const auto& part = writer.catalog().parts.at(0);
    EXPECT_EQ(sha256_of_file(folder.path() / name / part.path).value(), part.sha256);
    digests.push_back(part.sha256 + part.rows_sha256 + part.path);
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST(LakeWriter, StoresTheSameRowsOfTheSameFileOnce) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  const auto bars = bars_from(kDay, 3);
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars));
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars));
  ASSERT_TRUE(writer.commit());
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars));
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY", Origin::kReal, "copy.csv"), bars));
  ASSERT_TRUE(writer.commit());
  EXPECT_EQ(writer.catalog().parts.size(), 2U);
  EXPECT_EQ(Lake::open(folder.path()).value().bars(kSpy, kDay, kDay + Days(9)).value(), bars);
}

TEST(LakeWriter, KnowsTheVendorFilesThatItHolds) {
  const TemporaryFolder folder;
  const auto stored = provenance("daily", "SPY", Origin::kReal, "a.csv");
  const auto empty = provenance("daily", "SPY", Origin::kReal, "b.csv");
  auto writer = LakeWriter::open(folder.path()).value();
  EXPECT_FALSE(writer.holds("daily", stored.source_sha256));
  ASSERT_TRUE(writer.write_bars(stored, bars_from(kDay, 1)));
  // Nothing of this file was stored, but it was read.
  writer.record({.provenance = empty, .rows_read = 2, .rows_quarantined = 2});
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(writer.holds("daily", stored.source_sha256));
    EXPECT_TRUE(writer.holds("daily", empty.source_sha256));
    EXPECT_FALSE(writer.holds("index", stored.source_sha256));
    ASSERT_TRUE(writer.commit());
  }
}

TEST(LakeWriter, RefusesRowsThatTheLakeWouldAlter) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  const auto from = provenance("vendor", "SPY");
  const auto good = small_chain(kDay);
  const auto refuses = [&](const std::vector<OptionChain>& chains) {
    const auto status = writer.write_chains(from, chains);
    return !status.has_value() && status.error().code == ErrorCode::kInternal;
  };
  auto chain = good;
  chain.known_time += std::chrono::nanoseconds(1);
  EXPECT_TRUE(refuses({chain}));
  chain = good;
  std::swap(chain.expiries[0].quotes[0], chain.expiries[0].quotes[1]);
  EXPECT_TRUE(refuses({chain}));
  chain = good;
  chain.expiries.clear();
  EXPECT_TRUE(refuses({chain}));
  chain = good;
  chain.expiries[0].quotes[0].vendor_iv = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(refuses({chain}));
  chain = good;
  chain.expiries[0].quotes[0].ask = Price::from_micros(1'000'000'000'000'000'000);
  EXPECT_TRUE(refuses({chain}));
  chain = good;
  chain.origin = Origin::kSynthetic;
  EXPECT_TRUE(refuses({chain}));
  EXPECT_TRUE(refuses({small_chain(kDay + Days(1)), good}));
  EXPECT_FALSE(writer.write_bars(provenance("daily", "QQQ"), bars_from(kDay, 1)).has_value());
  EXPECT_TRUE(part_files(folder.path()).empty());
}

TEST(LakeWriter, RefusesAFolderThatHoldsSomethingElse) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "letters.txt") << "dear";
  const auto writer = LakeWriter::open(folder.path());
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, ErrorCode::kData);
  EXPECT_NE(writer.error().message.find("letters.txt"), std::string::npos);
}

TEST(LakeWriter, MarksALakeAsSimulatedForEver) {
  const TemporaryFolder folder;
  {
    auto writer = LakeWriter::open(folder.path()).value();
    writer.mark_synthetic();
    ASSERT_TRUE(writer.commit());
  }
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars_from(kDay, 1)));
  ASSERT_TRUE(writer.commit());
  EXPECT_TRUE(Lake::open(folder.path()).value().catalog().synthetic);
}

}  // namespace
}  // namespace aots::data
