// aots report DIR [--open]
#include <cstdlib>
#include <memory>

#include "backtest/backtest.hpp"
#include "command.hpp"

namespace aots::app {
namespace {

struct ReportOptions {
  std::string folder;
  bool open = false;
};

Result<int> run(const ReportOptions& options) {
  AOTS_CHECK_OK(backtest::render_report(options.folder));
  const std::string page = (Path(options.folder) / "report.html").string();
  fmt::print("{}\n", page);
  if (!options.open) return 0;
  // The path goes to the desktop's opener as one quoted word.
  std::string quoted = "'";
  for (const char c : page) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  const int code = std::system(("xdg-open " + quoted + "' >/dev/null 2>&1").c_str());
  if (code != 0) {
    return fail(ErrorCode::kService, "xdg-open could not show {}; open it in a browser", page);
  }
  return 0;
}

}  // namespace

void register_report(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* app = root.add_subcommand("report",
                                      "Render the report of a run folder again\n\n"
                                      "Example:\n  aots report runs/spx-2019 --open");
  app->add_option("DIR", options->folder, "Run folder")->required();
  app->add_flag("--open", options->open, "Show it in the browser");
  app->callback(
      [&invocation, options] { invocation.action = [options] { return run(*options); }; });
}

}  // namespace aots::app
