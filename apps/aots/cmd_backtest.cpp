// aots backtest [--config FILE] [--from D --to D --symbols A,B] --out DIR [--ledger URL]
#include <memory>

#include "aots/version.hpp"
#include "backtest/backtest.hpp"
#include "backtest/run_documents.hpp"
#include "backtest/trust.hpp"
#include "base/hash.hpp"
#include "data/store/lake.hpp"
#include "engine/ledger_recorder.hpp"
#include "ledger_access.hpp"
#include "run_settings.hpp"

namespace aots::app {
namespace {

struct BacktestOptions {
  RunFlags run;
  std::string out, ledger;
  bool overwrite = false;
  bool json = false;
};

Result<backtest::RunConfig> resolve(const CommonOptions& common, const BacktestOptions& options) {
  AOTS_TRY(config, load_run_config(common, options.run));
  if (!options.ledger.empty()) config.ledger = options.ledger;
  return config;
}

// The ledger of a run that asks for one: opened before the work, so that a wrong address costs no
// run, and written after it, so that a run is in it whole or not at all.
class RunLedger {
 public:
  static Result<RunLedger> open(const std::string& text) {
    RunLedger opened;
    if (text.empty()) return opened;
    AOTS_TRY(address, resolve_ledger(text));
    opened.place_ = address.display();
    AOTS_TRY(ledger, ledger::Ledger::open(address, ledger::OpenMode::kCreate));
    opened.ledger_.emplace(std::move(ledger));
    opened.unit_ = std::make_unique<ledger::UnitOfWork>(ledger::RunEntry{});
    opened.recorder_ = std::make_unique<engine::LedgerRecorder>(*opened.unit_);
    return opened;
  }

  engine::BookListener* listener() { return recorder_.get(); }

  // What became of it, in one line; nothing without a ledger.
  Result<std::string> write(const backtest::RunResult& result,
                            const backtest::ProgramVersion& version) {
    if (!ledger_) return std::string();
    ledger::RunEntry& run = unit_->run;
    run.manifest = backtest::manifest_json(result, version);
    run.key = sha256_hex(run.manifest);
    run.kind = "backtest";
    run.version = version.version;
    run.git_commit = version.git_commit;
    run.seed = result.config.seed;
    run.simulated_start = result.engine.simulated_start;
    run.simulated_end = result.engine.simulated_end;
    // The same manifest gives the same rows, so whatever differs is a fault and never an update.
    AOTS_TRY(report, ledger_->commit(*unit_, ledger::Rewrite::kNever));
    if (report.inserted == 0) {
      return fmt::format("ledger: {} holds this run already as run {}; nothing was written", place_,
                         report.run);
    }
    return fmt::format("ledger: {} rows in {} as run {}", report.inserted, place_, report.run);
  }

 private:
  RunLedger() = default;

  std::string place_;
  std::optional<ledger::Ledger> ledger_;
  std::unique_ptr<ledger::UnitOfWork> unit_;
  std::unique_ptr<engine::LedgerRecorder> recorder_;
};

// A run counts as a try. Where it cannot be counted the run stands, and its page says so.
void count_trial(const data::Lake& lake, backtest::RunResult& result) {
  const auto trials = data::note_trial(lake.root(), backtest::as_trial(result));
  if (trials) {
    result.search = backtest::search_of(*trials);
  } else {
    fmt::print(stderr, "this try is not counted: {}\n", trials.error().message);
  }
}

Result<int> run(const CommonOptions& common, const BacktestOptions& options) {
  AOTS_TRY(config, resolve(common, options));
  AOTS_CHECK_OK(backtest::check_destination(options.out, options.overwrite));
  const auto observer = make_observer(common);
  AOTS_TRY(lake, open_lake(config));
  AOTS_TRY(ledger, RunLedger::open(config.ledger));
  AOTS_TRY(result, backtest::run_backtest(config, lake, *observer, ledger.listener()));
  count_trial(lake, result);
  const backtest::ProgramVersion version{std::string(aots::version()), std::string(git_commit())};
  AOTS_CHECK_OK(backtest::write_run_folder(result, version, options.out, options.overwrite));
  AOTS_TRY(recorded, ledger.write(result, version));
  AOTS_TRY(summary, read_file(Path(options.out) / "summary.json"));
  if (options.json) {
    fmt::print("{}\n", summary);
    if (!recorded.empty()) fmt::print(stderr, "{}\n", recorded);
  } else {
    fmt::print("{}", backtest::summary_table(result));
    fmt::print("report: {}\n", (Path(options.out) / "report.html").string());
    if (!recorded.empty()) fmt::print("{}\n", recorded);
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
                          "--config takes a file or a preset: seed, exercise, core-20-45, "
                          "router,\niron-condor, butterfly, calendar-spread, hedged-strangle.");
  add_run_flags(*app, options->run);
  app->add_option("--out", options->out, "Run folder to write")->required();
  app->add_option("--ledger", options->ledger,
                  "Also write the run to a ledger: sqlite:///path or postgresql://...");
  app->add_flag("--overwrite", options->overwrite, "Replace an existing run folder");
  app->add_flag("--json", options->json, "Print summary.json instead of the table");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(invocation.common, *options); };
  });
}

}  // namespace aots::app
