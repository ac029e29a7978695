// Writing, reading and digesting the records of a table that records.hpp declares.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "data/store/detail/cell.hpp"
#include "data/store/detail/duckdb.hpp"
#include "data/store/detail/records.hpp"

namespace aots::data::detail {

template <class Record>
std::string column_definitions() {
  std::string out;
  Record record;
  Table<Record>::fields(record, [&out](std::string_view name, auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", quoted_name(name), Cell<Value>::kType);
  });
  return out;
}

template <class Record>
std::string column_names() {
  std::string out;
  Record record;
  Table<Record>::fields(record, [&out](std::string_view name, auto&) {
    if (!out.empty()) out += ", ";
    out += quoted_name(name);
  });
  return out;
}

// The name of the first field that a column cannot hold without loss; empty when all can be held.
template <class Record>
std::string_view unstorable_field(const Record& record) {
  std::string_view found;
  Table<Record>::fields(record, [&found](std::string_view name, const auto& value) {
    using Value = std::remove_cvref_t<decltype(value)>;
    if (found.empty() && !Cell<Value>::storable(value)) found = name;
  });
  return found;
}

template <class Record>
std::string digest_of(const std::vector<const Record*>& records) {
  // On the heap: it carries a buffer.
  const auto digest = std::make_unique<RowDigest>(Table<Record>::kName);
  for (const auto* record : records) {
    Table<Record>::fields(*record, [&digest](std::string_view, const auto& value) {
      Cell<std::remove_cvref_t<decltype(value)>>::digest(*digest, value);
    });
  }
  return digest->hex();
}

template <class Record>
DuckStatus append_records(TableWriter& writer, const std::vector<const Record*>& records) {
  for (std::size_t start = 0; start < records.size(); start += TableWriter::kChunkRows) {
    const auto rows = std::min(TableWriter::kChunkRows, records.size() - start);
    for (std::size_t row = 0; row < rows; ++row) {
      std::size_t column = 0;
      Table<Record>::fields(*records[start + row], [&](std::string_view, const auto& value) {
        Cell<std::remove_cvref_t<decltype(value)>>::put(writer, column++, row, value);
      });
    }
    AOTS_CHECK_OK(writer.append_chunk(rows));
  }
  return {};
}

// `condition` is what follows WHERE, or empty.
template <class Record>
DuckResult<std::vector<Record>> read_records(const Database& database, const std::string& file,
                                             const std::string& condition) {
  AOTS_TRY(rows, database.query(fmt::format("SELECT {} FROM read_parquet({}){}{}",
                                            column_names<Record>(), quoted_literal(file),
                                            condition.empty() ? "" : " WHERE ", condition)));
  std::vector<Record> records;
  for (;;) {
    AOTS_TRY(more, rows.next_chunk());
    if (!more) return records;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      std::size_t index = 0;
      std::string_view broken;
      Table<Record>::fields(records.emplace_back(), [&](std::string_view name, auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        const auto& column = rows.column(index++);
        const bool there = kMayBeAbsent<Value> || column.present(row);
        if (!there || !Cell<Value>::get(column, row, value)) broken = name;
      });
      if (!broken.empty()) {
        return tl::unexpected<std::string>(
            fmt::format("row {} has no usable {}", records.size(), broken));
      }
    }
  }
}

}  // namespace aots::data::detail
