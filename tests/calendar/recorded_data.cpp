#include "recorded_data.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include <zlib.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace aots::calendar {
namespace {

// zlib's window bits: raw deflate data, and data with a gzip header.
constexpr int kRawDeflate = -15;
constexpr int kGzip = 15 + 16;

std::string inflate_all(std::string_view packed, int window_bits) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) throw std::runtime_error("zlib did not start");
  std::string source(packed);
  stream.next_in = reinterpret_cast<Bytef*>(source.data());
  stream.avail_in = static_cast<uInt>(source.size());
  std::string result;
  std::string block(1 << 18, '\0');
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    status = inflate(&stream, Z_NO_FLUSH);
    result.append(block, 0, block.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("compressed data is damaged");
  return result;
}

// A little-endian number of `size` bytes.
std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::size_t result = 0;
  for (std::size_t i = size; i-- > 0;) {
    result = result << 8U | static_cast<unsigned char>(bytes.at(at + i));
  }
  return result;
}

}  // namespace

std::filesystem::path recorded(std::string_view path_below_data) {
  const char* shared = std::getenv("AOTS_SHARED");
  const std::filesystem::path root =
      shared != nullptr ? std::filesystem::path(shared)
                        : std::filesystem::path(AOTS_SOURCE_DIR).parent_path() / "shared";
  return root / "data" / path_below_data;
}

std::string read_recorded(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  if (!bytes) throw std::runtime_error(bytes.error().message);
  return path.extension() == ".gz" ? inflate_all(*bytes, kGzip) : *bytes;
}

std::string read_first_member(const std::filesystem::path& zip) {
  // The end-of-directory record (PKWARE APPNOTE 4.3.16) gives the central directory, whose first
  // entry gives the packed size and the place of the member's local header.
  const std::string bytes = read_recorded(zip);
  const std::size_t end = bytes.rfind("PK\x05\x06");
  if (end == std::string::npos) throw std::runtime_error(zip.string() + " is no zip archive");
  const std::size_t entry = number_at(bytes, end + 16, 4);
  const std::size_t method = number_at(bytes, entry + 10, 2);
  const std::size_t packed_size = number_at(bytes, entry + 20, 4);
  const std::size_t header = number_at(bytes, entry + 42, 4);
  const std::size_t begin =
      header + 30 + number_at(bytes, header + 26, 2) + number_at(bytes, header + 28, 2);
  const std::string_view packed = std::string_view(bytes).substr(begin, packed_size);
  return method == 0 ? std::string(packed) : inflate_all(packed, kRawDeflate);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> result = split(text, '\n');
  for (auto& line : result) line = trim(line);
  std::erase(result, std::string_view{});
  return result;
}

std::set<Date> leading_dates(std::string_view csv) {
  std::set<Date> result;
  for (const auto line : lines_of(csv)) {
    if (const auto date = parse_date(line.substr(0, 10))) result.insert(*date);
  }
  return result;
}

std::optional<Date> parse_us_date(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() != 3) return std::nullopt;
  const auto month = parse_int(parts[0]);
  const auto day = parse_int(parts[1]);
  const auto year = parse_int(parts[2]);
  if (!month || !day || !year) return std::nullopt;
  return checked_date(static_cast<int>(*year), static_cast<unsigned>(*month),
                      static_cast<unsigned>(*day));
}

std::vector<std::string> missing_from(const std::set<Date>& those, const std::set<Date>& these) {
  std::vector<std::string> result;
  for (const Date date : these) {
    if (!those.contains(date)) result.push_back(to_string(date));
  }
  return result;
}

}  // namespace aots::calendar
