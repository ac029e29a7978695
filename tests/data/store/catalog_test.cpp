// The catalog: what it keeps, and what a damaged or foreign lake is answered.
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::ChainBuilder;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kDay = make_date(2019, 5, 1);

void overwrite(const Path& file, const std::string& text) {
  std::ofstream(file, std::ios::trunc | std::ios::binary) << text;
}

// A lake of one part and no session tape; the path of the part.
Path make_lake(const Path& root) {
  Rng rng(9);
  const auto chain = testing::random_chain(rng, "SPY", kDay, 10, 100);
  auto writer = LakeWriter::open(root).value();
  EXPECT_TRUE(writer.write_chains(provenance("vendor", "SPY", Origin::kReal, "spy.csv"),
                                  std::span(&chain, 1)));
  EXPECT_TRUE(writer.commit());
  testing::delete_tapes(root);
  return root / writer.catalog().parts.at(0).path;
}

TEST(Catalog, KeepsPartsAndAccounts) {
  const TemporaryFolder folder;
  const auto from = provenance("vendor", "SPY", Origin::kReal, "caf\xE9 \"x\".csv");
  const ImportAccount account{.provenance = from,
                              .rows_read = 10,
                              .rows_stored = 6,
                              .rows_quarantined = 3,
                              .duplicates = 1,
                              .reasons = {{"holiday_copy", 2}, {"negative_price", 1}},
                              .sessions = {kDay, kDay + Days(1)},
                              .notes = {"labelled 2019-05-03, holds 2019-05-02"}};
  auto writer = LakeWriter::open(folder.path()).value();
  const std::vector<OptionChain> chains = {
      ChainBuilder("SPY", kDay).grid(kDay + Days(9), 3).build(),
      ChainBuilder("SPY", kDay + Days(1)).grid(kDay + Days(9), 4).build()};
  ASSERT_TRUE(writer.write_chains(from, chains, true));
  writer.record(account);
  ASSERT_TRUE(writer.commit());

  const auto lake = Lake::open(folder.path()).value();
  ASSERT_EQ(lake.catalog().parts.size(), 1U);
  const auto& part = lake.catalog().parts[0];
  EXPECT_EQ(part.table, "chains");
  EXPECT_EQ(part.provenance.kind, "vendor");
  EXPECT_EQ(part.provenance.source_sha256, from.source_sha256);
  EXPECT_TRUE(part.relabelled);
  EXPECT_EQ(part.first, kDay);
  EXPECT_EQ(part.last, kDay + Days(1));
  EXPECT_EQ(part.rows, 14);
  ASSERT_EQ(part.sessions.size(), 2U);
  EXPECT_EQ(part.sessions[1].rows, 8);
  EXPECT_EQ(part.sessions, writer.catalog().parts.at(0).sessions);
  ASSERT_EQ(lake.catalog().accounts.size(), 1U);
  const auto& read = lake.catalog().accounts[0];
  EXPECT_EQ(read.rows_read, 10);
  EXPECT_EQ(read.rows_stored, 6);
  EXPECT_EQ(read.rows_quarantined, 3);
  EXPECT_EQ(read.duplicates, 1);
  EXPECT_EQ(read.reasons, account.reasons);
  EXPECT_EQ(read.sessions, account.sessions);
  EXPECT_EQ(read.notes, account.notes);
}

TEST(Catalog, OfANewerVersionIsRefusedByReaderAndWriter) {
  const TemporaryFolder folder;
  make_lake(folder.path());
  overwrite(folder.path() / "catalog.json", R"({"version": 7, "parts": "in some other form"})");
  const auto reader = Lake::open(folder.path());
  ASSERT_FALSE(reader.has_value());
  EXPECT_EQ(reader.error().code, ErrorCode::kData);
  EXPECT_NE(reader.error().message.find("version 7"), std::string::npos) << reader.error().message;
  const auto writer = LakeWriter::open(folder.path());
  ASSERT_FALSE(writer.has_value());
  EXPECT_EQ(writer.error().code, ErrorCode::kData);
  EXPECT_EQ(testing::part_files(folder.path()).size(), 1U);
}

