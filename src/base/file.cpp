#include "base/file.hpp"

#include <cerrno>
#include <deque>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/ordered_work.hpp"

namespace aots {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr int kTemporaryNamesMax = 100;
constexpr int kSyncThreads = 8;

// A file descriptor that closes itself. close() reports what the destructor must swallow.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }

  bool is_open() const { return value_ >= 0; }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }
  bool close() { return ::close(release()) == 0; }

 private:
  int value_;
};

std::string_view remedy(int reason) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
      return "free some space there or choose another folder";
    case EACCES:
    case EPERM:
      return "check who owns it and what its permissions allow";
    case EROFS:
      return "choose a folder on a file system that can be written";
    case ENOENT:
      return "check the name and that its folder exists";
    case EISDIR:
      return "name a file, not a folder";
    case ENOTDIR:
    case EEXIST:
      return "a file stands where a folder is expected: move it or choose another name";
    case ENAMETOOLONG:
      return "choose a shorter name";
    case EMFILE:
    case ENFILE:
      return "raise the limit of open files (ulimit -n)";
    case EIO:
      return "check the disk and the system log";
    case EFBIG:
      return "raise the limit of the file size (ulimit -f)";
    default:
      return "correct the cause and try again";
  }
}

tl::unexpected<Error> refused(std::string_view action, const Path& path, int reason) {
  return fail(ErrorCode::kIo, "cannot {} {}: {}; {}", action, path.string(),
              std::generic_category().message(reason), remedy(reason));
}

int open_retrying(const Path& path, int flags, mode_t mode) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

// Writes all bytes; the reason of the failure otherwise.
std::optional<int> write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return std::nullopt;
}

// Hands the file to `take` piece by piece.
template <class Take>
Status read_pieces(const Path& path, Take take) {
  const Descriptor file(open_retrying(path, O_RDONLY, 0));
  if (!file.is_open()) return refused("read", path, errno);
  std::vector<char> buffer(kChunkBytes);
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused("read", path, errno);
    if (got == 0) return {};
    take(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
}

Path folder_of(const Path& path) {
  const auto parent = path.parent_path();
  return parent.empty() ? Path(".") : parent;
}

// Makes a rename survive a power cut. Some file systems cannot sync folders (EINVAL).
std::optional<int> sync_names(const Path& folder) {
  const Descriptor opened(open_retrying(folder, O_RDONLY | O_DIRECTORY, 0));
  if (!opened.is_open()) return errno;
  if (::fsync(opened.get()) != 0 && errno != EINVAL && errno != ENOTSUP) return errno;
  return std::nullopt;
}

struct Temporary {
  Path path;
  int descriptor = -1;
};

// A new file beside the final one; a name left by a dead process is passed over.
Temporary create_temporary(const Path& final_name) {
  Temporary temporary;
  for (int attempt = 0; attempt < kTemporaryNamesMax; ++attempt) {
    temporary.path =
        folder_of(final_name) /
        fmt::format(".{}.{}.{}.tmp", final_name.filename().string(), ::getpid(), attempt);
    temporary.descriptor = open_retrying(temporary.path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (temporary.descriptor >= 0 || errno != EEXIST) break;
  }
  return temporary;
}

}  // namespace

Result<std::string> read_file(const Path& path) {
  std::string content;
  AOTS_CHECK_OK(read_pieces(path, [&](std::string_view piece) { content += piece; }));
  return content;
}

Status write_file_atomically(const Path& path, std::string_view content) {
  const auto temporary = create_temporary(path);
  Descriptor file(temporary.descriptor);
  if (!file.is_open()) return refused("write", path, errno);
  auto reason = write_all(file.get(), content);
  if (!reason && !file.close()) reason = errno;
  if (reason) {
    ::unlink(temporary.path.c_str());
    return refused("write", path, *reason);
  }
  return publish_file(temporary.path, path);
}

Status append_to_file(const Path& path, std::string_view content) {
  Descriptor file(open_retrying(path, O_WRONLY | O_CREAT | O_APPEND, 0666));
  if (!file.is_open()) return refused("write", path, errno);
  if (const auto reason = write_all(file.get(), content)) return refused("write", path, *reason);
  if (::fsync(file.get()) != 0) return refused("write", path, errno);
  if (!file.close()) return refused("write", path, errno);
  return {};
}

Status publish_file(const Path& temporary, const Path& final_name) {
  const auto give_up = [&](int reason) -> Status {
    ::unlink(temporary.c_str());
    return refused("write", final_name, reason);
  };
  Descriptor file(open_retrying(temporary, O_RDONLY, 0));
  if (!file.is_open()) return give_up(errno);
  if (::fsync(file.get()) != 0) return give_up(errno);
  if (!file.close()) return give_up(errno);
  if (::rename(temporary.c_str(), final_name.c_str()) != 0) return give_up(errno);
  if (const auto reason = sync_names(folder_of(final_name))) {
    return refused("sync the folder of", final_name, *reason);
  }
  return {};
}

Status make_directories(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return refused("create the folder", path, error.value());
  if (!std::filesystem::is_directory(path, error)) {
    return refused("create the folder", path, error ? error.value() : ENOTDIR);
  }
  return {};
}

Status write_draft_file(const Path& path, std::string_view content) {
  Descriptor file(open_retrying(path, O_WRONLY | O_CREAT | O_TRUNC, 0666));
  if (!file.is_open()) return refused("write", path, errno);
  if (const auto reason = write_all(file.get(), content)) return refused("write", path, *reason);
  if (!file.close()) return refused("write", path, errno);
  return {};
}

Status sync_folder(const Path& folder) {
  std::error_code error;
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path());
  }
  if (error) return refused("sync", folder, error.value());
  std::deque<Descriptor> opened;
  for (const Path& file : files) {
    const int descriptor = opened.emplace_back(open_retrying(file, O_RDONLY, 0)).get();
    if (descriptor < 0) return refused("sync", file, errno);
    // Begun for all before the first is waited for: the file system then commits them together.
    ::sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
  }
  // Side by side, because the disk takes as long for one file as for all of them.
  const auto sync = [&](std::size_t i) { return ::fsync(opened[i].get()) == 0 ? 0 : errno; };
  const auto check = [&](std::size_t i, int reason) -> Status {
    if (reason != 0) return refused("sync", files[i], reason);
    return {};
  };
  AOTS_CHECK_OK(run_in_order(files.size(), kSyncThreads, sync, check));
  if (const auto reason = sync_names(folder)) return refused("sync", folder, *reason);
  return {};
}

Result<std::string> sha256_of_file(const Path& path) {
  Sha256 hash;
  AOTS_CHECK_OK(read_pieces(path, [&](std::string_view piece) { hash.update(piece); }));
  return hash.hex_digest();
}

Result<FileLock> FileLock::acquire(const Path& path, std::string_view purpose) {
  Descriptor file(open_retrying(path, O_RDWR | O_CREAT, 0666));
  if (!file.is_open()) return refused("open the lock file", path, errno);
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return refused("lock", path, errno);
    return fail(ErrorCode::kIo,
                "cannot take the lock {} ({}): another process holds it; wait until that process "
                "ends, or stop it, and try again",
                path.string(), purpose);
  }
  return FileLock(file.release());
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  FileLock taken(std::move(other));  // takes the lock held so far with it when it goes
  std::swap(descriptor_, taken.descriptor_);
  return *this;
}

// Closing the descriptor releases the lock.
FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace aots
