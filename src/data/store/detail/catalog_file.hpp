// The catalog on disk: catalog.json, one line per part and per imported file.
//
// A catalog of a newer version is refused before anything else of it is looked at. Errors are kData
// and name the file; a lake that is not there is kData too, with the command that makes one.
#pragma once

#include <string>

#include "base/file.hpp"
#include "base/result.hpp"
#include "data/store/lake.hpp"

namespace aots::data::detail {

inline constexpr std::string_view kCatalogName = "catalog.json";
inline constexpr std::string_view kLockName = "writer.lock";
inline constexpr std::string_view kPartsFolder = "parts";

Result<Catalog> read_catalog(const Path& root);
Result<Catalog> parse_catalog(std::string_view json, const Path& file);
std::string to_json(const Catalog& catalog);
Status write_catalog(const Path& root, const Catalog& catalog);
// The error of a part whose file is not what the catalog says; `found` completes "the lake part X
// ...".
tl::unexpected<Error> damaged_part(const Path& root, const Part& part, std::string_view found);
// Every part is there and has its size.
Status check_parts(const Path& root, const Catalog& catalog);

}  // namespace aots::data::detail
