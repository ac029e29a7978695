// Verification: one flipped bit anywhere is found, and what is whole is left in peace.
#include "data/store/verify.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "data/store/detail/session_tape.hpp"
#include "data/store/lake.hpp"
#include "data/store/trial_log.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::provenance;
using testing::TemporaryFolder;

const Date kDay = make_date(2019, 5, 1);

// One part of every table, with accounts, and a session tape.
void write_lake(const Path& root) {
  Rng rng(3);
  auto writer = LakeWriter::open(root).value();
  const auto from = provenance("vendor", "SPY");
  std::vector<OptionChain> chains;
  for (int day = 0; day < 2; ++day) {
    chains.push_back(testing::random_chain(rng, "SPY", kDay + Days(day), 4, 12));
  }
  ASSERT_TRUE(writer.write_chains(from, chains));
  ASSERT_TRUE(writer.write_bars(from, std::vector{testing::random_bar(rng, "SPY", kDay)}));
  ASSERT_TRUE(writer.write_rates(from, std::vector{testing::random_rate(rng, "SPY", kDay)}));
  ASSERT_TRUE(
      writer.write_dividends(from, std::vector{testing::random_dividend(rng, "SPY", kDay)}));
  ASSERT_TRUE(writer.write_splits(from, std::vector{testing::random_split(rng, "SPY", kDay)}));
  ASSERT_TRUE(writer.write_earnings(from, std::vector{testing::random_earnings(rng, "SPY", kDay)}));
  ASSERT_TRUE(
      writer.write_fomc(provenance("vendor", ""), std::vector{testing::random_fomc(rng, kDay)}));
  ASSERT_TRUE(writer.write_quarantine(
      from, std::vector{QuarantinedRow{.line = 2, .rule = "zero_price", .raw = "SPY,0"}}));
  writer.record({.provenance = from,
                 .rows_read = 12,
                 .rows_stored = 10,
                 .rows_quarantined = 1,
                 .duplicates = 1,
                 .reasons = {{"zero_price", 1}},
                 .sessions = {kDay},
                 .notes = {"a note"}});
  ASSERT_TRUE(writer.commit());
  ASSERT_TRUE(note_trial(root, {.key = std::string(64, 'a'), .sessions = 250, .sharpe = 0.05}));
}

LakeVerification verified(const Path& root) {
  SilentObserver observer;
  auto report = verify_lake(root, observer);
  EXPECT_TRUE(report.has_value()) << report.error().message;
  return *std::move(report);
}

std::vector<Path> files_of(const Path& root) {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void overwrite(const Path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::trunc | std::ios::binary) << bytes;
}

TEST(Verification, FindsAWholeLakeIntact) {
  const TemporaryFolder folder;
  write_lake(folder.path());
  const auto report = verified(folder.path());
  for (const auto& damage : report.damage) ADD_FAILURE() << damage.file << " " << damage.found;
  EXPECT_TRUE(report.intact());
  EXPECT_EQ(report.tapes, 1);
  EXPECT_EQ(report.tapes_missing, 0);
  EXPECT_EQ(report.files, 11);  // the catalog, eight parts, a tape, the log of trials
  EXPECT_TRUE(report.unknown.empty());
}

TEST(Verification, FindsOneFlippedBitInEveryKindOfFile) {
  const TemporaryFolder folder;
  write_lake(folder.path());
  Rng rng(11);
  const auto files = files_of(folder.path());
  ASSERT_GE(files.size(), 10U);
  for (const auto& file : files) {
    if (file.filename() == "writer.lock") continue;
    const auto intact = read_file(file).value();
    for (int i = 0; i < 12; ++i) {
      auto bytes = intact;
      const auto at = i == 0 ? bytes.size() - 1 : rng.below(bytes.size());
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << rng.below(8)));
      overwrite(file, bytes);
      const auto report = verified(folder.path());
      ASSERT_FALSE(report.intact()) << file << " byte " << at;
      EXPECT_EQ(report.damage.front().file, file.lexically_relative(folder.path()).string());
    }
    overwrite(file, intact);
  }
  EXPECT_TRUE(verified(folder.path()).intact());
}

TEST(Verification, NamesAPartThatIsMissingOrShort) {
  const TemporaryFolder folder;
  write_lake(folder.path());
  const auto part = Lake::open(folder.path()).value().catalog().parts.at(1).path;
  std::filesystem::resize_file(folder.path() / part, 10);
  EXPECT_EQ(verified(folder.path()).damage.at(0).file, part);
  std::filesystem::remove(folder.path() / part);
  EXPECT_EQ(verified(folder.path()).damage.at(0).file, part);
}

TEST(Verification, ListsFilesThatAreNoPartOfTheLakeWithoutCallingThemDamage) {
  const TemporaryFolder folder;
  write_lake(folder.path());
  overwrite(folder.path() / "notes.txt", "mine");
  overwrite(folder.path() / "parts/chains/vendor/SPY/lost.parquet", "left by a writer");
  const auto report = verified(folder.path());
  EXPECT_TRUE(report.intact());
  EXPECT_EQ(report.unknown,
            (std::vector<std::string>{"notes.txt", "parts/chains/vendor/SPY/lost.parquet"}));
}

TEST(Verification, MissesNoTapeAndBuildsThoseThatAreGoneOrDamaged) {
  const TemporaryFolder folder;
  write_lake(folder.path());
  const auto part = Lake::open(folder.path()).value().catalog().parts.at(0);
  const auto tape = folder.path() / detail::tape_path(part);
  const auto intact = read_file(tape).value();
  SilentObserver observer;
  EXPECT_EQ(build_tapes(folder.path(), observer).value(), 0);
  testing::delete_tapes(folder.path());
  EXPECT_TRUE(verified(folder.path()).intact());
  EXPECT_EQ(verified(folder.path()).tapes_missing, 1);
  EXPECT_EQ(build_tapes(folder.path(), observer).value(), 1);
  EXPECT_TRUE(read_file(tape).value() == intact);
  auto bytes = intact;
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  overwrite(tape, bytes);
  EXPECT_FALSE(verified(folder.path()).intact());
  EXPECT_EQ(build_tapes(folder.path(), observer).value(), 1);
  EXPECT_TRUE(read_file(tape).value() == intact);
}

TEST(Verification, FindsAnAccountThatDoesNotAddUp) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  writer.record({.provenance = provenance("vendor", "SPY"), .rows_read = 3, .rows_stored = 2});
  ASSERT_TRUE(writer.commit());
  const auto report = verified(folder.path());
  ASSERT_EQ(report.damage.size(), 2U);  // the sum, and that no part is there
  EXPECT_EQ(report.damage[0].file, "catalog.json");
}

TEST(Verification, OfNoLakeIsAnError) {
  const TemporaryFolder folder;
  SilentObserver observer;
  const auto report = verify_lake(folder.path() / "nowhere", observer);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::kData);
}

TEST(LakeWriter, DoesNotSignADamagedCatalog) {
  const TemporaryFolder folder;
  write_lake(folder.path());
  auto text = read_file(folder.path() / "catalog.json").value();
  const auto at = text.find("a note");
  ASSERT_NE(at, std::string::npos);
  text[at] = 'b';
  overwrite(folder.path() / "catalog.json", text);
  const auto writer = LakeWriter::open(folder.path());
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, ErrorCode::kData);
  EXPECT_NE(writer.error().message.find("catalog.json"), std::string::npos);
}

}  // namespace
}  // namespace aots::data
