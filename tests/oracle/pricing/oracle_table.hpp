// The tables of reference values beside the tests: CSV with a header line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aots::pricing {

using Row = std::map<std::string, std::string, std::less<>>;

std::vector<Row> read_table(std::string_view name);
double number(const Row& row, std::string_view column);

}  // namespace aots::pricing
