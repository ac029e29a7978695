// The catalog on disk: catalog.json, one line per part and per imported file.
//
// Its last line is the SHA-256 of everything above it. A catalog of a newer version is refused
// before anything else of it is looked at. Errors are kData and name the file; a lake that is not
// there is kData too, with the command that makes one.
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
// Whether the text of a catalog has the hash that it carries; version 1 carried none.
bool has_right_digest(std::string_view json);
// The same of the file, as an error: who adds to a damaged catalog would sign the damage.
Status check_digest(const Path& root);
// kData where there is no catalog, with the command that makes a lake.
Status check_is_lake(const Path& root);
Status write_catalog(const Path& root, const Catalog& catalog);
// The error of a part whose file is not what the catalog says; `found` completes "the lake part X
// ...".
tl::unexpected<Error> damaged_part(const Path& root, const Part& part, std::string_view found);
// Every part is there and has its size.
Status check_parts(const Path& root, const Catalog& catalog);

}  // namespace aots::data::detail
