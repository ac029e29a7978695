// A YAML document as a plain tree that remembers lines, for strict readers that report every error
// at once.
//
// Scalars stay text; whoever reads a key decides what it must be. Lines and columns count from 1.
// Not accepted, because a configuration that needs them is a mistake: several documents in one
// file, keys that are no scalars, the same key twice in a mapping, and more than kYamlNodesMax
// nodes (aliases expand).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aots {

inline constexpr std::size_t kYamlNodesMax = 100'000;
inline constexpr int kYamlDepthMax = 64;

enum class YamlKind { kNull, kScalar, kSequence, kMapping };
// "nothing", "a value", "a list", "a section": for messages.
std::string_view to_string(YamlKind kind);

struct YamlEntry;

struct YamlNode {
  YamlKind kind = YamlKind::kNull;
  int line = 1;
  int column = 1;
  std::string scalar;              // kScalar: the text, unquoted
  bool quoted = false;             // kScalar: written in quotes, so that "5" is a text
  std::vector<YamlNode> items;     // kSequence
  std::vector<YamlEntry> entries;  // kMapping, in the order of the file

  // The value of a key of a mapping; nullptr when there is none.
  const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  int line = 1;  // of the key
  int column = 1;
  YamlNode value;
};

// Something in a readable document that no strict reader accepts: a key given twice or no word.
struct YamlProblem {
  int line = 1;
  int column = 1;
  std::string path;  // of the key, "risk.max_positions"; of its section where the key is no word
  std::string text;  // what was found, what was expected
};

// The document; an empty one is kNull. ErrorCode::kConfig with `name`, line and column otherwise.
Result<YamlNode> parse_yaml(std::string_view text, std::string_view name);
// The same, with the entries that are problems left out and listed, for readers that report every
// error at once.
Result<YamlNode> parse_yaml(std::string_view text, std::string_view name,
                            std::vector<YamlProblem>& problems);

}  // namespace aots
