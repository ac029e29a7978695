// Sweep: many backtests over one lake, to see how a result depends on the configuration.
//
// Trials that look at the same data are desks of one pass over it, so that a further trial costs
// its own decisions and no reading. Each trial is the configured book of the backtest with its
// configuration: the same figures, whatever stands beside it, however many cores there are and
// however often the sweep was stopped. Every trial counts as a try in the log of the lake.
#pragma once

#include <string>
#include <vector>

#include "backtest/backtest.hpp"
#include "base/work.hpp"
#include "data/store/lake.hpp"
#include "sweep/plan.hpp"
#include "sweep/trial_result.hpp"
#include "sweep/verdict.hpp"

namespace aots::sweep {

struct SweepOptions {
  Path folder;
  int jobs = 1;
  bool overwrite = false;
  backtest::ProgramVersion version;
};

struct SweepResult {
  Plan plan;
  std::vector<TrialResult> trials;  // in the order of the plan
  SweepVerdict verdict;
  std::string manifest;   // the text of sweep.json
  std::string uncounted;  // why the lake does not count these tries; empty where it does
};

// Runs what is missing and writes sweep.json, trials.parquet, trials.csv, summary.json and
// report.html into the folder. Finished chunks stay there when it is stopped (kInterrupted), and
// the same call goes on from them. Errors: those of run_backtest, and those of SweepFolder.
Result<SweepResult> run_sweep(Plan plan, const data::Lake& lake, const SweepOptions& options,
                              WorkObserver& observer);

}  // namespace aots::sweep
