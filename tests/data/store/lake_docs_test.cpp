// The SQL of docs/lake.md runs as it stands there.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "data/store/derived.hpp"
#include "data/store/detail/duckdb.hpp"
#include "data/store/feature_tables.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

// The statements of the first SQL block below a heading.
std::vector<std::string> documented_statements(std::string_view heading) {
  const auto page = read_file(Path(AOTS_SOURCE_DIR) / "docs/lake.md").value();
  const std::string fence = "```sql\n";
  const auto start = page.find(fence, page.find(heading)) + fence.size();
  const auto block = page.substr(start, page.find("```", start) - start);
  std::vector<std::string> statements;
  for (std::size_t at = 0, end = 0; (end = block.find(';', at)) != std::string::npos;
       at = end + 1) {
    statements.push_back(block.substr(at, end - at));
  }
  return statements;
}

// Runs each statement on a lake; each must find one row.
void expect_one_row_each(const std::vector<std::string>& statements, const Path& lake) {
  const auto database = detail::Database::open({}).value();
  ASSERT_GE(statements.size(), 2U);
  for (auto sql : statements) {
    const std::string place = "'lake/";
    ASSERT_NE(sql.find(place), std::string::npos) << sql;
    for (auto at = sql.find(place); at != std::string::npos; at = sql.find(place, at)) {
      sql.replace(at, place.size(), "'" + lake.string() + "/");
    }
    auto rows = database.query(sql);
    ASSERT_TRUE(rows.has_value()) << rows.error();
    const auto more = rows->next_chunk();
    ASSERT_TRUE(more.has_value() && *more) << sql;
    EXPECT_EQ(rows->size(), 1U);
  }
}

TEST(LakeDocumentation, GivesSqlThatRuns) {
  const testing::TemporaryFolder folder;
  const Date session = make_date(2018, 6, 14);
  const auto chain = testing::ChainBuilder("SPY", session).grid(session + Days(8), 5).build();
  auto writer = LakeWriter::open(folder.path() / "lake").value();
  ASSERT_TRUE(writer.write_chains(testing::provenance("synthetic", "SPY"), std::vector{chain}));
  ASSERT_TRUE(writer.commit());
  expect_one_row_each(documented_statements("## Reading it with other tools"),
                      folder.path() / "lake");
}

TEST(LakeDocumentation, GivesSqlThatReadsTheFeatureTable) {
  const testing::TemporaryFolder folder;
  const Date session = make_date(2018, 6, 14);
  const std::vector<std::string> names = {"iv_atm", "rv_20", "iv_rank", "hv_iv_ratio"};
  FeatureTable table{
      .symbol = Symbol("SPY"),
      .dates = {session, session + Days(1)},
      .known_times = {testing::at_hour(session, 21), testing::at_hour(session + Days(1), 21)},
      .columns = {}};
  table.columns.resize(names.size());
  for (NumberColumn& column : table.columns) {
    column.append(0.5);
    column.append(std::nullopt);
  }
  ASSERT_TRUE(FeatureTables(folder.path())
                  .write(table, {.key = "0123456789abcdef",
                                 .first = session,
                                 .last = session + Days(1),
                                 .names = names,
                                 .notes = {{"schema_hash", "abc"}}}));
  ASSERT_TRUE(DerivedTables(folder.path())
                  .write({.symbol = Symbol("SPY"), .month = "2018-06", .key = "0123456789abcdef"},
                         std::vector{DerivedChain{.session = session,
                                                  .known_time = testing::at_hour(session, 20),
                                                  .spot = {},
                                                  .figures = {}}}));
  expect_one_row_each(documented_statements("## The feature table"), folder.path());
}

}  // namespace
}  // namespace aots::data
