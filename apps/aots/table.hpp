// Table: rows of typed cells that a command prints as text, as CSV or as JSON.
//
// CSV and JSON carry numbers in the shortest form that reads back to the same value, and an absent
// cell as nothing or null; the text form rounds to the column's decimals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/time.hpp"
#include "domain/fixed.hpp"

namespace aots::app {

enum class OutputForm { kText, kCsv, kJson };

// The flags --csv and --json of a command, as they are registered.
struct OutputFlags {
  bool csv = false;
  bool json = false;

  OutputForm form() const {
    if (json) return OutputForm::kJson;
    return csv ? OutputForm::kCsv : OutputForm::kText;
  }
};
void add_output_flags(CLI::App& app, OutputFlags& flags);

using Cell = std::variant<std::monostate, std::string, std::int64_t, double, bool>;

inline Cell cell(std::optional<double> value) { return value ? Cell(*value) : Cell(); }
inline Cell cell(std::optional<std::int64_t> value) { return value ? Cell(*value) : Cell(); }
inline Cell cell(std::optional<Price> value) { return value ? Cell(value->to_double()) : Cell(); }
inline Cell cell(int value) { return Cell(std::int64_t{value}); }
inline Cell cell(Date value) { return Cell(to_string(value)); }
inline Cell cell(std::string_view value) { return Cell(std::string(value)); }

struct Column {
  std::string name;
  int decimals = 2;  // of real numbers, in the text form
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void add(std::vector<Cell> row);
  std::size_t row_count() const { return rows_.size(); }

  std::string text() const;
  std::string csv() const;
  // An array of objects, one a row, with the columns as keys.
  std::string json() const;
  std::string render(OutputForm form) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace aots::app
