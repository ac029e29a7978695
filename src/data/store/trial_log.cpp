#include "data/store/trial_log.hpp"

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace aots::data {
namespace {

constexpr std::size_t kChecksumDigits = 16;
constexpr std::string_view kNoRatio = "-";
constexpr std::size_t kShownMax = 80;  // characters of a line that an error shows

std::string checksum(std::string_view text) { return sha256_hex(text).substr(0, kChecksumDigits); }

std::string line_of(const Trial& trial) {
  const std::string text =
      fmt::format("{} {} {}", trial.key, trial.sessions,
                  trial.sharpe ? format_double(*trial.sharpe) : std::string(kNoRatio));
  return text + ' ' + checksum(text);
}

std::optional<Trial> parse_line(std::string_view line) {
  const auto last = line.rfind(' ');
  if (last == std::string_view::npos) return std::nullopt;
  const std::string_view text = line.substr(0, last);
  if (line.substr(last + 1) != checksum(text)) return std::nullopt;
  const std::vector<std::string_view> fields = split(text, ' ');
  if (fields.size() != 3) return std::nullopt;
  const auto sessions = parse_int(fields[1]);
  if (!sessions) return std::nullopt;
  Trial trial{.key = std::string(fields[0]), .sessions = *sessions};
  if (fields[2] == kNoRatio) return trial;
  trial.sharpe = parse_double(fields[2]);
  if (!trial.sharpe) return std::nullopt;
  return trial;
}

struct LogText {
  std::string text;
  bool torn = false;  // the last line has no end
};

Result<LogText> read_log(const Path& lake) {
  const Path file = lake / kTrialLogName;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return LogText{};
  AOTS_TRY(text, read_file(file));
  const bool torn = !text.empty() && text.back() != '\n';
  return LogText{std::move(text), torn};
}

Result<std::vector<Trial>> parse_log(const Path& lake, const LogText& log) {
  const auto damaged = [&](std::size_t line, std::string_view found) {
    return fail(ErrorCode::kData,
                "{}, line {}: expected a trial and its checksum, found '{}'; delete the file to "
                "count tries anew",
                (lake / kTrialLogName).string(), line + 1, found.substr(0, kShownMax));
  };
  std::vector<Trial> trials;
  std::set<std::string> seen;
  std::vector<std::string_view> lines = split(log.text, '\n');
  if (!lines.empty()) {
    // What follows the last end: nothing, or what was torn. A whole line with a wrong end is
    // neither.
    const std::string_view tail = lines.back();
    if (!tail.empty() && parse_line(tail.substr(0, tail.size() - 1))) {
      return damaged(lines.size() - 1, tail);
    }
    lines.pop_back();
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;  // the end of a line that was torn
    auto trial = parse_line(lines[i]);
    const bool torn_once = i + 1 < lines.size() && lines[i + 1].empty();
    if (!trial && torn_once) continue;
    if (!trial) return damaged(i, lines[i]);
    if (seen.insert(trial->key).second) trials.push_back(std::move(*trial));
  }
  return trials;
}

}  // namespace

Result<std::vector<Trial>> read_trials(const Path& lake) {
  AOTS_TRY(log, read_log(lake));
  return parse_log(lake, log);
}

Result<std::vector<Trial>> note_trials(const Path& lake, std::span<const Trial> trials) {
  AOTS_TRY(log, read_log(lake));
  AOTS_TRY(before, parse_log(lake, log));
  std::set<std::string> known;
  for (const Trial& trial : before) known.insert(trial.key);
  std::string added;
  for (const Trial& trial : trials) {
    if (known.insert(trial.key).second) added += line_of(trial) + '\n';
  }
  if (!added.empty()) {
    // An empty line ends one that was torn, so that the reader knows it for what it is.
    const std::string ends_torn = log.torn ? "\n\n" : "";
    AOTS_CHECK_OK(append_to_file(lake / kTrialLogName, ends_torn + added));
    // Read again: another program may have been first.
    AOTS_TRY(after, read_trials(lake));
    before = std::move(after);
  }
  std::set<std::string> sought;
  for (const Trial& trial : trials) sought.insert(trial.key);
  std::size_t end = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (sought.erase(before[i].key) > 0) end = i + 1;
  }
  if (!sought.empty()) {
    return fail(ErrorCode::kIo, "{} did not keep what was written to it",
                (lake / kTrialLogName).string());
  }
  before.resize(end);
  return before;
}

Result<std::vector<Trial>> note_trial(const Path& lake, const Trial& trial) {
  return note_trials(lake, std::span(&trial, 1));
}

}  // namespace aots::data
