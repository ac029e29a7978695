// The documents of a sweep folder: the manifest, the summary, the table of trials, and the table
// for the terminal. None depends on where or when the sweep was made.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/store/column_file.hpp"
#include "data/store/lake.hpp"
#include "sweep/sweep.hpp"
#include "sweep/sweep_folder.hpp"

namespace aots::sweep {

// Which sweep it is; `keys` are those of its trials.
SweepFolder::Identity identify(const Plan& plan, std::span<const std::string> keys,
                               std::span<const data::DatasetHash> datasets,
                               const backtest::ProgramVersion& version);

// One row a trial: trial, the swept keys, kFigures, deflated_sharpe, sessions, trial_key.
std::vector<data::TableColumn> trial_columns(const SweepResult& result);
std::string columns_csv(std::span<const data::TableColumn> columns);

std::string summary_json(const SweepResult& result);

// The best trials and the verdict, 80 columns wide.
std::string summary_table(const SweepResult& result);

}  // namespace aots::sweep