TEST(Catalog, ThatDoesNotParseIsRefusedByName) {
  const TemporaryFolder folder;
  make_lake(folder.path());
  for (const auto* text :
       {"", "{", "[]", "{\"version\": 1}", R"({"version": 1, "synthetic": 1, "parts": []})",
        R"({"version":1,"synthetic":false,"parts":[{"table":"bars"}],"accounts":[]})"}) {
    overwrite(folder.path() / "catalog.json", text);
    const auto lake = Lake::open(folder.path());
    ASSERT_FALSE(lake.has_value()) << text;
    EXPECT_EQ(lake.error().code, ErrorCode::kData);
    EXPECT_NE(lake.error().message.find("catalog.json"), std::string::npos);
  }
}

TEST(Catalog, ThatIsNotThereSaysHowToMakeALake) {
  const TemporaryFolder folder;
  const auto lake = Lake::open(folder.path() / "nowhere");
  ASSERT_FALSE(lake.has_value());
  EXPECT_EQ(lake.error().code, ErrorCode::kData);
  EXPECT_NE(lake.error().message.find("aots data import"), std::string::npos);
}

TEST(LakePart, ThatIsTruncatedIsFoundWhenTheLakeIsOpened) {
  const TemporaryFolder folder;
  const auto part = make_lake(folder.path());
  std::filesystem::resize_file(part, std::filesystem::file_size(part) / 2);
  const auto lake = Lake::open(folder.path());
  ASSERT_FALSE(lake.has_value());
  EXPECT_EQ(lake.error().code, ErrorCode::kData);
  EXPECT_NE(lake.error().message.find(part.filename().string()), std::string::npos);
  EXPECT_NE(lake.error().message.find("spy.csv"), std::string::npos);
}

TEST(LakePart, ThatIsMissingIsFoundWhenTheLakeIsOpened) {
  const TemporaryFolder folder;
  const auto part = make_lake(folder.path());
  std::filesystem::remove(part);
  const auto lake = Lake::open(folder.path());
  ASSERT_FALSE(lake.has_value());
  EXPECT_EQ(lake.error().code, ErrorCode::kData);
  EXPECT_NE(lake.error().message.find(part.filename().string()), std::string::npos);
}

TEST(LakePart, ThatIsOverwrittenWithBytesOfTheSameLengthFailsByNameWhenItIsRead) {
  const TemporaryFolder folder;
  const auto part = make_lake(folder.path());
  overwrite(part, std::string(std::filesystem::file_size(part), 'x'));
  const auto chain = Lake::open(folder.path()).value().chain(kSpy, kDay);
  ASSERT_FALSE(chain.has_value());
  EXPECT_EQ(chain.error().code, ErrorCode::kData);
  EXPECT_NE(chain.error().message.find(part.filename().string()), std::string::npos);
}

TEST(LakePart, WithFewerRowsThanTheCatalogListsFailsByNameWhenItIsRead) {
  const TemporaryFolder folder;
  const auto part = make_lake(folder.path());
  auto text = read_file(folder.path() / "catalog.json").value();
  const std::string session = "[\"2019-05-01\",";
  const auto at = text.find(session);
  ASSERT_NE(at, std::string::npos);
  overwrite(folder.path() / "catalog.json", text.insert(at + session.size(), "1"));
  const auto chain = Lake::open(folder.path()).value().chain(kSpy, kDay);
  ASSERT_FALSE(chain.has_value());
  EXPECT_EQ(chain.error().code, ErrorCode::kData);
  EXPECT_NE(chain.error().message.find(part.filename().string()), std::string::npos);
}

TEST(LakePart, WithADamagedMiddleNeverGivesFewerRowsInSilence) {
  const TemporaryFolder folder;
  const auto part = make_lake(folder.path());
  const auto whole = Lake::open(folder.path()).value().chain(kSpy, kDay).value().value();
  auto bytes = read_file(part).value();
  const auto intact = bytes;
  int failures = 0;
  for (std::size_t at = 100; at < intact.size(); at += intact.size() / 40) {
    bytes = intact;
    for (std::size_t i = at; i < std::min(at + 16, bytes.size()); ++i) bytes[i] = '\x7F';
    overwrite(part, bytes);
    const auto chain = Lake::open(folder.path()).value().chain(kSpy, kDay);
    if (!chain.has_value()) {
      EXPECT_EQ(chain.error().code, ErrorCode::kData);
      ++failures;
    } else {
      EXPECT_EQ(chain.value().value().quote_count(), whole.quote_count());
    }
  }
  EXPECT_GT(failures, 0);
}

}  // namespace
}  // namespace aots::data
