// SweepFolder: where a sweep keeps what is finished, so that it goes on where it was stopped.
//
// `sweep.json` says which sweep the folder belongs to; `parts/` holds the results of finished
// chunks, each a file that is named for the SHA-256 of its text. A part does not know how the
// trials were cut, so a sweep may go on with another number of cores. Nothing depends on where the
// folder is or when it was written. One process at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "sweep/trial_result.hpp"

namespace aots::sweep {

// Whether a sweep may be written there: asked before the work. Errors: a file, a folder that holds
// something else. An empty folder and another sweep pass here.
Status check_destination(const Path& folder);

class SweepFolder {
 public:
  struct Identity {
    std::string id;        // SHA-256 of everything that decides the results
    std::string manifest;  // the text of sweep.json, which names the id as "sweep"
  };
  // Takes the folder for this sweep. What an earlier sweep left is refused (kUsage), or removed
  // with `overwrite`, which also starts this very sweep anew.
  static Result<SweepFolder> open(const Path& folder, const Identity& identity, bool overwrite);

  const Path& path() const { return path_; }
  // By their keys. kData where a part is not the bytes that its name tells of.
  Result<std::map<std::string, TrialResult>> finished() const;
  // Keeps the results of a chunk; may be called from several threads.
  Status keep(const std::vector<TrialResult>& results) const;
  // A finished document of the sweep.
  Status write(std::string_view name, std::string_view content) const;

 private:
  SweepFolder(Path path, FileLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  Path path_;
  FileLock lock_;
};

}  // namespace aots::sweep
