#include "base/config.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/contract.hpp"
#include "base/text.hpp"

namespace aots {
namespace {

constexpr std::string_view kNumber = "number";
constexpr std::string_view kInteger = "integer";
constexpr std::string_view kFlag = "true|false";
constexpr std::string_view kText = "text";
constexpr std::string_view kTexts = "list of texts";
constexpr std::string_view kDate = "date";
constexpr std::string_view kNothing = "null";  // how an absent date is written

constexpr std::size_t kQuotedLengthMax = 60;

// ---------------------------------------------------------------------------- messages

std::string found(std::string_view text) {
  if (text.empty()) return "found nothing";
  if (text.size() <= kQuotedLengthMax) return fmt::format("found '{}'", text);
  return fmt::format("found '{}...'", text.substr(0, kQuotedLengthMax));
}

// "a number in 0 .. 1 (fraction of equity)"
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
  if (!field.range.empty()) text += fmt::format(" in {}", field.range);
  if (!field.unit.empty()) text += fmt::format(" ({})", field.unit);
  return text;
}

template <class T, class Print>
std::string range_text(T min, T max, T lowest, T highest, Print print) {
  if (min == lowest && max == highest) return "";
  if (max == highest) return fmt::format(">= {}", print(min));
  if (min == lowest) return fmt::format("<= {}", print(max));
  return fmt::format("{} .. {}", print(min), print(max));
}

// ---------------------------------------------------------------------------- units

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
  const bool wants_percent = field.unit.find("percent") != std::string::npos ||
                             field.unit.find('%') != std::string::npos;
  if (value.unit == "%" && !wants_percent) {
    // Shifting the decimal point in the text keeps 0.7% from becoming 0.006999999999999999.
    if (const auto fraction = parse_double(std::string(value.number) + "e-2")) {
      return format_double(*fraction);
    }
  }
  return std::string(value.number);
}

// What is wrong with a text that is no plain number.
std::string not_a_number(std::string_view text, const ConfigField& field) {
  const auto value = split_unit(text);
  if (!value) return fmt::format("{}, expected {}", found(text), expectation(field));
  return fmt::format("{} with a unit, expected a plain number: write {}, the unit is {}",
                     found(text), without_unit(*value, field),
                     field.unit.empty() ? "none" : field.unit);
}

// ---------------------------------------------------------------------------- scalars and lists

// A text in double quotes, valid in JSON and in YAML.
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

// A text as YAML: bare where nothing in it can be mistaken.
std::string yaml_text(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.' || c == '/';
  };
  const bool is_bare = !text.empty() && to_lower(text) != kNothing &&
                       std::all_of(text.begin(), text.end(), is_plain);
  return is_bare ? std::string(text) : json_text(text);
}

// ["a","b"]: valid in JSON and in YAML.
std::string list_text(const std::vector<std::string>& items) {
  std::vector<std::string> texts;
  for (const auto& item : items) texts.push_back(json_text(item));
  return '[' + join(texts, ",") + ']';
}

// The items of a comma-separated list; an item in double quotes is taken as it stands, and a quote
// inside is doubled (RFC 4180). Nothing where a quote is not closed or a bare item is empty.
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

// The same items as one text that parse_items reads back.
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

// ---------------------------------------------------------------------------- keys

bool is_section(const std::vector<ConfigField>& fields, std::string_view path) {
  const std::string prefix = std::string(path) + '.';
  return std::any_of(fields.begin(), fields.end(),
                     [&](const ConfigField& field) { return field.path.starts_with(prefix); });
}

const ConfigField* find_field(const std::vector<ConfigField>& fields, std::string_view path) {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [&](const ConfigField& field) { return field.path == path; });
  return at == fields.end() ? nullptr : &*at;
}

