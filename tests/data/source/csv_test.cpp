#include "data/source/csv.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aots::data {
namespace {

struct ReadRecord {
  std::int64_t line;
  std::vector<std::string> fields;
  std::string defect;
  bool operator==(const ReadRecord&) const = default;
};

std::vector<ReadRecord> read_all(std::string_view text) {
  CsvReader reader(text);
  CsvRecord record;
  std::vector<ReadRecord> out;
  while (reader.next(record)) {
    out.push_back(
        {record.line, {record.fields.begin(), record.fields.end()}, std::string(record.defect)});
  }
  return out;
}

using Records = std::vector<ReadRecord>;

TEST(Csv, SplitsLinesAtCommasAndCountsLinesFromOne) {
  EXPECT_EQ(read_all("a,b\n1,2\n"), (Records{{1, {"a", "b"}, ""}, {2, {"1", "2"}, ""}}));
}

TEST(Csv, ReadsTheLastLineWithoutALineEnd) {
  EXPECT_EQ(read_all("a\nb"), (Records{{1, {"a"}, ""}, {2, {"b"}, ""}}));
}

TEST(Csv, TakesCarriageReturnsAndTheByteOrderMarkAway) {
  EXPECT_EQ(read_all("\xEF\xBB\xBF"
                     "a,b\r\n1,\"2\"\r\n"),
            (Records{{1, {"a", "b"}, ""}, {2, {"1", "2"}, ""}}));
}

TEST(Csv, PassesOverEmptyLinesButCountsThem) {
  EXPECT_EQ(read_all("a\n\n\nb\n"), (Records{{1, {"a"}, ""}, {4, {"b"}, ""}}));
}

TEST(Csv, KeepsEmptyFields) {
  EXPECT_EQ(read_all(",a,,\n"), (Records{{1, {"", "a", "", ""}, ""}}));
}

TEST(Csv, UnquotesFieldsWithCommasQuotesAndLineEnds) {
  EXPECT_EQ(read_all("\"Dec 30, 2024\",\"say \"\"no\"\"\",\"two\nlines\",\n9\n"),
            (Records{{1, {"Dec 30, 2024", "say \"no\"", "two\nlines", ""}, ""}, {3, {"9"}, ""}}));
}

TEST(Csv, NamesAnUnterminatedQuoteAndReadsTheLinesAfterIt) {
  EXPECT_EQ(read_all("1,\"open\n2,3\n"),
            (Records{{1, {}, "unterminated_quote"}, {2, {"2", "3"}, ""}}));
}

TEST(Csv, NamesAStrayQuoteAndReadsTheLinesAfterIt) {
  EXPECT_EQ(read_all("1,a\"b,c\n\"x\"y,1\n2,3\n"),
            (Records{{1, {}, "stray_quote"}, {2, {}, "stray_quote"}, {3, {"2", "3"}, ""}}));
}

TEST(Csv, NamesALineBeyondTheLimitAndReadsTheNextOne) {
  const std::string filler(kCsvRecordBytesMax + 1, 'x');
  const auto text = fmt::format("{}\n\"{}\"\n1\n", filler, filler);
  EXPECT_EQ(read_all(text),
            (Records{{1, {}, "line_too_long"}, {2, {}, "line_too_long"}, {3, {"1"}, ""}}));
}

TEST(Csv, KeepsTheRawTextOfARecord) {
  CsvReader reader("a,\"b\nc\",d\r\n");
  CsvRecord record;
  ASSERT_TRUE(reader.next(record));
  EXPECT_EQ(record.raw, "a,\"b\nc\",d");
}

TEST(Csv, FindsNothingInAnEmptyText) {
  EXPECT_EQ(read_all(""), Records{});
  EXPECT_EQ(read_all("\n\r\n"), Records{});
}

}  // namespace
}  // namespace aots::data
