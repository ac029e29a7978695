#include "base/config.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "base/detail/config_text.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"

namespace aots {
namespace {

using detail::expectation;
using detail::found;
using detail::item_list;
using detail::json_text;
using detail::kDate;
using detail::kFlag;
using detail::kInteger;
using detail::kNothing;
using detail::kNumber;
using detail::kText;
using detail::kTexts;
using detail::list_text;
using detail::not_a_number;
using detail::parse_items;
using detail::yaml_text;

template <class T, class Print>
std::string range_text(T min, T max, T lowest, T highest, Print print) {
  if (min == lowest && max == highest) return "";
  if (max == highest) return fmt::format(">= {}", print(min));
  if (min == lowest) return fmt::format("<= {}", print(max));
  return fmt::format("{} .. {}", print(min), print(max));
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
  // A section that nobody knows has no keys: those of what encloses it.
  auto keys = keys_in(fields, section);
  while (keys.empty() && !section.empty()) {
    const std::size_t dot = section.rfind('.');
    section = dot == std::string_view::npos ? std::string_view{} : section.substr(0, dot);
    keys = keys_in(fields, section);
  }
  return fmt::format("found an unknown key, expected one of {}", fmt::join(keys, ", "));
}

// ---------------------------------------------------------------------------- reading YAML

// Hands the values of a document to the fields and collects what is wrong with it.
class DocumentReader {
 public:
  explicit DocumentReader(const std::vector<ConfigField>& fields) : fields_(fields) {}

  void read(const YamlNode& root) {
    if (root.kind == YamlKind::kNull) return;
    if (root.kind == YamlKind::kMapping) {
      read_section(root, "");
    } else {
      note(root.line, "the document",
           fmt::format("found {}, expected 'key: value' lines", to_string(root.kind)));
    }
  }

  void note(int line, std::string_view path, std::string_view text) {
    problems_.emplace_back(line, fmt::format("{}: {}", path, text));
  }

  // One line each, in the order of the file.
  std::vector<std::string> messages(std::string_view name) {
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> lines;
    for (const auto& [line, text] : problems_) {
      lines.push_back(fmt::format("{}:{}: {}", name, line, text));
    }
    return lines;
  }

 private:
  void read_section(const YamlNode& section, const std::string& path) {
    for (const auto& entry : section.entries) {
      const std::string full = path.empty() ? entry.key : path + '.' + entry.key;
      if (auto error = read_entry(entry, path, full)) note(entry.line, full, *error);
    }
  }

  std::optional<std::string> read_entry(const YamlEntry& entry, const std::string& section,
                                        const std::string& path) {
    // "risk.max_positions: 5" is not the key of that path.
    if (entry.key.find('.') != std::string::npos) {
      return "found a dot in a key, expected a section with the key in it";
    }
    if (const auto* field = find_field(fields_, path)) return read_value(*field, entry.value);
    if (!is_section(fields_, path)) return unknown_key(fields_, section, entry.key);
    switch (entry.value.kind) {
      case YamlKind::kMapping:
        read_section(entry.value, path);
        return std::nullopt;
      case YamlKind::kNull:
        return std::nullopt;
      case YamlKind::kScalar:
      case YamlKind::kSequence:
        break;
    }
    return fmt::format("{}, expected a section with {}", found_in(entry.value),
                       fmt::join(keys_in(fields_, path), ", "));
  }

  static std::optional<std::string> read_value(const ConfigField& field, const YamlNode& value) {
    if (field.may_be_absent && value.kind == YamlKind::kNull) return field.assign(kNothing);
    if (value.kind != (field.is_list ? YamlKind::kSequence : YamlKind::kScalar)) {
      return fmt::format("{}, expected {}", found_in(value), expectation(field));
    }
    if (field.is_list) return read_list(field, value);
    if (auto error = field.assign(value.scalar)) return error;
    if (value.quoted && !field.is_text) {
      return fmt::format("{} in quotes, expected {} without quotes", found(value.scalar),
                         expectation(field));
    }
    return std::nullopt;
  }

