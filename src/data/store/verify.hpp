// Verification of a lake: whether every file is what was written, and whether they fit together.
//
// The catalog carries a hash of itself, and of every part its size and hash; a part is asked for
// its columns and its number of rows; a session tape must hold, checksum for checksum and row for
// row, what its part holds; derived files carry their hash in their name. So one flipped bit in any
// file of a lake is found. Nothing is repaired.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/work.hpp"

namespace aots::data {

struct LakeDamage {
  std::string file;   // relative to the lake
  std::string found;  // what is wrong and what to do
};

struct LakeVerification {
  int version = 0;  // of the catalog
  bool synthetic = false;
  std::int64_t files = 0;  // parts, tapes, derived files and the catalog
  std::int64_t bytes = 0;
  std::int64_t rows = 0;   // of the parts
  std::int64_t tapes = 0;  // session tapes that are valid
  std::int64_t tapes_missing = 0;
  std::vector<LakeDamage> damage;
  std::vector<std::string> unknown;  // files that are no part of the lake, relative to it

  bool intact() const { return damage.empty(); }
};

// kData where there is no lake, kInterrupted where the user asked to stop; damage is no error but
// the answer.
Result<LakeVerification> verify_lake(const Path& root, WorkObserver& observer);

// Makes the session tapes that are missing or not valid from their parts; returns how many. The
// lake's writer lock is taken.
Result<std::int64_t> build_tapes(const Path& root, WorkObserver& observer);

}  // namespace aots::data