// The keys that may stand in a section ("" is the whole document), in the order of their binding.
std::vector<std::string> keys_in(const std::vector<ConfigField>& fields, std::string_view section) {
  const std::string prefix = section.empty() ? "" : std::string(section) + '.';
  std::vector<std::string> keys;
  for (const auto& field : fields) {
    if (!field.path.starts_with(prefix)) continue;
    const auto rest = std::string_view(field.path).substr(prefix.size());
    const std::string key(rest.substr(0, rest.find('.')));
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

// The known path that an unknown one may have meant: a neighbour, the same key elsewhere, or a path
// that is spelled nearly so.
std::optional<std::string> suggestion(const std::vector<ConfigField>& fields,
                                      std::string_view section, std::string_view key) {
  const std::string prefix = section.empty() ? "" : std::string(section) + '.';
  if (const auto near = closest(key, keys_in(fields, section))) return prefix + *near;
  std::vector<std::string> paths;
  for (const auto& field : fields) {
    if (field.path.ends_with('.' + std::string(key))) return field.path;
    paths.push_back(field.path);
  }
  return closest(prefix + std::string(key), paths);
}

std::string unknown_key(const std::vector<ConfigField>& fields, std::string_view section,
                        std::string_view key) {
  if (const auto near = suggestion(fields, section, key)) {
    return fmt::format("found an unknown key, did you mean {}?", *near);
  }
  return fmt::format("found an unknown key, expected one of {}",
                     fmt::join(keys_in(fields, section), ", "));
}

// ---------------------------------------------------------------------------- reading YAML

class YamlReader {
 public:
  YamlReader(const std::vector<ConfigField>& fields, std::string_view name)
      : fields_(fields), name_(name) {}

  std::vector<std::string> read(std::string_view yaml) {
    try {
      const auto documents = YAML::LoadAll(std::string(yaml));
      if (documents.size() > 1) {
        report(documents[1].Mark(), "a second document",
               "found '---' in the middle, expected one document in the file");
      } else if (!documents.empty()) {
        read_root(documents[0]);
      }
    } catch (const YAML::Exception& error) {
      report(error.mark, fmt::format("column {}", error.mark.column + 1),
             fmt::format("found text that is not YAML ({}), expected 'key: value' lines",
                         error.msg));
    }
    return std::move(errors_);
  }

 private:
  void report(const YAML::Mark& mark, std::string_view key, std::string_view text) {
    errors_.push_back(fmt::format("{}:{}: {}: {}", name_, mark.line + 1, key, text));
  }

  void read_root(const YAML::Node& root) {
    if (root.IsNull()) return;
    if (root.IsMap()) {
      read_section(root, "");
    } else {
      report(root.Mark(), "the document",
             fmt::format("found {}, expected 'key: value' lines",
                         root.IsSequence() ? "a list" : "a single value"));
    }
  }

  void read_section(const YAML::Node& section, const std::string& path) {
    std::map<std::string, int> first_lines;
    for (const auto& entry : section) {
      const YAML::Node& key = entry.first;
      if (!key.IsScalar()) {
        report(key.Mark(), path.empty() ? "the document" : path,
               "found a key that is no text, expected 'key: value' lines");
        continue;
      }
      const std::string& name = key.Scalar();
      const std::string full = path.empty() ? name : path + '.' + name;
      const auto [first, is_new] = first_lines.emplace(name, key.Mark().line + 1);
      if (!is_new) {
        report(key.Mark(), full,
               fmt::format("found a second time, expected once (first on line {}): remove one",
                           first->second));
        continue;
      }
      read_entry(key, entry.second, path, full);
    }
  }

  void read_entry(const YAML::Node& key, const YAML::Node& value, const std::string& section,
                  const std::string& path) {
    const auto* field = find_field(fields_, path);
    // A key with a dot in it is not the path that it looks like.
    if (key.Scalar().find('.') != std::string::npos) {
      report(key.Mark(), path, "found a dot in a key, expected a nested section");
    } else if (field != nullptr) {
      if (const auto error = read_value(*field, value)) report(key.Mark(), path, *error);
    } else if (!is_section(fields_, path)) {
      report(key.Mark(), path, unknown_key(fields_, section, key.Scalar()));
    } else if (value.IsMap()) {
      read_section(value, path);
    } else if (!value.IsNull()) {
      report(key.Mark(), path,
             fmt::format("{}, expected a section with {}",
                         value.IsSequence() ? "found a list" : found(value.Scalar()),
                         fmt::join(keys_in(fields_, path), ", ")));
    }
  }

  static std::optional<std::string> read_value(const ConfigField& field, const YAML::Node& value) {
    const auto wrong = [&](std::string_view what) {
      return fmt::format("found {}, expected {}", what, expectation(field));
    };
    if (value.IsMap()) return wrong("a section");
    if (field.is_list) return read_list(field, value);
    if (value.IsSequence()) return wrong("a list");
    if (value.IsNull()) {
      return field.type == kDate ? field.assign(kNothing) : wrong("nothing");
    }
    if (auto error = field.assign(value.Scalar())) return error;
    // yaml-cpp tags a scalar that stood in quotes with "!".
    if (value.Tag() == "!" && !field.is_text) {
      return wrong(fmt::format("'{}' in quotes, which makes it a text", value.Scalar())) +
             " without quotes";
    }
    return std::nullopt;
  }

  static std::optional<std::string> read_list(const ConfigField& field, const YAML::Node& value) {
    if (!value.IsSequence()) {
      return fmt::format("{}, expected {}", value.IsNull() ? "found nothing" : found(value.Scalar()),
                         expectation(field));
    }
    std::vector<std::string> items;
    for (const auto& item : value) {
      if (!item.IsScalar()) {
        return fmt::format("found an item on line {} that is no text, expected {}",
                           item.Mark().line + 1, expectation(field));
      }
      items.push_back(item.Scalar());
    }
    return field.assign(item_list(items));
  }

  const std::vector<ConfigField>& fields_;
  std::string_view name_;
  std::vector<std::string> errors_;
};

// ---------------------------------------------------------------------------- printing

// The fields as a tree of sections.
struct PrintNode {
  std::string name;
  const ConfigField* field = nullptr;
  std::vector<PrintNode> children{};
};

PrintNode print_tree(const std::vector<ConfigField>& fields) {
  PrintNode root;
  for (const auto& field : fields) {
    PrintNode* node = &root;
    for (const auto part : split(field.path, '.')) {
      auto& children = node->children;
      const auto at = std::find_if(children.begin(), children.end(),
                                   [&](const PrintNode& child) { return child.name == part; });
      if (at == children.end()) {
        children.push_back({.name = std::string(part)});
        node = &children.back();
      } else {
        node = &*at;
      }
    }
    node->field = &field;
  }
  return root;
}

bool is_absent_date(const ConfigField& field, std::string_view printed) {
  return field.type == kDate && printed == kNothing;
}

void append_yaml(std::string& text, const PrintNode& node, std::size_t depth) {
  for (const auto& child : node.children) {
    text += std::string(2 * depth, ' ') + yaml_text(child.name) + ':';
    if (child.field == nullptr) {
      text += '\n';
      append_yaml(text, child, depth + 1);
      continue;
    }
    const auto printed = child.field->print();
    const bool is_quotable = child.field->is_text && !is_absent_date(*child.field, printed);
    text += ' ' + (is_quotable && child.field->type != kDate ? yaml_text(printed) : printed) + '\n';
  }
}

void append_json(std::string& text, PrintNode node) {
  std::sort(node.children.begin(), node.children.end(),
            [](const PrintNode& a, const PrintNode& b) { return a.name < b.name; });
  text += '{';
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const auto& child = node.children[i];
    if (i > 0) text += ',';
    text += json_text(child.name) + ':';
    if (child.field == nullptr) {
      append_json(text, child);
      continue;
    }
    const auto printed = child.field->print();
    const bool is_quotable = child.field->is_text && !is_absent_date(*child.field, printed);
    text += is_quotable ? json_text(printed) : printed;
  }
  text += '}';
}

}  // namespace

