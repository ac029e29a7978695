// VendorFile: the bytes of one file as the vendor wrote them, unpacked where they are gzip or zip.
//
// Both are recognised by their first bytes, not by the file's name. The hash is of the bytes on
// disk. Errors (kData for damaged content, kIo for what the file system refuses and for a file that
// changes while it is read) name the file and, for gzip, where it broke off.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "data/source/zip_archive.hpp"

namespace aots::data {

struct VendorFile {
  Path path;
  std::string name;                    // without its folder
  std::string sha256;                  // of the bytes on disk
  std::string text;                    // unpacked; empty for an archive
  std::vector<ArchiveMember> members;  // of an archive
};

Result<VendorFile> read_vendor_file(const Path& path);

// The beginning of the file, unpacked: about 64 KiB, in whole lines unless it is JSON or an
// archive. Errors as above.
Result<std::string> read_head(const Path& path);

// The file's name without ".csv", ".csv.gz" and the like: "SPY" for "SPY.csv" or "SPY.json.gz".
std::string_view name_stem(std::string_view name);

// Unpacks one or more gzip members; `name` is used in messages.
Result<std::string> gunzip(std::string_view packed, std::string_view name);

}  // namespace aots::data
