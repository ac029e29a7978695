// TrialLog: which configurations were ever tried on a lake, in the order in which they came first.
//
// Whoever tries often enough finds something that looks good, so a result is worth less the more
// was tried before it. The log is `trials.log` in the lake: one line a trial, with a checksum of
// its own, added in one write so that several programs may add at once. A trial that is repeated
// keeps its first place. A line that was torn by a crash at the very end counts as not written; any
// other damage is an error.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"

namespace aots::data {

inline constexpr std::string_view kTrialLogName = "trials.log";

struct Trial {
  std::string key;                 // SHA-256 of what decides the result, as hexadecimal digits
  std::int64_t sessions = 0;       // returns behind the ratio
  std::optional<double> sharpe{};  // per session; absent where the returns did not vary

  bool operator==(const Trial&) const = default;
};

// Every trial once, in order; empty where nothing was tried yet. kData where the log is damaged.
Result<std::vector<Trial>> read_trials(const Path& lake);

// The trials up to and including the last of these, which are added in their order where their keys
// are new. kIo where the lake cannot be written.
Result<std::vector<Trial>> note_trials(const Path& lake, std::span<const Trial> trials);
Result<std::vector<Trial>> note_trial(const Path& lake, const Trial& trial);

}  // namespace aots::data
