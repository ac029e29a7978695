#include "data/store/column_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "data/store/detail/duckdb.hpp"

namespace aots::data {
namespace {

using detail::DuckStatus;
using detail::TableWriter;

constexpr int kMemoryMib = 512;

// Names of types, and the place of a chunk's cells: as many as there are kinds of cells.
const char* type_of(const RealCells&) { return "DOUBLE"; }
const char* type_of(const IntegerCells&) { return "BIGINT"; }
const char* type_of(const TextCells&) { return "VARCHAR"; }

void put(TableWriter& writer, std::size_t column, std::size_t row, double value) {
  writer.values<double>(column)[row] = value;
}
void put(TableWriter& writer, std::size_t column, std::size_t row, std::int64_t value) {
  writer.values<std::int64_t>(column)[row] = value;
}
void put(TableWriter& writer, std::size_t column, std::size_t row, const std::string& value) {
  writer.set_text(column, row, value);
}

DuckStatus append_rows(TableWriter& writer, std::span<const TableColumn> columns) {
  const std::size_t count = columns.front().rows();
  for (std::size_t start = 0; start < count; start += TableWriter::kChunkRows) {
    const std::size_t rows = std::min(TableWriter::kChunkRows, count - start);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      std::visit(
          [&](const auto& cells) {
            for (std::size_t row = 0; row < rows; ++row) {
              if (const auto& value = cells[start + row]) {
                put(writer, c, row, *value);
              } else {
                writer.set_absent(c, row);
              }
            }
          },
          columns[c].cells);
    }
    AOTS_CHECK_OK(writer.append_chunk(rows));
  }
  return {};
}

DuckStatus write_parquet(std::span<const TableColumn> columns, const Path& file) {
  AOTS_TRY(database, detail::Database::open({.threads = 1, .memory_mib = kMemoryMib}));
  std::vector<std::string> types;
  for (const TableColumn& column : columns) {
    const char* type = std::visit([](const auto& cells) { return type_of(cells); }, column.cells);
    types.push_back(fmt::format("{} {}", detail::quoted_name(column.name), type));
  }
  AOTS_TRY(writer, database.create_table(join(types, ", ")));
  AOTS_CHECK_OK(append_rows(writer, columns));
  return writer.copy_to("SELECT * FROM staged", file.string(),
                        "FORMAT parquet, COMPRESSION lz4_raw");
}

}  // namespace

Status write_column_file(const Path& file, std::span<const TableColumn> columns) {
  AOTS_EXPECTS(!columns.empty());
  for (const TableColumn& column : columns) AOTS_EXPECTS(column.rows() == columns[0].rows());
  const Path temporary = file.parent_path() / ('.' + file.filename().string() + ".tmp");
  if (const auto status = write_parquet(columns, temporary); !status) {
    return fail(ErrorCode::kIo, "cannot write {}: {}; check the space on the disk",
                temporary.string(), status.error());
  }
  return publish_file(temporary, file);
}

}  // namespace aots::data
