// Whatever fields are written as RFC 4180 asks, the same fields are read; and no bytes break the
// reader.
#include "data/source/csv.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.hpp"

namespace aots::data {
namespace {

using Row = std::vector<std::string>;

std::string written(const std::vector<Row>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + csv_field(row[i]);
    text += '\n';
  }
  return text;
}

RC_GTEST_PROP(CsvProperty, ReadsBackWhatWasWritten, ()) {
  const auto field =
      rc::gen::container<std::string>(rc::gen::element('a', '1', ',', '"', '\n', ' '));
  const auto row =
      rc::gen::suchThat(rc::gen::nonEmpty(rc::gen::container<Row>(field)), [](const Row& r) {
        return r.size() > 1 || !r.front().empty();  // a row of one empty field is an empty line
      });
  const auto rows = *rc::gen::container<std::vector<Row>>(row);
  const auto text = written(rows);
  CsvReader reader(text);
  CsvRecord record;
  std::vector<Row> read;
  while (reader.next(record)) {
    RC_ASSERT(record.defect.empty());
    read.emplace_back(record.fields.begin(), record.fields.end());
  }
  RC_ASSERT(read == rows);
}

RC_GTEST_PROP(CsvProperty, ReadsAnyBytesToTheEnd, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('a', ',', '"', '\n', '\r', '\0', '\xEF', '\xBB'));
  CsvReader reader(text);
  CsvRecord record;
  std::size_t records = 0;
  std::int64_t line = 0;
  while (reader.next(record)) {
    RC_ASSERT(record.line > line);
    line = record.line;
    RC_ASSERT(record.defect.empty() != record.fields.empty());
    ++records;
  }
  RC_ASSERT(records <= text.size());
}

}  // namespace
}  // namespace aots::data
