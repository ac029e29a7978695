#include "data/source/json.hpp"

#include <algorithm>
#include <utility>

#include <simdjson.h>

namespace aots::data {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kPathsMax = 512;
constexpr std::size_t kPathDepthMax = 8;

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Collects the paths of a document that may break off.
class PathScanner {
 public:
  explicit PathScanner(std::string_view text) : text_(text) {}

  std::vector<std::string> scan() {
    value("", 0);
    return std::move(paths_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  // The text of the string that starts here; nothing when it does not end.
  std::optional<std::string_view> string() {
    const auto begin = at_ + 1;
    for (++at_; !at_end(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return text_.substr(begin, at_ - begin - 1);
      }
    }
    return std::nullopt;
  }

  void note(const std::string& path) {
    if (paths_.size() < kPathsMax && std::find(paths_.begin(), paths_.end(), path) == paths_.end())
      paths_.push_back(path);
  }

  // Whether the document goes on after the value.
  bool value(const std::string& path, std::size_t depth) {
    skip_blanks();
    if (at_end() || depth > kPathDepthMax) return false;
    if (peek() == '{') return object(path, depth);
    if (peek() == '[') return array(path, depth);
    if (peek() == '"') return string().has_value();
    const auto end = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    if (end == at_) return false;  // no value begins like this
    at_ = end;
    return !at_end();
  }

  bool object(const std::string& path, std::size_t depth) {
    ++at_;
    for (;;) {
      skip_blanks();
      if (peek() == ',') {
        ++at_;
        continue;
      }
      if (peek() == '}') {
        ++at_;
        return true;
      }
      if (peek() != '"') return false;
      const auto key = string();
      if (!key) return false;
      skip_blanks();
      if (peek() != ':') return false;
      ++at_;
      const auto inner = path.empty() ? std::string(*key) : fmt::format("{}.{}", path, *key);
      note(inner);
      if (!value(inner, depth + 1)) return false;
    }
  }

  bool array(const std::string& path, std::size_t depth) {
    ++at_;
    for (;;) {
      skip_blanks();
      if (peek() == ',') {
        ++at_;
        continue;
      }
      if (peek() == ']') {
        ++at_;
        return true;
      }
      if (!value(fmt::format("{}[]", path), depth + 1)) return false;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> paths_;
};

}  // namespace

Status check_json(std::string_view text, std::string_view name) {
  const auto body = without_mark(text);
  if (body.empty())
    return fail(ErrorCode::kData, "{} is empty: a JSON document was expected", name);
  simdjson::dom::parser parser;
  const auto allocated = parser.allocate(body.size(), kJsonDepthMax);
  if (allocated != simdjson::SUCCESS) {
    return fail(ErrorCode::kData, "{} is too large to be read as JSON ({} bytes): split it", name,
                body.size());
  }
  simdjson::dom::element document;
  const auto error = parser.parse(body.data(), body.size()).get(document);
  if (error == simdjson::SUCCESS) return {};
  if (error == simdjson::DEPTH_ERROR) {
    return fail(ErrorCode::kData,
                "{} is JSON nested deeper than {} levels, which no vendor's reply is; leave it out",
                name, kJsonDepthMax);
  }
  return fail(ErrorCode::kData,
              "{} is not readable as JSON ({} bytes): {} Copy or download the file again", name,
              body.size(), simdjson::error_message(error));
}

bool looks_like_json(std::string_view text) {
  const auto body = without_mark(text);
  return body.starts_with('{') || body.starts_with('[');
}

JsonView::JsonView(std::string_view text) : raw_(without_mark(text)) {}

std::string_view JsonView::scalar() const {
  if (is_object() || is_array() || is_null()) return {};
  if (raw_.size() >= 2 && raw_.front() == '"') return raw_.substr(1, raw_.size() - 2);
  return raw_;
}

std::vector<JsonView> JsonView::items() const {
  std::vector<JsonView> all;
  items([&all](JsonView item) { all.push_back(item); });
  return all;
}

std::optional<JsonView> JsonView::find(std::string_view path) const {
  const auto dot = path.find('.');
  const auto key = path.substr(0, dot);
  std::optional<JsonView> found;
  members([&](std::string_view name, JsonView value) {
    if (!found && name == key) found = value;
  });
  if (!found || dot == std::string_view::npos) return found;
  return found->find(path.substr(dot + 1));
}

std::size_t JsonView::skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
    ++at;
  }
  return at;
}

std::size_t JsonView::end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.size();
}

std::size_t JsonView::end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  if (text[at] == '"') return end_of_string(text, at);
  if (text[at] != '{' && text[at] != '[') {
    return std::min(text.find_first_of(",]} \t\r\n", at), text.size());
  }
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = end_of_string(text, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at;
  }
  return text.size();
}

std::vector<std::string> json_paths(std::string_view beginning) {
  return PathScanner(without_mark(beginning)).scan();
}

}  // namespace aots::data
