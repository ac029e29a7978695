// VendorTree: the files that an import was pointed at, each with the format that claims it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/work.hpp"
#include "data/ingest/import.hpp"
#include "data/source/format.hpp"
#include "data/source/vendor_file.hpp"

namespace aots::data {

struct FoundFile {
  Path path;
  bool named = false;  // by the user, not found in a folder
};

struct ClaimedFile {
  Path path;
  bool named = false;
  const Format* format = nullptr;
  std::optional<Symbol> symbol;  // of formats whose rows do not carry it
  std::vector<Path> parts;       // further archives that make one file with this one
};

// The file with its parts, all of them one text or one archive, under the name that accounts show.
Result<VendorFile> read_claimed_file(const ClaimedFile& claimed);

// Every regular file under the paths, in the order of their paths, each once; hidden files and the
// lake itself are passed over. Errors name the path that is missing or cannot be listed.
Result<std::vector<FoundFile>> find_files(const std::vector<Path>& paths, const Path& lake);

struct Claims {
  std::vector<ClaimedFile> files;
  std::vector<PassedOver> unrecognised;
  std::vector<PassedOver> damaged;
};

// Looks at the beginning of each file. A named file that is not claimed is an error.
Result<Claims> claim_files(const std::vector<FoundFile>& files, const ImportRequest& request,
                           WorkObserver& observer);

// The underlying's own rows that stand beside a chain file, in its folder or the one above.
std::optional<Path> companion_of(const Path& chain_file);

}  // namespace aots::data
