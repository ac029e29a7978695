// aots sweep [--config FILE] --grid KEY=a,b,c ... [--random N] --out DIR
#include <memory>

#include "aots/version.hpp"
#include "run_settings.hpp"
#include "sweep/documents.hpp"
#include "sweep/sweep.hpp"

namespace aots::app {
namespace {

struct SweepFlags {
  RunFlags run;
  sweep::PlanRequest request;
  std::string out;
  bool overwrite = false;
  bool json = false;
};

Result<int> run(const CommonOptions& common, const SweepFlags& flags) {
  AOTS_TRY(config, load_run_config(common, flags.run));
  AOTS_TRY(plan, sweep::make_plan(config, flags.request));
  AOTS_CHECK_OK(sweep::check_destination(flags.out));
  const auto observer = make_observer(common);
  AOTS_TRY(lake, open_lake(config));
  AOTS_TRY(result,
           sweep::run_sweep(std::move(plan), lake,
                            {.folder = flags.out,
                             .jobs = thread_count(common),
                             .overwrite = flags.overwrite,
                             .version = {std::string(version()), std::string(git_commit())}},
                            *observer));
  if (!result.uncounted.empty()) {
    fmt::print(stderr, "these tries are not counted: {}\n", result.uncounted);
  }
  if (flags.json) {
    fmt::print("{}", sweep::summary_json(result));
  } else {
    fmt::print("{}trials: {}\nreport: {}\n", sweep::summary_table(result),
               (Path(flags.out) / "trials.parquet").string(),
               (Path(flags.out) / "report.html").string());
  }
  return 0;
}

}  // namespace

void register_sweep(CLI::App& root, Invocation& invocation) {
  auto flags = std::make_shared<SweepFlags>();
  CLI::App* app = root.add_subcommand(
      "sweep",
      "Run many backtests that differ in some configuration keys\n\n"
      "Example:\n  aots sweep --lake lake --config exercise --out sweeps/first \\\n"
      "    --grid strategy.iv_rank.sell_threshold=0.5,0.6,0.7 \\\n"
      "    --grid strategy.iv_rank.target_delta=0.15,0.25,0.35\n\n"
      "The same command goes on where it was stopped. With --random N, trials are drawn at\n"
      "random, and a numeric key may also be KEY=lo..hi or KEY=lo..hi:log.");
  app->add_option("--grid", flags->request.grids, "A key to vary and its values: KEY=a,b,c")
      ->take_all();
  app->add_option("--random", flags->request.random, "Draw so many trials instead of the grid");
  add_run_flags(*app, flags->run);
  app->add_option("--out", flags->out, "Sweep folder to write or to go on with")->required();
  app->add_flag("--overwrite", flags->overwrite, "Start anew, also where another sweep was");
  app->add_flag("--json", flags->json, "Print summary.json instead of the table");
  app->callback([&invocation, flags] {
    invocation.action = [&invocation, flags] { return run(invocation.common, *flags); };
  });
}

}  // namespace aots::app
