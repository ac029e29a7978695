// JsonWriter: one JSON document written from front to back, without a tree in between.
//
// For lines that are written by the hundred thousand; documents that are read, changed or built out
// of order are the JSON library's business. Names and text are UTF-8. Numbers are the shortest that
// read back as the same value.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aots {

class JsonWriter {
 public:
  // Between begin and end of an object every value has a name; elsewhere none has.
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& name(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);  // null where it is not finite
  JsonWriter& value(bool truth);
  template <std::integral Integer>
  requires(!std::same_as<Integer, bool>) JsonWriter& value(Integer number) {
    return integer(static_cast<std::int64_t>(number));
  }
  JsonWriter& null();
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }

  template <class T>
  JsonWriter& field(std::string_view field_name, const T& field_value) {
    return name(field_name).value(field_value);
  }

  // The document, finished.
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& integer(std::int64_t number);
  void separate();
  void quote(std::string_view text);

  std::string text_;
};

}  // namespace aots
