// JsonView: a value inside JSON text, as the vendor wrote it.
//
// check_json decides whether a text is JSON at all; a view then walks text that passed, without a
// tree and without copies, so that numbers keep the digits that were written and a row of the
// quarantine shows the vendor's own text. Source: RFC 8259; checked by simdjson.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aots::data {

inline constexpr std::size_t kJsonDepthMax = 64;

// Error kData: damaged, not UTF-8, or nested deeper than any reply. `name` is used in messages.
Status check_json(std::string_view text, std::string_view name);

// The text begins like a JSON document of records: with a brace or a bracket.
bool looks_like_json(std::string_view text);

class JsonView {
 public:
  // Of checked text, or of a part that a view handed out.
  explicit JsonView(std::string_view text);

  bool is_object() const { return raw_.starts_with('{'); }
  bool is_array() const { return raw_.starts_with('['); }
  bool is_null() const { return raw_ == "null"; }
  std::string_view raw() const { return raw_; }
  // A string without its quotes (escapes stay as written), a number or a word as written; empty for
  // null, objects and arrays.
  std::string_view scalar() const;

  // Calls visit(key, value) for the members of an object.
  template <class Visit>
  void members(Visit visit) const;
  // Calls visit(value) for the elements of an array.
  template <class Visit>
  void items(Visit visit) const;
  std::vector<JsonView> items() const;
  // The value at a path of keys joined by dots; nothing where there is none.
  std::optional<JsonView> find(std::string_view path) const;

 private:
  static std::size_t skip_blanks(std::string_view text, std::size_t at);
  static std::size_t end_of_value(std::string_view text, std::size_t at);
  static std::size_t end_of_string(std::string_view text, std::size_t at);

  std::string_view raw_;
};

// Every path of keys that the beginning of a document shows, once each in order, such as
// "response.bodyJson.chart" or "results[].ticker"; the text may break off anywhere.
std::vector<std::string> json_paths(std::string_view beginning);

template <class Visit>
void JsonView::members(Visit visit) const {
  if (!is_object()) return;
  std::size_t at = skip_blanks(raw_, 1);
  while (at < raw_.size() && raw_[at] == '"') {
    const auto key_end = end_of_string(raw_, at);
    const auto key = raw_.substr(at + 1, key_end - at - 2);
    at = skip_blanks(raw_, skip_blanks(raw_, key_end) + 1);  // past the colon
    const auto value_end = end_of_value(raw_, at);
    visit(key, JsonView(raw_.substr(at, value_end - at)));
    at = skip_blanks(raw_, value_end);
    if (at < raw_.size() && raw_[at] == ',') at = skip_blanks(raw_, at + 1);
  }
}

template <class Visit>
void JsonView::items(Visit visit) const {
  if (!is_array()) return;
  std::size_t at = skip_blanks(raw_, 1);
  while (at < raw_.size() && raw_[at] != ']') {
    const auto end = end_of_value(raw_, at);
    visit(JsonView(raw_.substr(at, end - at)));
    at = skip_blanks(raw_, end);
    if (at < raw_.size() && raw_[at] == ',') at = skip_blanks(raw_, at + 1);
  }
}

}  // namespace aots::data
