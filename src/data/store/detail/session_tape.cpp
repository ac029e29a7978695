#include "data/store/detail/session_tape.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "data/store/detail/catalog_file.hpp"
#include "data/store/detail/cell.hpp"
#include "data/store/detail/checksum.hpp"
#include "data/store/detail/packed_snapshot.hpp"

namespace aots::data::detail {
namespace {

constexpr std::uint64_t kMagic = 0x31455041'54544f41;  // "AOTTAPE1" in the bytes of the file
constexpr std::uint32_t kTapeVersion = 1;
constexpr std::size_t kHashDigits = 64;
std::span<const std::byte> as_bytes(const void* from, std::size_t bytes) {
  return {static_cast<const std::byte*>(from), bytes};
}

}  // namespace

struct SessionTape::Header {
  std::uint64_t magic = kMagic;
  std::uint32_t version = kTapeVersion;
  std::uint32_t snapshots = 0;
  std::array<char, kHashDigits> source_sha256{};
  std::uint64_t file_bytes = 0;
  std::uint64_t checksum = 0;  // of header and directory, while this is 0
  std::uint64_t unused[4] = {};
};

std::string tape_path(const Part& part) {
  Path path = Path(kTapesFolder) / Path(part.path).lexically_relative(kPartsFolder);
  return path.replace_extension(".tape").string();
}

namespace {

tl::unexpected<Error> unwritable(const Path& file, int reason) {
  return fail(ErrorCode::kIo,
              "cannot write the session tape {}: {}; free space there or choose another lake, and "
              "import again",
              file.string(), std::generic_category().message(reason));
}

// A file that goes unless it was renamed.
struct Unfinished {
  Path path;

  explicit Unfinished(Path name) : path(std::move(name)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

void put(std::ofstream& out, const void* from, std::size_t bytes) {
  out.write(static_cast<const char*>(from), static_cast<std::streamsize>(bytes));
}

}  // namespace

Status write_tape(const Path& file, const Part& part, const NextChain& next) {
  using Header = SessionTape::Header;
  using Entry = SessionTape::Entry;
  static_assert(sizeof(Header) == 128 && sizeof(Entry) == 40);
  AOTS_CHECK_OK(make_directories(file.parent_path()));
  const Unfinished temporary{file.string() + ".tmp"};
  std::ofstream out(temporary.path, std::ios::binary | std::ios::trunc);
  std::vector<Entry> entries;
  const auto directory_bytes = part.sessions.size() * sizeof(Entry);
  std::vector<char> head(padded(sizeof(Header) + directory_bytes, kPackedAlignment), '\0');
  put(out, head.data(), head.size());
  std::uint64_t offset = head.size();
  for (const auto& session : part.sessions) {
    AOTS_TRY(chain, next());
    if (!chain || chain->session != session.session || chain->quote_count() != session.rows) {
      return fail(ErrorCode::kInternal, "the part {} does not hold the session {} that it lists",
                  part.path, to_string(session.session));
    }
    const PackedSnapshot packed(*chain);
    const auto view = packed.view();
    put(out, view.bytes().data(), view.bytes().size());
    entries.push_back({.session = day_number(chain->session),
                       .rows = static_cast<std::uint32_t>(view.rows()),
                       .known_time_us = microseconds_of(chain->known_time),
                       .offset = offset,
                       .bytes = view.bytes().size(),
                       .checksum = checksum64(view.bytes())});
    offset += view.bytes().size();
  }
  Header header;
  header.snapshots = static_cast<std::uint32_t>(entries.size());
  std::copy_n(part.sha256.begin(), std::min(part.sha256.size(), kHashDigits),
              header.source_sha256.begin());
  header.file_bytes = offset;
  std::memcpy(head.data(), &header, sizeof(Header));
  if (!entries.empty()) std::memcpy(head.data() + sizeof(Header), entries.data(), directory_bytes);
  header.checksum = checksum64(as_bytes(head.data(), head.size()));
  std::memcpy(head.data(), &header, sizeof(Header));
  out.seekp(0);
  put(out, head.data(), head.size());
  out.close();
  std::error_code error;
  const int reason = errno;
  if (!out) return unwritable(file, reason);
  std::filesystem::rename(temporary.path, file, error);
  if (error) return unwritable(file, error.value());
  return {};
}

std::unique_ptr<SessionTape> SessionTape::open(const Path& root, const Part& part) {
  const int file = ::open((root / tape_path(part)).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  // make_unique cannot reach the constructor.
  std::unique_ptr<SessionTape> tape(new SessionTape(file));
  if (!tape->read_directory(part)) return nullptr;
  return tape;
}

SessionTape::~SessionTape() { ::close(file_); }

bool SessionTape::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const auto got = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    offset += static_cast<std::uint64_t>(got);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

bool SessionTape::read_directory(const Part& part) {
  struct stat status {};
  Header header;
  if (::fstat(file_, &status) != 0 ||
      !read(0, std::as_writable_bytes(std::span(&header, std::size_t{1})))) {
    return false;
  }
  const auto file_bytes = static_cast<std::uint64_t>(status.st_size);
  const auto directory_bytes = std::uint64_t{header.snapshots} * sizeof(Entry);
  const auto head = padded(sizeof(Header) + directory_bytes, kPackedAlignment);
  if (header.magic != kMagic || header.version != kTapeVersion || header.file_bytes != file_bytes ||
      head > file_bytes || header.snapshots != part.sessions.size() ||
      std::string_view(header.source_sha256.data(), kHashDigits) != part.sha256) {
    return false;
  }
  std::vector<std::byte> copy(head);
  if (!read(0, copy)) return false;
  const auto expected = std::exchange(header.checksum, 0);
  std::memcpy(copy.data(), &header, sizeof(Header));
  if (checksum64(copy) != expected) return false;
  entries_.resize(header.snapshots);
  if (!entries_.empty()) {
    std::memcpy(entries_.data(), copy.data() + sizeof(Header), directory_bytes);
  }
  auto offset = std::uint64_t{head};
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& entry = entries_[i];
    const auto& session = part.sessions[i];
    if (entry.offset != offset || entry.bytes > file_bytes - offset ||
        entry.session != day_number(session.session) || entry.rows != session.rows) {
      return false;
    }
    if (session.known_time && entry.known_time_us != microseconds_of(*session.known_time)) {
      return false;
    }
    offset += entry.bytes;
  }
  return offset == file_bytes;
}

std::optional<SnapshotView> SessionTape::snapshot(std::size_t index) {
  const auto& entry = entries_[index];
  const auto words = entry.bytes / sizeof(std::int64_t);
  if (words > capacity_) {
    words_.reset(new std::int64_t[words]);
    capacity_ = words;
  }
  const auto bytes = std::as_writable_bytes(std::span(words_.get(), words));
  if (bytes.size() != entry.bytes || !read(entry.offset, bytes)) return std::nullopt;
  if (checksum64(bytes) != entry.checksum) return std::nullopt;
  return SnapshotView::of(bytes);
}

}  // namespace aots::data::detail
