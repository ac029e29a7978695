#include "data/source/vendor_file.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#define ZLIB_CONST  // zlib takes its input as const
#include <zlib.h>

#include "base/hash.hpp"
#include "data/source/json.hpp"
#include "data/source/rows.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr int kGzipWindowBits = 15 + 16;  // the largest window, gzip framing
constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::size_t kHeadBytes = std::size_t{1} << 16;
constexpr std::size_t kUsualRatio = 6;  // text to gzip of option chains, for the first allocation

// zlib's state, closed with the object.
class Inflater {
 public:
  Inflater() : ready_(inflateInit2(&stream_, kGzipWindowBits) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }

  bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_;
};

struct Unpacked {
  std::string text;
  bool complete = false;  // the last member ended where the input ends
};

// Unpacks until the input ends or the text exceeds `limit`. An error only for a damaged stream.
Result<Unpacked> inflate_all(std::string_view packed, std::string_view name, std::size_t limit) {
  Inflater inflater;
  if (!inflater.ready()) return fail(ErrorCode::kInternal, "zlib cannot be started for {}", name);
  if (packed.size() > std::numeric_limits<uInt>::max()) {
    return fail(ErrorCode::kData, "{} is larger than 4 GiB: split it into smaller files", name);
  }
  auto& stream = inflater.stream();
  stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  Unpacked unpacked;
  unpacked.text.reserve(std::min(packed.size() * kUsualRatio, limit));
  std::vector<char> chunk(kChunkBytes);
  while (unpacked.text.size() <= limit) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    unpacked.text.append(chunk.data(), chunk.size() - stream.avail_out);
    if (status == Z_STREAM_END) {
      unpacked.complete = stream.avail_in == 0;
      if (unpacked.complete || inflateReset(&stream) != Z_OK) return unpacked;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return fail(ErrorCode::kData,
                  "{} is not readable as gzip: the stream is damaged at byte {} of {}; copy or "
                  "download the file again",
                  name, packed.size() - stream.avail_in, packed.size());
    } else if (stream.avail_in == 0 && stream.avail_out != 0) {
      return unpacked;
    }
  }
  return unpacked;
}

tl::unexpected<Error> truncated(std::string_view name, std::size_t bytes) {
  return fail(
      ErrorCode::kData,
      "{} is a truncated gzip file: it ends after {} bytes in the middle of its content; copy "
      "or download the file again",
      name, bytes);
}

Status check_gzip_name(const Path& path, std::string_view bytes) {
  if (path.extension() != ".gz" || bytes.empty()) return {};
  return fail(
      ErrorCode::kData,
      "{} is not readable as gzip: it does not begin with gzip's mark; copy or download the "
      "file again, or name it without .gz",
      path.string());
}

Result<std::string> read_beginning(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return read_file(path);
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

// A file that is still being written would be taken for a truncated or, worse, a short one.
Result<std::string> read_unchanging(const Path& path) {
  namespace fs = std::filesystem;
  std::error_code no_time;
  const auto before = fs::last_write_time(path, no_time);
  AOTS_TRY(bytes, read_file(path));
  std::error_code no_size;
  const auto size = fs::file_size(path, no_size);
  if (no_time || no_size) return std::move(bytes);
  std::error_code no_later_time;
  const auto after = fs::last_write_time(path, no_later_time);
  if (no_later_time || after != before || size != bytes.size()) {
    return fail(ErrorCode::kIo,
                "{} changed while it was read ({} bytes read, {} there now): wait until it is "
                "complete and import it again",
                path.string(), bytes.size(), size);
  }
  return std::move(bytes);
}

}  // namespace

Result<std::string> gunzip(std::string_view packed, std::string_view name) {
  AOTS_TRY(unpacked, inflate_all(packed, name, kUnpackedBytesMax));
  AOTS_CHECK_OK(check_unpacked_size(packed.size(), unpacked.text.size(), name));
  if (!unpacked.complete) {
    return truncated(name, packed.size());
  }
  return std::move(unpacked.text);
}

Result<std::string> read_head(const Path& path) {
  AOTS_TRY(head, read_beginning(path));
  bool whole = head.size() < kHeadBytes;
  std::string text = std::move(head);
  if (text.starts_with(kGzipMagic)) {
    AOTS_TRY(unpacked, inflate_all(text, path.string(), kHeadBytes));
    const bool ends_early = !unpacked.complete && unpacked.text.size() <= kHeadBytes;
    if (whole && ends_early) return truncated(path.string(), text.size());
    whole = whole && unpacked.complete;
    text = std::move(unpacked.text);
  } else {
    AOTS_CHECK_OK(check_gzip_name(path, text));
  }
  const bool has_lines = !is_zip(text) && !looks_like_json(text);
  if (!whole && has_lines) {
    text.resize(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
  }
  return text;
}

Result<VendorFile> read_vendor_file(const Path& path) {
  AOTS_TRY(bytes, read_unchanging(path));
  VendorFile file{.path = path,
                  .name = raw_excerpt(path.filename().string()),
                  .sha256 = sha256_hex(bytes),
                  .text = {},
                  .members = {}};
  if (bytes.starts_with(kGzipMagic)) {
    AOTS_TRY(text, gunzip(bytes, path.string()));
    file.text = std::move(text);
  } else if (is_zip(bytes)) {
    AOTS_TRY(members, read_zip(bytes, path.string()));
    file.members = std::move(members);
  } else {
    AOTS_CHECK_OK(check_gzip_name(path, bytes));
    file.text = std::move(bytes);
  }
  return file;
}

std::string_view name_stem(std::string_view name) {
  for (const std::string_view ending : {".gz", ".csv", ".txt", ".json", ".zip"}) {
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  }
  return name;
}

}  // namespace aots::data
