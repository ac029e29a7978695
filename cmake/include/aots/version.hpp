// What was built: the version of the project and the git commit of its source.
//
// The definitions are written by the build (cmake/Version.cmake). Linked by programs only; a room
// that records the version is handed it.
#pragma once

#include <string_view>

namespace aots {

// Semantic version, such as "0.1.0".
std::string_view version();

// Full commit hash, followed by "-dirty" where tracked files differ from it; "unknown" for a build
// from a source tree without git.
std::string_view git_commit();

}  // namespace aots
