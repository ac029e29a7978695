// JsonRows: a JSON array of records read as a table.
//
// A record is a row and its members are the columns, named by their path ("last_quote.bid"); a
// missing member or null is a blank field. So the rules of FieldReader hold for replies as they do
// for CSV. The line of a row is the number of its record in the array, the first being 1.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "data/source/field_reader.hpp"
#include "data/source/json.hpp"

namespace aots::data {

// The fields of one record in the order of the columns.
CsvRecord json_record(JsonView object, std::int64_t number, const Columns& columns);

// Reads every record of an array with `read_row(FieldReader&) -> Record`.
template <class Record, class ReadRow>
void read_json_rows(JsonView array, std::span<const std::string_view> wanted, ParsedFile& parsed,
                    SourceRows<Record>& rows, const std::optional<Symbol>& symbol,
                    ReadRow read_row) {
  const auto columns = Columns::of(wanted);
  std::int64_t number = 0;
  array.items([&](JsonView item) {
    ++parsed.rows_read;
    const auto record = json_record(item, ++number, columns);
    FieldReader fields(record, columns, symbol ? std::string(symbol->str()) : std::string());
    Record value = read_row(fields);
    if (fields.ok()) {
      rows.push_back({std::move(value), record.line, record.raw});
    } else {
      parsed.rejected.push_back(fields.rejected());
    }
  });
}

}  // namespace aots::data
