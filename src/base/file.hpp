// Files: reading whole files, and writing them so that a reader never sees half a file.
//
// A write goes to a temporary name in the same folder, is synced and renamed. Errors name the path,
// the operating system's reason and the remedy.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aots {

using Path = std::filesystem::path;

Result<std::string> read_file(const Path& path);
Status write_file_atomically(const Path& path, std::string_view content);
// Adds to the end in one write, so that several programs may add at once, and syncs. Makes the file
// where it is missing.
Status append_to_file(const Path& path, std::string_view content);
// Syncs a finished temporary file and renames it to its final name; removes it where that fails.
Status publish_file(const Path& temporary, const Path& final_name);
Status make_directories(const Path& path);
// Writes a file that nobody looks at before sync_folder has made its folder safe.
Status write_draft_file(const Path& path, std::string_view content);
// Syncs the files of a finished folder (none of its subfolders) and the folder itself: what comes
// before it is renamed to its final name.
Status sync_folder(const Path& folder);
// SHA-256 of the file's bytes, as hexadecimal digits.
Result<std::string> sha256_of_file(const Path& path);

// An exclusive advisory lock on a file, released when the object goes (or the process dies).
class FileLock {
 public:
  // Fails with kIo when another process holds the lock; `purpose` is named in the message.
  static Result<FileLock> acquire(const Path& path, std::string_view purpose);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace aots