// ---------------------------------------------------------------------------- ConfigBinder

ConfigBinder::Scope ConfigBinder::section(std::string_view name) {
  AOTS_EXPECTS(!name.empty());
  const std::size_t restore = prefix_.size();
  prefix_ += name;
  prefix_ += '.';
  return {*this, restore};
}

void ConfigBinder::add(std::string_view key, ConfigField field) {
  AOTS_EXPECTS(!key.empty());
  field.path = prefix_ + std::string(key);
  AOTS_EXPECTS(find_field(fields_, field.path) == nullptr);
  AOTS_EXPECTS(!is_section(fields_, field.path));
  const auto printed = field.print();
  const bool is_bare = !field.is_text || is_absent_date(field, printed) || field.type == kDate;
  field.default_text = is_bare ? printed : yaml_text(printed);
  fields_.push_back(std::move(field));
}

void ConfigBinder::real(std::string_view key, double& value, RealSpec spec) {
  ConfigField field{.type = std::string(kNumber), .unit = spec.unit, .meaning = spec.meaning};
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  field.range = range_text(spec.min, spec.max, -kInfinity, kInfinity, format_double);
  field.print = [&value] { return format_double(value); };
  field.assign = [&value, described = field, min = spec.min,
                  max = spec.max](std::string_view text) -> std::optional<std::string> {
    const auto number = parse_double(text);
    if (!number) return not_a_number(text, described);
    if (*number < min || *number > max) {
      return fmt::format("{} out of range, expected {}", found(text), expectation(described));
    }
    value = *number;
    return std::nullopt;
  };
  add(key, std::move(field));
}

void ConfigBinder::integer(std::string_view key, std::int64_t& value, IntegerSpec spec) {
  using Limits = std::numeric_limits<std::int64_t>;
  ConfigField field{.type = std::string(kInteger), .unit = spec.unit, .meaning = spec.meaning};
  const auto print = [](std::int64_t number) { return std::to_string(number); };
  field.range = range_text(spec.min, spec.max, Limits::min(), Limits::max(), print);
  field.print = [&value] { return std::to_string(value); };
  field.assign = [&value, described = field, min = spec.min,
                  max = spec.max](std::string_view text) -> std::optional<std::string> {
    const auto number = parse_int(text);
    if (!number) return not_a_number(text, described);
    if (*number < min || *number > max) {
      return fmt::format("{} out of range, expected {}", found(text), expectation(described));
    }
    value = *number;
    return std::nullopt;
  };
  add(key, std::move(field));
}

