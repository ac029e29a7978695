#include "data/ingest/vendor_tree.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/source/known_files.hpp"

namespace aots::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCompanionName = "underlying.csv";
constexpr int kFolderDepthMax = 64;
constexpr std::size_t kHeaderShown = 120;
constexpr std::string_view kNoTable = "it is empty or no table of text";
constexpr std::string_view kNeedsSymbol =
    "its rows do not say of which symbol they are, and neither does its name: give --symbol";
constexpr std::string_view kNotRegular = "it is no regular file";

Status walk(const Path& folder, const Path& lake, std::vector<FoundFile>& found) {
  std::error_code error;
  auto entry = fs::recursive_directory_iterator(
      folder, fs::directory_options::follow_directory_symlink, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    if (entry.depth() > kFolderDepthMax) {
      return fail(ErrorCode::kIo,
                  "{} is nested deeper than {} folders: check for a link in a circle",
                  entry->path().string(), kFolderDepthMax);
    }
    std::error_code no_lake;
    const bool passed_over = entry->path().filename().string().starts_with('.') ||
                             fs::equivalent(entry->path(), lake, no_lake);
    if (passed_over && entry->is_directory()) {
      entry.disable_recursion_pending();
    } else if (!passed_over && !entry->is_directory()) {
      found.push_back({.path = entry->path(), .named = false});
    }
    entry.increment(error);
  }
  if (error) {
    return fail(ErrorCode::kIo, "cannot list the folder {}: {}; check its permissions",
                folder.string(), error.message());
  }
  return {};
}

// Why nothing claims a sample, in words for the user.
std::string unclaimed_reason(const Sample& sample) {
  if (sample.shape == SampleShape::kNone) return std::string(kNoTable);
  return fmt::format("its first line is \"{}\"", sample.header_line.substr(0, kHeaderShown));
}

struct Claim {
  const Format* format = nullptr;
  std::optional<Symbol> symbol;
  std::string reason;     // why there is none
  bool is_known = false;  // and nothing else could be done with the file
};

std::optional<Symbol> symbol_of(const Sample& sample, const Format& format,
                                const ImportRequest& request) {
  if (request.symbol) return request.symbol;
  return symbol_of_name(format.symbol_in_folder ? sample.folder : sample.name);
}

const Format* format_named(std::string_view kind) {
  const auto all = formats();
  const auto named = std::find_if(all.begin(), all.end(),
                                  [&](const Format& format) { return format.kind == kind; });
  return named != all.end() ? &*named : nullptr;
}

Claim claim(const Sample& sample, const ImportRequest& request) {
  const auto symbol = request.symbol ? request.symbol : symbol_of_name(sample.name);
  Claim result;
  if (sample.shape == SampleShape::kNone) {
    result.reason = unclaimed_reason(sample);
    return result;
  }
  if (const auto known = reason_not_to_import(sample)) {
    result.reason = *known;
    result.is_known = true;
    return result;
  }
  const Format* natural = recognise(sample, symbol);
  const bool is_wanted = natural != nullptr && (!request.kind || natural->family == *request.kind ||
                                                natural->kind == *request.kind);
  if (is_wanted) {
    result.format = natural;
  } else if (request.kind) {
    result.format = format_named(*request.kind);
  }
  if (result.format == nullptr) {
    result.reason = unclaimed_reason(sample);
  } else if (result.format->needs_symbol) {
    result.symbol = symbol_of(sample, *result.format, request);
    if (!result.symbol) {
      result.format = nullptr;
      result.reason = kNeedsSymbol;
      result.is_known = true;
    }
  }
  return result;
}

// The archives that make one file with this one and are there, the leading one first.
std::vector<Path> set_around(const Path& path, const Format& format) {
  if (format.set_of == nullptr) return {path};
  std::vector<Path> found;
  for (const auto& name : format.set_of(path.filename().string())) {
    const auto candidate = path.parent_path() / name;
    std::error_code error;
    if (candidate == path || fs::is_regular_file(candidate, error)) found.push_back(candidate);
  }
  return found;
}

