#include "data/store/column_file.hpp"

#include <gtest/gtest.h>

#include "data/store/detail/duckdb.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::TemporaryFolder;

// More rows than a chunk of DuckDB has, some cells absent.
std::vector<TableColumn> columns_of(std::size_t rows) {
  RealCells reals;
  IntegerCells integers;
  TextCells texts;
  for (std::size_t i = 0; i < rows; ++i) {
    reals.push_back(i % 3 == 0 ? std::nullopt : std::optional(1.0 / static_cast<double>(i)));
    integers.push_back(i % 5 == 0 ? std::nullopt : std::optional(-static_cast<std::int64_t>(i)));
    texts.push_back(i % 7 == 0 ? std::nullopt
                               : std::optional(fmt::format("the text of row number {}", i)));
  }
  return {{"fill.fraction", reals}, {"a \"count\"", integers}, {"words", texts}};
}

TEST(ColumnFile, ReadsBackCellByCell) {
  const TemporaryFolder folder;
  const Path file = folder.path() / "table.parquet";
  const auto columns = columns_of(5000);
  ASSERT_TRUE(write_column_file(file, columns));
  const auto database = detail::Database::open({.threads = 1}).value();
  auto rows = database.query("SELECT * FROM read_parquet('" + file.string() + "')").value();
  std::size_t seen = 0;
  while (rows.next_chunk().value()) {
    for (std::size_t i = 0; i < rows.size(); ++i, ++seen) {
      const auto& real = std::get<RealCells>(columns[0].cells)[seen];
      const auto& integer = std::get<IntegerCells>(columns[1].cells)[seen];
      const auto& text = std::get<TextCells>(columns[2].cells)[seen];
      ASSERT_EQ(rows.column(0).present(i), real.has_value());
      ASSERT_EQ(rows.column(1).present(i), integer.has_value());
      ASSERT_EQ(rows.column(2).present(i), text.has_value());
      if (real) {
        ASSERT_EQ(rows.column(0).at<double>(i), *real);
      }
      if (integer) {
        ASSERT_EQ(rows.column(1).at<std::int64_t>(i), *integer);
      }
      if (text) {
        ASSERT_EQ(rows.column(2).text(i), *text);
      }
    }
  }
  EXPECT_EQ(seen, 5000U);
}

TEST(ColumnFile, IsTheSameBytesForTheSameColumnsAndLeavesNothingElse) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_column_file(folder.path() / "a.parquet", columns_of(10)));
  ASSERT_TRUE(write_column_file(folder.path() / "b.parquet", columns_of(10)));
  EXPECT_EQ(read_file(folder.path() / "a.parquet").value(),
            read_file(folder.path() / "b.parquet").value());
  const auto entries = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 2);
}

TEST(ColumnFile, MayHaveNoRows) {
  const TemporaryFolder folder;
  EXPECT_TRUE(write_column_file(folder.path() / "empty.parquet", columns_of(0)));
}

TEST(ColumnFile, SaysWhereItCannotBeWritten) {
  const TemporaryFolder folder;
  const auto refused = write_column_file(folder.path() / "nowhere" / "a.parquet", columns_of(1));
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("nowhere"), std::string::npos);
}

}  // namespace
}  // namespace aots::data
