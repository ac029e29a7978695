// aots: parses the command line, runs one action, turns its error into one sentence and an exit
// code.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "aots/version.hpp"
#include "command.hpp"

namespace aots::app {
namespace {

constexpr const char* kAbout =
    "aots, the Adaptive Options Trading System: option data, analytics, backtests, reports.\n\n"
    "Example:\n"
    "  aots data synth --symbols SPY --from 2022-01-03 --to 2023-12-29 --seed 1 --lake demo-lake\n"
    "  aots backtest --lake demo-lake --out demo-run";

void register_common(CLI::App& root, CommonOptions& common) {
  root.add_option("--lake", common.lake, "Folder of the lake")->envname("AOTS_LAKE");
  root.add_option("--config", common.config, "Configuration file (YAML)");
  root.add_option("--set", common.assignments, "Override one key: --set key.path=value")
      ->take_all();
  root.add_option("--seed", common.seed, "Seed of everything that is random");
  root.add_option("--jobs", common.jobs, "Threads to use; 0 means all cores");
  root.add_option("--progress", common.progress, "Progress on stderr")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  root.fallthrough();
}

void register_commands(CLI::App& root, Invocation& invocation) {
  register_doctor(root, invocation);
  register_config(root, invocation);
  register_data(root, invocation);
  register_chain(root, invocation);
  register_surface(root, invocation);
  register_iv(root, invocation);
  register_price(root, invocation);
  register_payoff(root, invocation);
  register_margin(root, invocation);
  register_ivrank(root, invocation);
  register_regime(root, invocation);
  register_features(root, invocation);
  register_universe(root, invocation);
  register_backtest(root, invocation);
  register_sweep(root, invocation);
  register_report(root, invocation);
  register_risk(root, invocation);
  register_bench(root, invocation);
  register_compare(root, invocation);
  register_verify(root, invocation);
  register_completion(root, invocation);
}

int report_error(const Error& error) {
  fmt::print(stderr, "aots: {}\n", error.message);
  return exit_code(error.code);
}

int run(int argc, char** argv) {
  Invocation invocation;
  CLI::App root(kAbout, "aots");
  root.set_version_flag("--version", fmt::format("aots {} ({})", version(), git_commit()));
  root.require_subcommand(1);
  register_common(root, invocation.common);
  register_commands(root, invocation);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = root.exit(error);
    return code == 0 ? 0 : exit_code(ErrorCode::kUsage);
  }
  if (!invocation.action) {
    return report_error({ErrorCode::kUsage, "no command was given; see `aots --help`"});
  }
  const Result<int> outcome = invocation.action();
  return outcome ? *outcome : report_error(outcome.error());
}

}  // namespace
}  // namespace aots::app

int main(int argc, char** argv) {
  // A reader that stops early (`aots chain SPY | head`) ends the program quietly.
  std::signal(SIGPIPE, SIG_DFL);
  try {
    return aots::app::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "aots: internal error: {}; please report it with the command line\n",
               error.what());
    return aots::exit_code(aots::ErrorCode::kInternal);
  }
}
