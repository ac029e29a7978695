#include "sweep/sweep_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"

namespace aots::sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = "sweep.json";
constexpr std::string_view kParts = "parts";
constexpr std::string_view kLock = ".lock";
constexpr std::string_view kPartEnding = ".json";

// Everything that a sweep writes besides its lock.
constexpr std::string_view kOwnFiles[] = {kManifest,        kParts,         "trials.csv",
                                          "trials.parquet", "summary.json", "report.html"};

bool is_there(const Path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// Absent where the file is not a sweep's.
Result<std::optional<std::string>> id_of(const Path& folder) {
  AOTS_TRY(text, read_file(folder / kManifest));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("sweep") || !json["sweep"].is_string()) {
    return std::optional<std::string>();
  }
  return std::optional(json["sweep"].get<std::string>());
}

Status remove_own_files(const Path& folder) {
  for (const std::string_view name : kOwnFiles) {
    std::error_code error;
    fs::remove_all(folder / name, error);
    if (error) {
      return fail(ErrorCode::kIo, "cannot remove {}: {}", (folder / name).string(),
                  error.message());
    }
  }
  return {};
}

Status check_owner(const Path& folder, const std::string& id) {
  AOTS_TRY(found, id_of(folder));
  if (found == id) return {};
  return fail(ErrorCode::kUsage,
              "{} holds another sweep (other keys, values, configuration, data or program); name "
              "another folder or give --overwrite",
              folder.string());
}

Result<std::vector<TrialResult>> read_part(const Path& file) {
  AOTS_TRY(text, read_file(file));
  if (sha256_hex(text) == file.stem().string()) {
    if (auto results = read_results(text)) return *std::move(results);
  }
  return fail(ErrorCode::kData,
              "{} is damaged (not the bytes that its name tells of); delete it and run the sweep "
              "again",
              file.string());
}

}  // namespace

Status check_destination(const Path& folder) {
  std::error_code error;
  if (!is_there(folder)) return {};
  if (!fs::is_directory(folder, error)) {
    return fail(ErrorCode::kUsage, "{} is a file; name a folder for the sweep", folder.string());
  }
  if (is_there(folder / kManifest) || fs::is_empty(folder, error)) return {};
  const fs::directory_iterator entries(folder, error);
  const bool only_lock = std::all_of(begin(entries), end(entries), [](const auto& entry) {
    return entry.path().filename() == kLock;
  });
  if (only_lock) return {};
  return fail(ErrorCode::kUsage,
              "{} exists and is no sweep folder (it has no {}); name another folder",
              folder.string(), kManifest);
}

Result<SweepFolder> SweepFolder::open(const Path& folder, const Identity& identity,
                                      bool overwrite) {
  AOTS_CHECK_OK(check_destination(folder));
  AOTS_CHECK_OK(make_directories(folder));
  AOTS_TRY(lock, FileLock::acquire(folder / kLock, "one sweep at a time writes to a folder"));
  if (overwrite) AOTS_CHECK_OK(remove_own_files(folder));
  if (is_there(folder / kManifest)) {
    AOTS_CHECK_OK(check_owner(folder, identity.id));
  } else {
    AOTS_CHECK_OK(write_file_atomically(folder / kManifest, identity.manifest));
  }
  AOTS_CHECK_OK(make_directories(folder / kParts));
  return SweepFolder(folder, std::move(lock));
}

Result<std::map<std::string, TrialResult>> SweepFolder::finished() const {
  std::map<std::string, TrialResult> finished;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_ / kParts, error)) {
    // What a killed process left half-written has another ending.
    if (entry.path().extension() != kPartEnding) continue;
    AOTS_TRY(results, read_part(entry.path()));
    for (TrialResult& result : results) finished.emplace(result.key, std::move(result));
  }
  if (error) {
    return fail(ErrorCode::kIo, "cannot read {}: {}", (path_ / kParts).string(), error.message());
  }
  return finished;
}

Status SweepFolder::keep(const std::vector<TrialResult>& results) const {
  const std::string text = to_json(results);
  return write_file_atomically(path_ / kParts / (sha256_hex(text) + std::string(kPartEnding)),
                               text);
}

Status SweepFolder::write(std::string_view name, std::string_view content) const {
  return write_file_atomically(path_ / name, content);
}

}  // namespace aots::sweep
