// The SQL of docs/lake.md runs as it stands there.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "data/store/detail/duckdb.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

// The statements of the SQL block on reading the lake with other tools.
std::vector<std::string> documented_statements() {
  const auto page = read_file(Path(AOTS_SOURCE_DIR) / "docs/lake.md").value();
  const std::string fence = "```sql\n";
  const auto start = page.find(fence, page.find("## Reading it with other tools")) + fence.size();
  const auto block = page.substr(start, page.find("```", start) - start);
  std::vector<std::string> statements;
  for (std::size_t at = 0, end = 0; (end = block.find(';', at)) != std::string::npos;
       at = end + 1) {
    statements.push_back(block.substr(at, end - at));
  }
  return statements;
}

TEST(LakeDocumentation, GivesSqlThatRuns) {
  const testing::TemporaryFolder folder;
  const Date session = make_date(2018, 6, 14);
  const auto chain = testing::ChainBuilder("SPY", session).grid(session + Days(8), 5).build();
  auto writer = LakeWriter::open(folder.path() / "lake").value();
  ASSERT_TRUE(writer.write_chains(testing::provenance("synthetic", "SPY"), std::vector{chain}));
  ASSERT_TRUE(writer.commit());
  const auto database = detail::Database::open({}).value();
  const auto statements = documented_statements();
  ASSERT_GE(statements.size(), 2U);
  for (auto sql : statements) {
    const std::string place = "'lake/";
    const auto at = sql.find(place);
    ASSERT_NE(at, std::string::npos) << sql;
    sql.replace(at, place.size(), "'" + (folder.path() / "lake").string() + "/");
    auto rows = database.query(sql);
    ASSERT_TRUE(rows.has_value()) << rows.error();
    const auto more = rows->next_chunk();
    ASSERT_TRUE(more.has_value() && *more) << sql;
    EXPECT_EQ(rows->size(), 1U);
  }
}

}  // namespace
}  // namespace aots::data
