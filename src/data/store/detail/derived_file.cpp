#include "data/store/detail/derived_file.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace aots::data::detail {

namespace fs = std::filesystem;

std::optional<DerivedFileName> DerivedFileName::of(const Path& file) {
  const auto name = file.filename().string();
  const auto first = name.find('_');
  const auto second = name.find('_', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  if (file.extension() != ".parquet") return std::nullopt;
  return DerivedFileName{.span = name.substr(0, first),
                         .key = name.substr(first + 1, second - first - 1),
                         .sha256 = file.stem().string().substr(second + 1)};
}

std::vector<Path> files_below(const Path& folder) {
  std::vector<Path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file(error)) files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::vector<Path>> damaged_files(const std::vector<Path>& files) {
  std::vector<Path> damaged;
  for (const auto& file : files) {
    const auto name = DerivedFileName::of(file);
    if (!name) {
      damaged.push_back(file);
      continue;
    }
    AOTS_TRY(sha256, sha256_of_file(file));
    if (sha256 != name->sha256) damaged.push_back(file);
  }
  return damaged;
}

Status remove_files(const std::vector<Path>& files) {
  for (const auto& file : files) {
    std::error_code error;
    fs::remove(file, error);
    if (error) {
      return fail(ErrorCode::kIo, "cannot remove {}: {}; check its permissions", file.string(),
                  error.message());
    }
  }
  return {};
}

Status publish_derived(const Path& temporary, std::string_view span, std::string_view key) {
  AOTS_TRY(sha256, sha256_of_file(temporary));
  return publish_file(
      temporary, temporary.parent_path() / fmt::format("{}_{}_{}.parquet", span,
                                                       key.substr(0, kDerivedKeyDigits), sha256));
}

}  // namespace aots::data::detail
