// SessionTape: the packed snapshots of one part of chains, in a file that is read and not decoded.
//
// A tape is derived: it names the SHA-256 of the Parquet part that it was made from and is worth
// nothing beside any other. Nothing of it is believed before its checksum was found right: that of
// the directory when it is opened, that of a snapshot each time it is read. Where anything is
// wrong there is no tape, and the caller reads the part. It is safe to delete.
//
//   header      magic, version, source, number of snapshots, bytes, checksum of header and
//   directory directory   session, known time, rows, offset, bytes and checksum of each snapshot
//   snapshots   detail/packed_snapshot.hpp, each on a multiple of 64 bytes
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "data/store/lake.hpp"
#include "data/store/snapshot_view.hpp"

namespace aots::data::detail {

inline constexpr std::string_view kTapesFolder = "tapes";

// Where the tape of a part lies, relative to the lake.
std::string tape_path(const Part& part);

// Writes the tape of a part whose snapshots `next` yields, in the order of part.sessions, to a
// temporary name beside `file`, and renames it. Not synced: it can be made again.
using NextChain = std::function<Result<std::optional<OptionChain>>()>;
Status write_tape(const Path& file, const Part& part, const NextChain& next);

// Used by one reader at a time.
class SessionTape {
 public:
  // The tape of the part, where it is there, whole, and made from this very part.
  static std::unique_ptr<SessionTape> open(const Path& root, const Part& part);
  SessionTape(const SessionTape&) = delete;
  SessionTape& operator=(const SessionTape&) = delete;
  ~SessionTape();

  // The snapshot at the given place in part.sessions, valid until the next one is asked for;
  // nothing where it is damaged. Copying it out of the system's cache costs less than mapping it:
  // the copy stays in the processor's, and no page has to be mapped and let go.
  std::optional<SnapshotView> snapshot(std::size_t index);

 private:
  struct Entry {
    std::int32_t session = 0;
    std::uint32_t rows = 0;
    std::int64_t known_time_us = 0;
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t checksum = 0;
  };
  struct Header;
  friend Status write_tape(const Path& file, const Part& part, const NextChain& next);

  explicit SessionTape(int file) : file_(file) {}
  bool read_directory(const Part& part);
  // False where the file does not hold so many bytes there.
  bool read(std::uint64_t offset, std::span<std::byte> bytes) const;

  int file_;
  std::vector<Entry> entries_;
  std::unique_ptr<std::int64_t[]> words_;  // of 8 bytes, for the alignment; not zeroed first
  std::size_t capacity_ = 0;               // of words_
};

}  // namespace aots::data::detail
