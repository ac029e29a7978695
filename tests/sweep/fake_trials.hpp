// Trials of a sweep that never ran, with returns of a seeded stream.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/rng.hpp"
#include "sweep/sweep.hpp"

namespace aots::sweep {

inline Plan fake_plan(const std::vector<std::string>& grids) {
  return make_plan({}, {.grids = grids}).value();
}

struct FakeTrials {
  std::int64_t sessions = 120;
  double drift = 0.0;  // of the later trials against the earlier ones, a session
};

// One result a trial of the plan.
inline std::vector<TrialResult> fake_results(const Plan& plan, const FakeTrials& options = {}) {
  std::vector<TrialResult> results;
  Rng rng(20190102);
  for (const PlannedTrial& trial : plan.trials) {
    engine::DeskRecord desk;
    double equity = 100000.0;
    Date date = make_date(2019, 1, 2);
    for (std::int64_t i = 0; i < options.sessions; ++i, date += Days(1)) {
      equity *= 1.0 + 0.01 * rng.normal() + options.drift * static_cast<double>(trial.number);
      engine::EquityRecord day;
      day.date = date;
      day.equity = Money::from_double(equity);
      desk.equity.push_back(day);
    }
    desk.funnel.decision_points = options.sessions;
    desk.funnel.signals = trial.number;
    desk.funnel.refusals = {{"max_positions", 2}, {"buying_power", 1}};
    results.push_back(result_of(sha256_hex(std::to_string(trial.number)), desk, {},
                                Money::from_double(100000.0)));
  }
  return results;
}

inline SweepResult fake_sweep(const std::vector<std::string>& grids,
                              const FakeTrials& options = {}) {
  SweepResult sweep;
  sweep.plan = fake_plan(grids);
  sweep.trials = fake_results(sweep.plan, options);
  sweep.verdict = judge(sweep.trials, research::Search{.trials = 61, .variance = 0.001});
  sweep.manifest = "{}";
  return sweep;
}

}  // namespace aots::sweep