tl::unexpected<Error> not_recognised(const Path& path, const Claim& claim) {
  const auto& reason = claim.reason;
  if (reason == kNoTable) {
    return fail(
        ErrorCode::kData,
        "{} cannot be imported: {}, and a header line was expected; download it again or leave "
        "it out",
        path.string(), reason);
  }
  if (claim.is_known) {
    return fail(ErrorCode::kData, "{} cannot be imported: {}", path.string(), reason);
  }
  return fail(ErrorCode::kData,
              "{} is not recognised: {}; looked for {}; name its kind with --as or leave it out",
              path.string(), reason, describe_formats());
}

// A pipe would be waited for without end, a link can point nowhere.
Result<Sample> read_regular_sample(const Path& path) {
  std::error_code error;
  const auto type = fs::status(path, error).type();
  if (type == fs::file_type::regular) return read_sample(path);
  return fail(ErrorCode::kIo, "{} cannot be imported: {}; {}", path.string(), kNotRegular,
              type == fs::file_type::not_found ? "it is a link to nothing: repair or remove it"
                                               : "copy what it gives into a file");
}

}  // namespace

Result<VendorFile> read_claimed_file(const ClaimedFile& claimed) {
  AOTS_TRY(file, read_vendor_file(claimed.path));
  if (claimed.format->dated_by_path) {
    const auto folder = raw_excerpt(claimed.path.parent_path().filename().string());
    file.name = fmt::format("{}/{}", folder, file.name);
  }
  if (claimed.parts.empty()) return std::move(file);
  std::string hashes = file.sha256;
  for (const auto& path : claimed.parts) {
    AOTS_TRY(part, read_vendor_file(path));
    file.name = fmt::format("{}+{}", file.name, part.name);
    hashes += part.sha256;
    std::move(part.members.begin(), part.members.end(), std::back_inserter(file.members));
  }
  file.sha256 = sha256_hex(hashes);
  return std::move(file);
}

Result<std::vector<FoundFile>> find_files(const std::vector<Path>& paths, const Path& lake) {
  std::vector<FoundFile> found;
  for (const auto& path : paths) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      return fail(ErrorCode::kIo, "there is no file or folder {}: check the name", path.string());
    }
    if (error) {
      return fail(ErrorCode::kIo, "cannot look at {}: {}; check its permissions", path.string(),
                  error.message());
    }
    if (fs::is_directory(status)) {
      AOTS_CHECK_OK(walk(path, lake, found));
    } else {
      found.push_back({.path = path, .named = true});
    }
  }
  // A file that is both named and in a folder counts as named.
  std::sort(found.begin(), found.end(), [](const FoundFile& a, const FoundFile& b) {
    return a.path != b.path ? a.path < b.path : a.named > b.named;
  });
  const auto same = [](const FoundFile& a, const FoundFile& b) { return a.path == b.path; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

Result<Claims> claim_files(const std::vector<FoundFile>& files, const ImportRequest& request,
                           WorkObserver& observer) {
  Claims claims;
  std::set<Path> leaders;
  std::int64_t done = 0;
  for (const auto& file : files) {
    AOTS_CHECK_OK(check_stop(observer));
    observer.progress("recognise", done++, static_cast<std::int64_t>(files.size()), "files");
    auto sample = read_regular_sample(file.path);
    if (!sample) {
      if (file.named) return tl::make_unexpected(std::move(sample).error());
      claims.damaged.push_back({file.path.string(), std::move(sample).error().message});
      continue;
    }
    auto found = claim(*sample, request);
    if (found.format != nullptr) {
      auto set = set_around(file.path, *found.format);
      if (!leaders.insert(set.front()).second) continue;
      claims.files.push_back({.path = set.front(),
                              .named = file.named,
                              .format = found.format,
                              .symbol = found.symbol,
                              .parts = {set.begin() + 1, set.end()}});
    } else if (file.named) {
      return not_recognised(file.path, found);
    } else {
      claims.unrecognised.push_back({file.path.string(), std::move(found.reason)});
    }
  }
  return claims;
}

std::optional<Path> companion_of(const Path& chain_file) {
  const auto folder = chain_file.parent_path();
  for (const auto& place : {folder, folder.parent_path()}) {
    const auto candidate = place / kCompanionName;
    std::error_code error;
    if (std::filesystem::is_regular_file(candidate, error)) return candidate;
  }
  return std::nullopt;
}

}  // namespace aots::data
