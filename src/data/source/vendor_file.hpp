// VendorFile: the bytes of one file as the vendor wrote them, unpacked where they are gzip.
//
// Gzip is recognised by its first two bytes, not by the file's name. The hash is of the bytes on
// disk. Errors (kData for damaged content, kIo for what the file system refuses) name the file and,
// for gzip, where it broke off.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace aots::data {

inline constexpr std::size_t kUnpackedBytesMax = std::size_t{2} << 30;

struct VendorFile {
  Path path;
  std::string name;    // without its folder
  std::string sha256;  // of the bytes on disk
  std::string text;    // unpacked
};

Result<VendorFile> read_vendor_file(const Path& path);

// Whole lines from the beginning of the file, unpacked: about 64 KiB. Errors as above.
Result<std::string> read_head(const Path& path);

// The file's name without ".csv", ".csv.gz" and the like: "SPY" for "SPY.csv".
std::string_view name_stem(std::string_view name);

// Unpacks one or more gzip members; `name` is used in messages.
Result<std::string> gunzip(std::string_view packed, std::string_view name);

}  // namespace aots::data
