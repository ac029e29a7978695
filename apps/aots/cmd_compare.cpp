// aots compare DIR DIR [--json]
#include <memory>

#include "backtest/compare.hpp"
#include "command.hpp"

namespace aots::app {
namespace {

struct CompareOptions {
  std::string first, second;
  bool json = false;
};

Result<int> run(const CompareOptions& options) {
  AOTS_TRY(comparison, backtest::compare_runs(options.first, options.second));
  fmt::print("{}", options.json ? backtest::comparison_json(comparison)
                                : backtest::comparison_text(comparison));
  return comparison.identical() ? 0 : 1;
}

}  // namespace

void register_compare(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<CompareOptions>();
  CLI::App* app = root.add_subcommand(
      "compare",
      "Compare two run folders: exit 0 when every byte is the same, 1 when they differ\n\n"
      "Example:\n  aots compare runs/spx-2019 runs/spx-2019-again");
  app->add_option("FIRST", options->first, "Run folder")->required();
  app->add_option("SECOND", options->second, "Run folder")->required();
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback(
      [&invocation, options] { invocation.action = [options] { return run(*options); }; });
}

}  // namespace aots::app
