// SnapshotNote: what a collector wrote beside the option files of one of its runs (meta.json).
//
// It says when the quotes were fetched and at which price each underlying stood then. The label of
// the files is the session before.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/fixed.hpp"

namespace aots::data {

inline constexpr std::string_view kSnapshotNoteName = "meta.json";

struct SnapshotNote {
  Timestamp fetched;
  std::map<std::string, Price> spots;  // by ticker, at that moment
};

// Nothing for JSON of another kind. Error kData: the text is no JSON; `name` is used in messages.
Result<std::optional<SnapshotNote>> parse_snapshot_note(std::string_view text,
                                                        std::string_view name);

}  // namespace aots::data
