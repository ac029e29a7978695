// What the tests of the formats share: a parser by its kind, and what it made of a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "data/source/format.hpp"

namespace aots::data {

struct FileOf {
  std::string_view text;
  std::string_view name = "test.json";
  std::string_view symbol = "SPY";
  std::vector<ArchiveMember> members = {};
};

inline Result<ParsedFile> parse_as(std::string_view kind, const FileOf& file) {
  for (const auto& format : formats()) {
    if (format.kind != kind) continue;
    return format.parse({.text = file.text,
                         .name = file.name,
                         .symbol = Symbol(std::string(file.symbol)),
                         .members = file.members});
  }
  return fail(ErrorCode::kInternal, "no format {}", kind);
}

// Rules of the rejected rows with the lines they stand on.
inline std::vector<std::string> rules_of(const ParsedFile& file) {
  std::vector<std::string> rules;
  for (const auto& row : file.rejected) rules.push_back(row.rule);
  return rules;
}

template <class Record>
const SourceRows<Record>& rows_of(const ParsedFile& file) {
  return std::get<SourceRows<Record>>(file.rows);
}

}  // namespace aots::data
