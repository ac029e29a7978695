#include "base/detail/config_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace aots::detail {
namespace {

constexpr std::size_t kQuotedLengthMax = 60;

// A number that somebody gave a unit: "5%", "$5", "30 days".
struct UnitValue {
  std::string_view number;
  std::string_view unit;
};

bool is_unit(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return text == "%" || text == "$" ||
         (!text.empty() && std::all_of(text.begin(), text.end(), is_letter));
}

std::optional<UnitValue> split_unit(std::string_view text) {
  if (text.starts_with('$') && parse_double(trim(text.substr(1)))) {
    return UnitValue{trim(text.substr(1)), "$"};
  }
  for (std::size_t length = text.size(); length > 0; --length) {
    const auto number = trim(text.substr(0, length));
    const auto unit = trim(text.substr(length));
    if (parse_double(number) && is_unit(unit)) return UnitValue{number, unit};
  }
  return std::nullopt;
}

// The plain number that the value with a unit should have been.
std::string without_unit(const UnitValue& value, const ConfigField& field) {
  const bool wants_percent =
      field.unit.find("percent") != std::string::npos || field.unit.find('%') != std::string::npos;
  if (value.unit == "%" && field.type == kNumber && !wants_percent) {
    // Shifting the decimal point in the text keeps 0.7% from becoming 0.006999999999999999.
    if (const auto fraction = parse_double(std::string(value.number) + "e-2")) {
      return format_double(*fraction);
    }
  }
  return std::string(value.number);
}

}  // namespace

std::string found(std::string_view text) {
  if (text.empty()) return "found nothing";
  if (text.size() <= kQuotedLengthMax) return fmt::format("found '{}'", text);
  // Not in the middle of a UTF-8 character.
  std::size_t length = kQuotedLengthMax;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U) --length;
  return fmt::format("found '{}...'", text.substr(0, length));
}

std::string expectation(const ConfigField& field) {
  std::string text;
  if (field.type == kNumber) {
    text = "a number";
  } else if (field.type == kInteger) {
    text = "an integer";
  } else if (field.type == kFlag) {
    text = "true or false";
  } else if (field.type == kText) {
    text = "a text";
  } else if (field.type == kTexts) {
    text = "a list such as [a, b]";
  } else if (field.type == kDate) {
    text = "a date such as 2019-05-27, or null";
  } else {
    text = fmt::format("one of {}", fmt::join(split(field.type, '|'), ", "));
  }
  const bool is_one_sided = field.range.starts_with('<') || field.range.starts_with('>');
  if (!field.range.empty()) text += fmt::format("{}{}", is_one_sided ? " " : " in ", field.range);
  if (!field.unit.empty()) text += fmt::format(" ({})", field.unit);
  return text;
}

std::string not_a_number(std::string_view text, const ConfigField& field) {
  const auto value = split_unit(text);
  if (!value) return fmt::format("{}, expected {}", found(text), expectation(field));
  return fmt::format("{} with a unit, expected a plain number: write {}, the unit is {}",
                     found(text), without_unit(*value, field),
                     field.unit.empty() ? "none" : field.unit);
}

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string yaml_text(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '/';
  };
  const bool is_bare = !text.empty() && to_lower(text) != kNothing &&
                       std::all_of(text.begin(), text.end(), is_plain);
  return is_bare ? std::string(text) : json_text(text);
}

std::string list_text(const std::vector<std::string>& items) {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(json_text(item));
  return '[' + join(texts, ",") + ']';
}

std::optional<std::vector<std::string>> parse_items(std::string_view text) {
  std::vector<std::string> items;
  text = trim(text);
  while (!text.empty()) {
    std::string item;
    if (text.front() == '"') {
      std::size_t at = 1;
      for (; at < text.size(); ++at) {
        if (text[at] == '"' && !text.substr(at).starts_with("\"\"")) break;
        if (text[at] == '"') ++at;
        item += text[at];
      }
      if (at >= text.size()) return std::nullopt;
      text = trim(text.substr(at + 1));
      if (!text.empty() && text.front() != ',') return std::nullopt;
    } else {
      const auto bare = text.substr(0, text.find(','));
      item = trim(bare);
      if (item.empty()) return std::nullopt;
      text.remove_prefix(bare.size());
    }
    items.push_back(std::move(item));
    if (text.empty()) break;
    text = trim(text.substr(1));
    if (text.empty()) return std::nullopt;
  }
  return items;
}

std::string item_list(const std::vector<std::string>& items) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += ',';
    text += '"';
    for (const char c : item) {
      if (c == '"') text += '"';
      text += c;
    }
    text += '"';
  }
  return text;
}

}  // namespace aots::detail