  static std::optional<std::string> read_list(const ConfigField& field, const YamlNode& value) {
    std::vector<std::string> items;
    for (const auto& item : value.items) {
      if (item.kind != YamlKind::kScalar) {
        return fmt::format("{} among the items, expected {}", found_in(item), expectation(field));
      }
      items.push_back(item.scalar);
    }
    return field.assign(item_list(items));
  }

  static std::string found_in(const YamlNode& value) {
    if (value.kind == YamlKind::kScalar) return found(value.scalar);
    return fmt::format("found {}", to_string(value.kind));
  }

  const std::vector<ConfigField>& fields_;
  std::vector<std::pair<int, std::string>> problems_;
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

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using IntegerLimits = std::numeric_limits<std::int64_t>;

std::string print_number(double number) { return format_double(number); }
std::string print_number(std::int64_t number) { return std::to_string(number); }
template <class T>
std::string print_number(const std::optional<T>& number) {
  return number ? print_number(*number) : std::string(kNothing);
}

ConfigField real_field(RealSpec& spec) {
  ConfigField field{.type = std::string(kNumber),
                    .unit = std::move(spec.unit),
                    .meaning = std::move(spec.meaning)};
  field.range = range_text(spec.min, spec.max, -kInfinity, kInfinity, format_double);
  return field;
}

ConfigField integer_field(IntegerSpec& spec) {
  ConfigField field{.type = std::string(kInteger),
                    .unit = std::move(spec.unit),
                    .meaning = std::move(spec.meaning)};
  const auto print = [](std::int64_t number) { return std::to_string(number); };
  field.range = range_text(spec.min, spec.max, IntegerLimits::min(), IntegerLimits::max(), print);
  return field;
}

// Completes a field of a number, or of one that may be absent.
template <class T, class Parse, class Number>
ConfigField number_field(ConfigField field, T& value, Number min, Number max, Parse parse) {
  field.print = [&value] { return print_number(value); };
  field.assign = [&value, described = field, min, max,
                  parse](std::string_view text) -> std::optional<std::string> {
    if constexpr (!std::is_same_v<T, Number>) {
      if (text == kNothing) {
        value.reset();
        return std::nullopt;
      }
    }
    const auto number = parse(text);
    if (!number) return not_a_number(text, described);
    if (*number < min || *number > max) {
      return fmt::format("{} out of range, expected {}", found(text), expectation(described));
    }
    value = *number;
    return std::nullopt;
  };
  return field;
}

}  // namespace

void ConfigBinder::real(std::string_view key, double& value, RealSpec spec) {
  add(key, number_field(real_field(spec), value, spec.min, spec.max, parse_double));
}

void ConfigBinder::integer(std::string_view key, std::int64_t& value, IntegerSpec spec) {
  add(key, number_field(integer_field(spec), value, spec.min, spec.max, parse_int));
}

void ConfigBinder::optional_real(std::string_view key, std::optional<double>& value,
                                 RealSpec spec) {
  ConfigField field = real_field(spec);
  field.may_be_absent = true;
  field.range += " or null";
  add(key, number_field(std::move(field), value, spec.min, spec.max, parse_double));
}

void ConfigBinder::optional_integer(std::string_view key, std::optional<std::int64_t>& value,
                                    IntegerSpec spec) {
  ConfigField field = integer_field(spec);
  field.may_be_absent = true;
  field.range += " or null";
  add(key, number_field(std::move(field), value, spec.min, spec.max, parse_int));
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
  ConfigField field{.type = std::string(kDate),
                    .meaning = std::move(meaning),
                    .may_be_absent = true,
                    .is_text = true};
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
  field.assign = [&value, described = field,
                  words = std::move(words)](std::string_view text) -> std::optional<std::string> {
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
  std::vector<YamlProblem> problems;
  AOTS_TRY(document, parse_yaml(yaml, name, problems));
  DocumentReader reader(fields_);
  for (const auto& problem : problems) reader.note(problem.line, problem.path, problem.text);
  reader.read(document);
  const auto errors = reader.messages(name);
  if (errors.empty()) return {};
  return fail(ErrorCode::kConfig, "{}", join(errors, "\n"));
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
