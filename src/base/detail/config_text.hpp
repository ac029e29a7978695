// The texts of a configuration: how values are written and read, and how errors about them speak.
// Private to base/config.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"

namespace aots::detail {

inline constexpr std::string_view kNumber = "number";
inline constexpr std::string_view kInteger = "integer";
inline constexpr std::string_view kFlag = "true|false";
inline constexpr std::string_view kText = "text";
inline constexpr std::string_view kTexts = "list of texts";
inline constexpr std::string_view kDate = "date";
inline constexpr std::string_view kNothing = "null";  // how an absent date is written

// "found '1.5'", shortened where the text is long.
std::string found(std::string_view text);
// "a number in 0 .. 1 (fraction of equity)"
std::string expectation(const ConfigField& field);
// What is wrong with a text that is no plain number; a unit in it is named, with its remedy.
std::string not_a_number(std::string_view text, const ConfigField& field);

// A text in double quotes, valid in JSON and in YAML.
std::string json_text(std::string_view text);
// A text as YAML: bare where nothing in it can be mistaken.
std::string yaml_text(std::string_view text);
// ["a","b"]: valid in JSON and in YAML.
std::string list_text(const std::vector<std::string>& items);

// The items of a comma-separated list; an item in double quotes is taken as it stands, and a quote
// inside is doubled (RFC 4180). Nothing where a quote is not closed or a bare item is empty.
std::optional<std::vector<std::string>> parse_items(std::string_view text);
// The same items as one text that parse_items reads back.
std::string item_list(const std::vector<std::string>& items);

}  // namespace aots::detail
