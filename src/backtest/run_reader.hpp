// Reads back what write_run_folder wrote.
//
// Every error is of kind kData or kIo (exit 3) and says which file of which folder is at fault.
#pragma once

#include <string>
#include <string_view>

#include "base/file.hpp"

namespace aots::backtest {

// A run folder is a folder with a manifest.json.
Status expect_run_folder(const Path& folder);

// A file of a run folder, or an error that says how to get a whole one.
Result<std::string> read_run_file(const Path& folder, std::string_view name);

// The error of a file that is there but does not read as what it should hold.
tl::unexpected<Error> damaged_run_file(const Path& folder, std::string_view name,
                                       std::string_view expected);

}  // namespace aots::backtest
