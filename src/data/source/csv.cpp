#include "data/source/csv.hpp"

#include <algorithm>

namespace aots::data {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_carriage_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) position_ = kByteOrderMark.size();
}

bool CsvReader::next(CsvRecord& record) {
  record.fields.clear();
  record.defect = {};
  unquoted_.clear();
  while (position_ < text_.size()) {
    const auto end = std::min(text_.find('\n', position_), text_.size());
    const auto line = without_carriage_return(text_.substr(position_, end - position_));
    if (line.empty()) {
      position_ = end + 1;
      ++line_;
      continue;
    }
    record.line = line_;
    if (line.find('"') != std::string_view::npos) {
      read_quoted(record, position_);
      return true;
    }
    record.raw = line;
    position_ = end + 1;
    ++line_;
    split_plain(record);
    return true;
  }
  return false;
}

void CsvReader::split_plain(CsvRecord& record) const {
  if (record.raw.size() > kCsvRecordBytesMax) {
    record.defect = "line_too_long";
    return;
  }
  std::size_t begin = 0;
  for (;;) {
    const auto comma = record.raw.find(',', begin);
    record.fields.push_back(record.raw.substr(begin, comma - begin));
    if (comma == std::string_view::npos) return;
    begin = comma + 1;
  }
}

// Reads the quoted field that opens at `at` and leaves `at` behind its closing quote. Returns the
// defect that it met, if any.
std::string_view CsvReader::take_quoted(CsvRecord& record, std::size_t begin, std::size_t& at) {
  std::string* copy = nullptr;
  std::size_t from = ++at;
  for (;;) {
    const auto quote = text_.find('"', at);
    if (quote == std::string_view::npos) return "unterminated_quote";
    if (quote - begin > kCsvRecordBytesMax) return "line_too_long";
    at = quote + 1;
    const bool doubled = at < text_.size() && text_[at] == '"';
    if (!doubled) {
      const auto piece = text_.substr(from, quote - from);
      if (copy == nullptr) {
        record.fields.push_back(piece);
      } else {
        record.fields.push_back(copy->append(piece));
      }
      return {};
    }
    if (copy == nullptr) copy = &unquoted_.emplace_back();
    copy->append(text_.substr(from, quote + 1 - from));
    from = ++at;
  }
}

std::string_view CsvReader::take_plain(CsvRecord& record, std::size_t& at) const {
  const auto stop = std::min(text_.find_first_of(",\n", at), text_.size());
  auto field = text_.substr(at, stop - at);
  if (stop == text_.size() || text_[stop] == '\n') field = without_carriage_return(field);
  at = stop;
  if (field.find('"') != std::string_view::npos) return "stray_quote";
  record.fields.push_back(field);
  return {};
}

// A record with quotes may run over several lines. A defective one is given up at the end of its
// first line, so that the lines after it are still read.
void CsvReader::read_quoted(CsvRecord& record, std::size_t begin) {
  std::size_t at = begin;
  for (;;) {
    const bool quoted = at < text_.size() && text_[at] == '"';
    record.defect = quoted ? take_quoted(record, begin, at) : take_plain(record, at);
    if (!record.defect.empty()) break;
    if (at < text_.size() && text_[at] == '\r') ++at;
    if (at >= text_.size() || text_[at] == '\n') break;
    if (text_[at] != ',') record.defect = "stray_quote";
    if (at - begin > kCsvRecordBytesMax) record.defect = "line_too_long";
    if (!record.defect.empty()) break;
    ++at;
  }
  if (!record.defect.empty()) {
    record.fields.clear();
    at = std::min(text_.find('\n', begin), text_.size());
  }
  record.raw = without_carriage_return(text_.substr(begin, at - begin));
  line_ += 1 + std::count(record.raw.begin(), record.raw.end(), '\n');
  position_ = at + 1;
}

}  // namespace aots::data
