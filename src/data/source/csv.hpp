// CsvReader: RFC 4180 records over a buffer that the caller keeps alive.
//
// Fields are views into the buffer; only a field with doubled quotes is copied. Lines end in LF or
// CRLF; a byte order mark at the start and empty lines are passed over. The line of a record is
// that of its first character, the first line of the file being 1. A record that breaks the rules
// of the format, or is longer than the limit, is handed out with its defect named and without
// fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace aots::data {

inline constexpr std::size_t kCsvRecordBytesMax = std::size_t{64} << 10;

struct CsvRecord {
  std::int64_t line = 0;
  std::string_view raw;  // the record as written, without its line end
  std::vector<std::string_view> fields;
  std::string_view defect;  // empty when there is none
};

class CsvReader {
 public:
  explicit CsvReader(std::string_view text);

  // Fills the record and says whether there was one. Views into the previous record's unquoted
  // fields end here.
  bool next(CsvRecord& record);

 private:
  void split_plain(CsvRecord& record) const;
  void read_quoted(CsvRecord& record, std::size_t begin);
  std::string_view take_quoted(CsvRecord& record, std::size_t begin, std::size_t& at);
  std::string_view take_plain(CsvRecord& record, std::size_t& at) const;

  std::string_view text_;
  std::size_t position_ = 0;
  std::int64_t line_ = 1;
  std::deque<std::string> unquoted_;
};

}  // namespace aots::data
