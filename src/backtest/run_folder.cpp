// Writes a run folder, all or nothing.
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "backtest/backtest.hpp"
#include "backtest/report_page.hpp"
#include "backtest/run_documents.hpp"
#include "backtest/run_tables.hpp"
#include "backtest/trade_payoffs.hpp"

namespace aots::backtest {
namespace {

namespace fs = std::filesystem;

// A folder that exists while it is being filled and is removed unless it was kept.
class Draft {
 public:
  explicit Draft(Path path) : path_(std::move(path)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
  }

  const Path& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  Path path_;
  bool kept_ = false;
};

Path without_trailing_slash(const Path& folder) {
  const Path normal = folder.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

Path beside(const Path& folder, std::string_view suffix) {
  return folder.parent_path() /
         fmt::format(".{}.{}-{}", folder.filename().string(), suffix, getpid());
}

Status check_named(const Path& folder, bool overwrite) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  if (!fs::is_directory(folder, error)) {
    return fail(ErrorCode::kUsage, "{} is a file; name a folder for the run", folder.string());
  }
  if (fs::is_empty(folder, error)) return {};
  if (!fs::exists(folder / "manifest.json", error)) {
    return fail(ErrorCode::kUsage,
                "{} exists and is no run folder (it has no manifest.json); name another folder",
                folder.string());
  }
  if (!overwrite) {
    return fail(ErrorCode::kUsage,
                "{} already holds a run; name another folder or give --overwrite", folder.string());
  }
  return {};
}

Status rename_folder(const Path& from, const Path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return fail(ErrorCode::kIo, "cannot rename {} to {}: {}", from.string(), to.string(),
              error.message());
}

// Puts the finished draft in the place of what is there.
Status publish(Draft& draft, const Path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) {
    AOTS_CHECK_OK(rename_folder(draft.path(), folder));
    draft.keep();
    return {};
  }
  const Path old = beside(folder, "old");
  AOTS_CHECK_OK(rename_folder(folder, old));
  Status renamed = rename_folder(draft.path(), folder);
  if (!renamed) {
    AOTS_CHECK_OK(rename_folder(old, folder));
    return renamed;
  }
  draft.keep();
  fs::remove_all(old, error);
  return {};
}

std::string lines(const std::vector<std::string>& journal) {
  std::string text;
  for (const std::string& line : journal) {
    text += line;
    text += '\n';
  }
  return text;
}

}  // namespace

Status check_destination(const Path& folder, bool overwrite) {
  return check_named(without_trailing_slash(folder), overwrite);
}

Status write_run_folder(const RunResult& result, const ProgramVersion& version, const Path& folder,
                        bool overwrite) {
  const Path destination = without_trailing_slash(folder);
  AOTS_CHECK_OK(check_named(destination, overwrite));
  if (destination.has_parent_path()) AOTS_CHECK_OK(make_directories(destination.parent_path()));
  Draft draft(beside(destination, "draft"));
  AOTS_CHECK_OK(make_directories(draft.path()));

  const std::vector<Position>& positions = result.engine.positions.front();
  const engine::DeskRecord& book = result.engine.desks.front();
  RunFiles files = {
      {"manifest.json", manifest_json(result, version)},
      {"summary.json", summary_json(result)},
      {"trades.csv", trades_csv(positions)},
      {"payoffs.json", trade_payoffs_json(positions, result.entry_smiles)},
      {"legs.csv", legs_csv(positions)},
      {"equity.csv", equity_csv(book.equity)},
      {"signals.csv", signals_csv(book.signals)},
      {"journal.jsonl", lines(result.journal)},
  };
  if (result.benchmarks) files.emplace("benchmarks.csv", benchmarks_csv(*result.benchmarks));
  files.emplace("report.html", report_page(files));
  for (const auto& [name, content] : files) {
    AOTS_CHECK_OK(write_draft_file(draft.path() / name, content));
  }
  AOTS_CHECK_OK(sync_folder(draft.path()));
  return publish(draft, destination);
}

}  // namespace aots::backtest
