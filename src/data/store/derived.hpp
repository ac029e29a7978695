// DerivedTables: what was computed from a lake and can be computed again.
//
// Beside its parts a lake has a folder `derived` with Parquet files of three tables: `analytics`
// (a row per quote), `expiries` (per expiry) and `terms` (per chain); docs/lake.md has the columns.
// A file holds one symbol and month and is named for the key of what it was computed from and for
// its own SHA-256, so that a file which does not belong to what the lake holds now, or is damaged,
// is known by its name. The catalog does not know of them; deleting the folder loses nothing but
// the time to compute it again. One writer at a time: hold the lake's LakeWriter.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/figures.hpp"
#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/types.hpp"

namespace aots::data {

// One snapshot of a chain and what it says.
struct DerivedChain {
  Date session;
  Timestamp known_time;
  std::optional<Price> spot;
  analytics::Figures figures;
};

struct DerivedMonth {
  Symbol symbol;
  std::string month;  // "2019-05"
  std::string key;    // hash of everything that the figures follow from; at least 12 digits
};

inline constexpr std::string_view kDerivedFolder = "derived";

class DerivedTables {
 public:
  // Nothing is made before the first write.
  explicit DerivedTables(const Path& lake);

  // True when the files of every table are there under this key. Does not read them.
  bool holds(const DerivedMonth& month) const;
  // Replaces whatever the month held. Chains ascend by session and known time.
  Status write(const DerivedMonth& month, std::span<const DerivedChain> chains) const;
  // Removes what is of none of these months; returns how many files.
  Result<int> keep_only(std::span<const DerivedMonth> months) const;
  // Files whose bytes are not those that their name tells of.
  Result<std::vector<Path>> damaged() const;

 private:
  Path folder_;
};

}  // namespace aots::data
