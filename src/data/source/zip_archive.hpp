// ZipArchive: the members of a zip archive, unpacked in memory; nothing is ever written to disk.
//
// An archive is refused (kData) that is damaged or encrypted, that names a member by an absolute
// path or by one that climbs out of its folder, that holds links, or that would unpack to more than
// tables of prices ever do. Folders inside are passed over. Source: libzip.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aots::data {

inline constexpr std::size_t kUnpackedBytesMax = std::size_t{2} << 30;
inline constexpr std::size_t kArchiveMembersMax = 200'000;
// Text that packs better than this is no vendor's; small files may.
inline constexpr std::size_t kUnpackedRatioMax = 200;
inline constexpr std::size_t kUnpackedBytesAnyRatio = std::size_t{64} << 20;

struct ArchiveMember {
  std::string name;
  std::string text;
};

bool is_zip(std::string_view bytes);

// Refuses what unpacks to more than a vendor's file can hold. `name` is used in messages.
Status check_unpacked_size(std::size_t packed, std::size_t unpacked, std::string_view name);

enum class Unpack { kAll, kFirst };

// All members in the order of the archive; with kFirst only the first one has its text.
Result<std::vector<ArchiveMember>> read_zip(std::string_view bytes, std::string_view name,
                                            Unpack unpack = Unpack::kAll);

}  // namespace aots::data
