// The columns of every table are the ones that docs/lake.md describes, in its order.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "data/store/detail/duckdb.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::provenance;
using testing::TemporaryFolder;

const Date kDay = make_date(2019, 5, 1);

// "`name` TYPE" of each row of the tables under "### <table>".
std::map<std::string, std::vector<std::string>> documented_columns() {
  std::ifstream file(AOTS_SOURCE_DIR "/docs/lake.md");
  std::map<std::string, std::vector<std::string>> tables;
  std::string table;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) table.clear();
    if (line.starts_with("### ")) table = line.substr(4);
    if (table.empty() || !line.starts_with("| `")) continue;
    const auto fields = split(line, '|');
    tables[table].push_back(std::string(trim(fields.at(1))) + " " +
                            std::string(trim(fields.at(2))));
  }
  return tables;
}

std::vector<std::string> columns_of(const std::string& file) {
  const auto database = detail::Database::open({}).value();
  auto rows = database
                  .query(
                      "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "
                      "read_parquet(" +
                      detail::quoted_literal(file) + "))")
                  .value();
  std::vector<std::string> columns;
  while (rows.next_chunk().value()) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      columns.push_back("`" + std::string(rows.column(0).text(row)) + "` " +
                        std::string(rows.column(1).text(row)));
    }
  }
  return columns;
}

TEST(LakeSchema, IsTheDocumentedOne) {
  Rng rng(1);
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  const std::vector<OptionChain> chains = {testing::random_chain(rng, "SPY", kDay, 3, 9)};
  const std::vector<Bar> bars = {testing::random_bar(rng, "SPY", kDay)};
  const std::vector<RateObservation> rates = {testing::random_rate(rng, "SPY", kDay)};
  const std::vector<Dividend> dividends = {testing::random_dividend(rng, "SPY", kDay)};
  const std::vector<Split> splits = {testing::random_split(rng, "SPY", kDay)};
  const std::vector<EarningsReport> reports = {testing::random_earnings(rng, "SPY", kDay)};
  const std::vector<FomcDecision> decisions = {testing::random_fomc(rng, kDay)};
  const std::vector<QuarantinedRow> quarantined(1);
  const auto from = provenance("kind", "SPY");
  ASSERT_TRUE(writer.write_chains(from, chains));
  ASSERT_TRUE(writer.write_bars(from, bars));
  ASSERT_TRUE(writer.write_rates(from, rates));
  ASSERT_TRUE(writer.write_dividends(from, dividends));
  ASSERT_TRUE(writer.write_splits(from, splits));
  ASSERT_TRUE(writer.write_earnings(from, reports));
  ASSERT_TRUE(writer.write_fomc(from, decisions));
  ASSERT_TRUE(writer.write_quarantine(from, quarantined));
  ASSERT_TRUE(writer.commit());

  const auto documented = documented_columns();
  EXPECT_EQ(documented.size(), 8U);
  ASSERT_EQ(writer.catalog().parts.size(), 8U);
  for (const auto& part : writer.catalog().parts) {
    ASSERT_TRUE(documented.contains(part.table)) << part.table;
    EXPECT_EQ(columns_of((folder.path() / part.path).string()), documented.at(part.table))
        << part.table;
  }
}

}  // namespace
}  // namespace aots::data
