// aots backtest [--config FILE] [--from D --to D --symbols A,B] --out DIR
#include <memory>

#include "aots/version.hpp"
#include "backtest/backtest.hpp"
#include "data/store/lake.hpp"
#include "run_settings.hpp"

namespace aots::app {
namespace {

struct BacktestOptions {
  std::string from, to, symbols, out;
  bool overwrite = false;
  bool json = false;
};

Result<backtest::RunConfig> resolve(const CommonOptions& common, const BacktestOptions& options) {
  AOTS_TRY(config, load_run_config(common));
  if (!options.from.empty()) {
    AOTS_TRY(from, parse_date_option("--from", options.from));
    config.from = from;
  }
  if (!options.to.empty()) {
    AOTS_TRY(to, parse_date_option("--to", options.to));
    config.to = to;
  }
  if (config.from && config.to && *config.from > *config.to) {
    return fail(ErrorCode::kUsage, "--from {} is later than --to {}; give them the other way round",
                to_string(*config.from), to_string(*config.to));
  }
  if (!options.symbols.empty()) {
    AOTS_TRY(symbols, parse_symbols_option(options.symbols));
    config.symbols.clear();
    for (const Symbol& symbol : symbols) config.symbols.push_back(symbol.str());
  }
  return config;
}

Result<int> run(const CommonOptions& common, const BacktestOptions& options) {
  AOTS_TRY(config, resolve(common, options));
  AOTS_CHECK_OK(backtest::check_destination(options.out, options.overwrite));
  const auto observer = make_observer(common);
  AOTS_TRY(lake, open_lake(config));
  AOTS_TRY(result, backtest::run_backtest(config, lake, *observer));
  const backtest::ProgramVersion version{std::string(aots::version()), std::string(git_commit())};
  AOTS_CHECK_OK(backtest::write_run_folder(result, version, options.out, options.overwrite));
  AOTS_TRY(summary, read_file(Path(options.out) / "summary.json"));
  if (options.json) {
    fmt::print("{}\n", summary);
  } else {
    fmt::print("{}", backtest::summary_table(result));
    fmt::print("report: {}\n", (Path(options.out) / "report.html").string());
  }
  return 0;
}

}  // namespace

void register_backtest(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<BacktestOptions>();
  CLI::App* app =
      root.add_subcommand("backtest",
                          "Run a backtest and write its run folder\n\n"
                          "Example:\n  aots backtest --lake lake --symbols SPX --from 2019-04-25 "
                          "--to 2019-06-13 --out runs/spx-2019\n\n"
                          "--config takes a file or a preset: seed, exercise, core-20-45.");
  app->add_option("--from", options->from, "First session with decisions (YYYY-MM-DD)");
  app->add_option("--to", options->to, "Last session (YYYY-MM-DD)");
  app->add_option("--symbols", options->symbols, "Underlyings, separated by commas");
  app->add_option("--out", options->out, "Run folder to write")->required();
  app->add_flag("--overwrite", options->overwrite, "Replace an existing run folder");
  app->add_flag("--json", options->json, "Print summary.json instead of the table");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(invocation.common, *options); };
  });
}

}  // namespace aots::app
