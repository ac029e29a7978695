#include "data/source/zip_archive.hpp"

#include <memory>
#include <sys/stat.h>
#include <utility>

#include <zip.h>

#include "data/source/rows.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kZipMagic = "PK\x03\x04";
constexpr unsigned kUnixModeShift = 16;  // of a member's external attributes

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

struct CloseMember {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Member = std::unique_ptr<zip_file_t, CloseMember>;

tl::unexpected<Error> damaged(std::string_view name, std::string_view what) {
  return fail(ErrorCode::kData,
              "{} is not readable as a zip archive: {}; copy or download the file again", name,
              what);
}

Result<Archive> open_archive(std::string_view bytes, std::string_view name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  const std::string reason = archive == nullptr ? zip_error_strerror(&error) : "";
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return damaged(name, reason);
  return Archive(archive);
}

// Absolute, on a drive, or through a folder above.
bool leaves_its_folder(std::string_view member) {
  if (member.empty() || member.front() == '/' || member.find('\\') != std::string_view::npos ||
      member.find(':') != std::string_view::npos) {
    return true;
  }
  while (!member.empty()) {
    const auto slash = member.find('/');
    if (member.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) break;
    member.remove_prefix(slash + 1);
  }
  return false;
}

bool is_link(zip_t* archive, zip_uint64_t index) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0) return false;
  return system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> kUnixModeShift);
}

struct Listed {
  zip_uint64_t index = 0;
  std::size_t bytes = 0;
  std::string name;
};

Status check_member(zip_t* archive, const zip_stat_t& stat, std::string_view file) {
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
  if ((stat.valid & kNeeded) != kNeeded) return damaged(file, "a member has no name or no size");
  const auto member = raw_excerpt(stat.name);
  if (leaves_its_folder(stat.name)) {
    return fail(ErrorCode::kData,
                "{} names its member \"{}\", which points outside of the archive; nothing of it is "
                "read: pack the files again without such paths",
                file, member);
  }
  if (is_link(archive, stat.index)) {
    return fail(ErrorCode::kData,
                "{} holds the link \"{}\" where a file was expected; pack the file itself", file,
                member);
  }
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return fail(ErrorCode::kData,
                "{} holds the encrypted member \"{}\"; unpack it and import the files", file,
                member);
  }
  return {};
}

Result<std::vector<Listed>> list_members(zip_t* archive, std::size_t packed,
                                         std::string_view file) {
  const auto entries = zip_get_num_entries(archive, 0);
  if (entries < 0) return damaged(file, "it has no directory");
  const auto count = static_cast<zip_uint64_t>(entries);
  if (count > kArchiveMembersMax) {
    return fail(ErrorCode::kData, "{} holds {} members where at most {} are read: split it", file,
                count, kArchiveMembersMax);
  }
  std::vector<Listed> members;
  std::size_t total = 0;
  for (zip_uint64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive, i, 0, &stat) != 0) return damaged(file, "a member is broken");
    AOTS_CHECK_OK(check_member(archive, stat, file));
    if (stat.size > kUnpackedBytesMax) {
      AOTS_CHECK_OK(check_unpacked_size(packed, kUnpackedBytesMax + 1, file));
    }
    total += stat.size;
    AOTS_CHECK_OK(check_unpacked_size(packed, total, file));
    if (!std::string_view(stat.name).ends_with('/')) {
      members.push_back({.index = i, .bytes = stat.size, .name = stat.name});
    }
  }
  return members;
}

Result<std::string> unpack(zip_t* archive, const Listed& member, std::string_view file) {
  const Member opened(zip_fopen_index(archive, member.index, 0));
  const auto broken = [&](std::string_view what) {
    return damaged(file, fmt::format("its member \"{}\" {}", raw_excerpt(member.name), what));
  };
  if (!opened) return broken("cannot be opened");
  std::string text(member.bytes, '\0');
  const auto read = zip_fread(opened.get(), text.data(), text.size());
  if (read < 0 || static_cast<std::size_t>(read) != text.size()) return broken("is damaged");
  // The end of the stream is where the checksum is compared.
  char beyond = 0;
  const auto more = zip_fread(opened.get(), &beyond, 1);
  if (more < 0) return broken("is damaged");
  if (more > 0) return broken("is longer than the directory says");
  return text;
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with(kZipMagic); }

Status check_unpacked_size(std::size_t packed, std::size_t unpacked, std::string_view name) {
  if (unpacked > kUnpackedBytesMax) {
    return fail(ErrorCode::kData, "{} unpacks to more than 2 GiB: split it into smaller files",
                name);
  }
  if (unpacked > kUnpackedBytesAnyRatio && unpacked / kUnpackedRatioMax > packed) {
    return fail(ErrorCode::kData,
                "{} packs {} bytes or more into {}, which no table of prices does; it is not "
                "unpacked further: check where it comes from",
                name, unpacked, packed);
  }
  return {};
}

Result<std::vector<ArchiveMember>> read_zip(std::string_view bytes, std::string_view name,
                                            Unpack extent) {
  AOTS_TRY(archive, open_archive(bytes, name));
  AOTS_TRY(listed, list_members(archive.get(), bytes.size(), name));
  std::vector<ArchiveMember> members;
  members.reserve(listed.size());
  for (const auto& member : listed) {
    std::string text;
    if (extent == Unpack::kAll || members.empty()) {
      AOTS_TRY(unpacked, unpack(archive.get(), member, name));
      text = std::move(unpacked);
    }
    members.push_back({.name = member.name, .text = std::move(text)});
  }
  return members;
}

}  // namespace aots::data