void ConfigBinder::flag(std::string_view key, bool& value, std::string meaning) {
  ConfigField field{.type = std::string(kFlag), .meaning = std::move(meaning)};
  field.print = [&value] { return std::string(value ? "true" : "false"); };
  field.assign = [&value](std::string_view text) -> std::optional<std::string> {
    if (text != "true" && text != "false") {
      return fmt::format("{}, expected true or false", found(text));
    }
    value = text == "true";
    return std::nullopt;
  };
  add(key, std::move(field));
}

void ConfigBinder::text(std::string_view key, std::string& value, std::string meaning) {
  ConfigField field{.type = std::string(kText), .meaning = std::move(meaning), .is_text = true};
  field.print = [&value] { return value; };
  field.assign = [&value](std::string_view text) -> std::optional<std::string> {
    value = std::string(text);
    return std::nullopt;
  };
  add(key, std::move(field));
}

void ConfigBinder::texts(std::string_view key, std::vector<std::string>& value,
                         std::string meaning) {
  ConfigField field{.type = std::string(kTexts), .meaning = std::move(meaning), .is_list = true};
  field.print = [&value] { return list_text(value); };
  field.assign = [&value, described = field](std::string_view text) -> std::optional<std::string> {
    auto items = parse_items(text);
    if (!items) return fmt::format("{}, expected items separated by single commas", found(text));
    value = std::move(*items);
    return std::nullopt;
  };
  add(key, std::move(field));
}

void ConfigBinder::optional_date(std::string_view key, std::optional<Date>& value,
                                 std::string meaning) {
  ConfigField field{.type = std::string(kDate), .meaning = std::move(meaning), .is_text = true};
  field.print = [&value] { return value ? to_string(*value) : std::string(kNothing); };
  field.assign = [&value, described = field](std::string_view text) -> std::optional<std::string> {
    const auto date = parse_date(text);
    if (!date && text != kNothing && !text.empty()) {
      return fmt::format("{}, expected {}", found(text), expectation(described));
    }
    value = date;
    return std::nullopt;
  };
  add(key, std::move(field));
}

void ConfigBinder::choice(std::string_view key, std::string& value, std::vector<std::string> words,
                          std::string meaning) {
  AOTS_EXPECTS(std::find(words.begin(), words.end(), value) != words.end());
  ConfigField field{.type = join(words, "|"), .meaning = std::move(meaning), .is_text = true};
  field.print = [&value] { return value; };
  field.assign = [&value, described = field, words = std::move(words)](
                     std::string_view text) -> std::optional<std::string> {
    if (std::find(words.begin(), words.end(), text) == words.end()) {
      auto error = fmt::format("{}, expected {}", found(text), expectation(described));
      if (const auto near = closest(text, words)) error += fmt::format(": did you mean {}?", *near);
      return error;
    }
    value = std::string(text);
    return std::nullopt;
  };
  add(key, std::move(field));
}

Status ConfigBinder::read_yaml(std::string_view yaml, std::string_view name) {
  const auto errors = YamlReader(fields_, name).read(yaml);
  if (errors.empty()) return {};
  return tl::unexpected<Error>(Error{ErrorCode::kConfig, join(errors, "\n")});
}

Status ConfigBinder::set(std::string_view assignment) {
  const auto at = assignment.find('=');
  if (at == std::string_view::npos) {
    return fail(ErrorCode::kUsage, "--set: {}, expected key.path=value", found(assignment));
  }
  const auto path = trim(assignment.substr(0, at));
  auto value = assignment.substr(at + 1);
  const auto* field = find_field(fields_, path);
  if (field == nullptr) {
    if (is_section(fields_, path)) {
      return fail(ErrorCode::kConfig, "--set: {}: found a section, expected one of its keys: {}",
                  path, fmt::join(keys_in(fields_, path), ", "));
    }
    const auto dot = path.rfind('.');
    const bool is_nested = dot != std::string_view::npos;
    return fail(ErrorCode::kConfig, "--set: {}: {}", path,
                unknown_key(fields_, is_nested ? path.substr(0, dot) : std::string_view{},
                            is_nested ? path.substr(dot + 1) : path));
  }
  if (field->is_list && value.starts_with('[') && value.ends_with(']')) {
    value = value.substr(1, value.size() - 2);
  }
  if (const auto error = field->assign(value)) {
    return fail(ErrorCode::kConfig, "--set: {}: {}", path, *error);
  }
  return {};
}

std::string ConfigBinder::to_yaml() const {
  std::string text;
  append_yaml(text, print_tree(fields_), 0);
  return text;
}

std::string ConfigBinder::to_json() const {
  std::string text;
  append_json(text, print_tree(fields_));
  return text;
}

}  // namespace aots
