#include "backtest/run_reader.hpp"

#include <system_error>

namespace aots::backtest {

Status expect_run_folder(const Path& folder) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) {
    return fail(ErrorCode::kData,
                "the run folder {} does not exist; make one with `aots backtest --out`",
                folder.string());
  }
  if (!std::filesystem::exists(folder / "manifest.json", ignored)) {
    return fail(ErrorCode::kData,
                "{} is no run folder: it has no manifest.json; make one with `aots backtest --out`",
                folder.string());
  }
  return {};
}

Result<std::string> read_run_file(const Path& folder, std::string_view name) {
  const Path path = folder / name;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return fail(ErrorCode::kData, "the run folder {} is not whole: {} is missing; run it again",
                folder.string(), name);
  }
  return read_file(path);
}

tl::unexpected<Error> damaged_run_file(const Path& folder, std::string_view name,
                                       std::string_view expected) {
  return fail(ErrorCode::kData, "{} of the run folder {} is damaged: expected {}; run it again",
              name, folder.string(), expected);
}

}  // namespace aots::backtest
