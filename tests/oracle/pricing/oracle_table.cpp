#include "oracle_table.hpp"

#include <cstdlib>

#include "base/file.hpp"
#include "base/text.hpp"

namespace aots::pricing {

std::vector<Row> read_table(std::string_view name) {
  const auto text = read_file(Path(AOTS_SOURCE_DIR) / "tests/oracle/pricing" / name);
  std::vector<Row> rows;
  std::vector<std::string_view> names;
  for (const std::string_view line : split(text.value(), '\n')) {
    if (line.empty()) continue;
    const auto fields = split(line, ',');
    if (names.empty()) {
      names = fields;
      continue;
    }
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) {
      row.emplace(std::string(names[i]), std::string(fields.at(i)));
    }
  }
  return rows;
}

double number(const Row& row, std::string_view column) {
  // strtod rounds correctly whatever the number of digits.
  return std::strtod(row.find(column)->second.c_str(), nullptr);
}

}  // namespace aots::pricing
