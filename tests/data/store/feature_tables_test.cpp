#include "data/store/feature_tables.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "data/store/derived.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kFirst = make_date(2015, 1, 2);
const std::vector<std::string> kNames = {"one", "right", "odd \"name\""};

// More rows than a chunk of DuckDB has, some values absent.
FeatureTable random_table(int rows, std::uint64_t seed = 1) {
  Rng rng(seed);
  FeatureTable table{.symbol = kSpy, .dates = {}, .known_times = {}, .columns = {}};
  table.columns.resize(kNames.size());
  for (int row = 0; row < rows; ++row) {
    table.dates.push_back(kFirst + Days(row));
    table.known_times.push_back(testing::at_hour(table.dates.back(), 21));
    for (NumberColumn& column : table.columns) {
      column.append(rng.uniform() < 0.3 ? std::nullopt : std::optional(rng.normal()));
    }
  }
  return table;
}

FeatureTables::Identity identity(const std::string& key, const FeatureTable& table) {
  return {.key = key,
          .first = table.dates.front(),
          .last = table.dates.back(),
          .names = kNames,
          .notes = {{"schema_hash", "it's"}}};
}

constexpr const char* kKey = "00112233445566778899";
constexpr const char* kOther = "99112233445566778899";

TEST(FeatureTables, GiveBackWhatWasWrittenBitForBit) {
  const TemporaryFolder folder;
  const FeatureTables tables(folder.path());
  const FeatureTable table = random_table(3000);
  EXPECT_FALSE(tables.find(kSpy, kKey));
  ASSERT_TRUE(tables.write(table, identity(kKey, table)));
  const auto held = tables.find(kSpy, kKey);
  ASSERT_TRUE(held.has_value());
  EXPECT_EQ(held->first, kFirst);
  EXPECT_EQ(held->last, kFirst + Days(2999));
  EXPECT_EQ(tables.read(*held, kSpy, kNames, Date::min(), Date::max()).value(), table);
  const auto part =
      tables.read(*held, kSpy, kNames, kFirst + Days(2040), kFirst + Days(2060)).value();
  EXPECT_EQ(part, rows_within(table, kFirst + Days(2040), kFirst + Days(2060)));
  ASSERT_EQ(part.dates.size(), 21U);
  EXPECT_EQ(part.columns[1].has(20), table.columns[1].has(2060));
  EXPECT_EQ(part.columns[1].values[20], table.columns[1].values[2060]);
  EXPECT_TRUE(tables.read(*held, kSpy, kNames, kFirst - Days(9), kFirst - Days(1))->dates.empty());
}

TEST(FeatureTables, HoldOneTableASymbolUnderItsKey) {
  const TemporaryFolder folder;
  const FeatureTables tables(folder.path());
  const FeatureTable table = random_table(10);
  ASSERT_TRUE(tables.write(table, identity(kKey, table)));
  ASSERT_TRUE(tables.write(table, identity(kOther, table)));
  EXPECT_FALSE(tables.find(kSpy, kKey));
  EXPECT_TRUE(tables.find(kSpy, kOther));
  EXPECT_FALSE(tables.find(Symbol("QQQ"), kOther));
}

// A writer that was killed leaves its temporary file; the next one replaced it and then removed it
// as something old.
TEST(FeatureTables, WriteWhereAWriterWasStopped) {
  const TemporaryFolder folder;
  const FeatureTables tables(folder.path());
  const Path own = folder.path() / kDerivedFolder / "features" / "SPY";
  std::filesystem::create_directories(own);
  ASSERT_TRUE(write_file_atomically(own / "new.tmp", "half of it"));
  const FeatureTable table = random_table(10);
  ASSERT_TRUE(tables.write(table, identity(kKey, table)));
  const auto held = tables.find(kSpy, kKey);
  ASSERT_TRUE(held.has_value());
  EXPECT_EQ(tables.read(*held, kSpy, kNames, Date::min(), Date::max()).value(), table);
}

TEST(FeatureTables, KnowADamagedFileByItsName) {
  const TemporaryFolder folder;
  const FeatureTables tables(folder.path());
  const FeatureTable table = random_table(100);
  ASSERT_TRUE(tables.write(table, identity(kKey, table)));
  const auto held = tables.find(kSpy, kKey).value();
  EXPECT_TRUE(tables.damaged()->empty());
  auto bytes = read_file(held.file).value();
  bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 4);
  ASSERT_TRUE(write_file_atomically(held.file, bytes));
  EXPECT_EQ(tables.damaged().value(), std::vector{held.file});
  const auto read = tables.read(held, kSpy, kNames, Date::min(), Date::max());
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kData);
}

// Enrichment removed every file below the folder that was not of its own tables.
TEST(FeatureTables, ShareTheirFolderWithOtherDerivedTables) {
  const TemporaryFolder folder;
  const FeatureTables tables(folder.path());
  const FeatureTable table = random_table(10);
  ASSERT_TRUE(tables.write(table, identity(kKey, table)));
  EXPECT_EQ(DerivedTables(folder.path()).keep_only({}).value(), 0);
  EXPECT_TRUE(DerivedTables(folder.path()).damaged()->empty());
  EXPECT_TRUE(tables.find(kSpy, kKey));
}

}  // namespace
}  // namespace aots::data
