// Files of derived tables: what a name says, and how one is made.
//
// derived/<table>/<symbol>/<span>_<key>_<sha256>.parquet: the span of dates that it covers, the
// beginning of the key of what it was computed from, the SHA-256 of its own bytes. A file that does
// not belong to what the lake holds now, or is damaged, is known by its name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"

namespace aots::data::detail {

inline constexpr std::size_t kDerivedKeyDigits = 12;
inline constexpr std::string_view kDerivedFileOptions = "FORMAT parquet, COMPRESSION lz4_raw";

struct DerivedFileName {
  std::string span, key, sha256;

  static std::optional<DerivedFileName> of(const Path& file);
  // The key may be given whole.
  bool has_key(std::string_view whole) const { return key == whole.substr(0, kDerivedKeyDigits); }
};

// Every regular file below a folder, in the order of its path; none where there is no folder.
std::vector<Path> files_below(const Path& folder);
// Those whose bytes are not those that their name tells of.
Result<std::vector<Path>> damaged_files(const std::vector<Path>& files);
Status remove_files(const std::vector<Path>& files);
// Gives a finished temporary file its name beside it.
Status publish_derived(const Path& temporary, std::string_view span, std::string_view key);

}  // namespace aots::data::detail
