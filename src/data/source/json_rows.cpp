#include "data/source/json_rows.hpp"

namespace aots::data {
namespace {

// Columns stand in the order in which vendors write them, so the next member is usually the next
// column.
class FieldFiller {
 public:
  FieldFiller(const Columns& columns, std::vector<std::string_view>& fields)
      : columns_(columns), fields_(fields) {}

  void fill(JsonView object, std::string_view prefix) {
    object.members([&](std::string_view key, JsonView value) {
      if (value.is_object()) {
        fill_nested(key, value, prefix);
      } else {
        place(prefix, key, value);
      }
    });
  }

 private:
  void fill_nested(std::string_view key, JsonView value, std::string_view prefix) {
    const auto path = prefix.empty() ? std::string(key) : fmt::format("{}.{}", prefix, key);
    fill(value, path);
  }

  static bool is_path(std::string_view column, std::string_view prefix, std::string_view key) {
    if (prefix.empty()) return column == key;
    return column.size() == prefix.size() + 1 + key.size() && column.starts_with(prefix) &&
           column[prefix.size()] == '.' && column.ends_with(key);
  }

  void place(std::string_view prefix, std::string_view key, JsonView value) {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::size_t column = (next_ + i) % fields_.size();
      if (!is_path(columns_.name(column), prefix, key)) continue;
      fields_[column] = value.scalar();
      next_ = column + 1;
      return;
    }
  }

  const Columns& columns_;
  std::vector<std::string_view>& fields_;
  std::size_t next_ = 0;
};

}  // namespace

CsvRecord json_record(JsonView object, std::int64_t number, const Columns& columns) {
  CsvRecord record;
  record.line = number;
  record.raw = object.raw();
  record.fields.resize(columns.file_columns());
  if (!object.is_object()) record.defect = "no_record";
  FieldFiller(columns, record.fields).fill(object, {});
  return record;
}

}  // namespace aots::data
