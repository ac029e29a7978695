// ColumnFile: a table of named columns, written as one Parquet file that any tool reads.
//
// For results, not for the lake. The same columns give the same bytes; an absent cell is a null.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"

namespace aots::data {

using RealCells = std::vector<std::optional<double>>;
using IntegerCells = std::vector<std::optional<std::int64_t>>;
using TextCells = std::vector<std::optional<std::string>>;

struct TableColumn {
  std::string name;
  std::variant<RealCells, IntegerCells, TextCells> cells;  // one a row

  std::size_t rows() const {
    return std::visit([](const auto& values) { return values.size(); }, cells);
  }
};

// At least one column, all of one length, no two of one name. Readers see the file whole or not at
// all. kIo where it cannot be written.
Status write_column_file(const Path& file, std::span<const TableColumn> columns);

}  // namespace aots::data
