#include "sweep/sweep.hpp"

#include <algorithm>
#include <map>

#include "backtest/market_side.hpp"
#include "backtest/trust.hpp"
#include "base/ordered_work.hpp"
#include "sweep/chunks.hpp"
#include "sweep/documents.hpp"
#include "sweep/shared_progress.hpp"
#include "sweep/sweep_folder.hpp"
#include "sweep/sweep_page.hpp"

namespace aots::sweep {
namespace {

// What the trials look at: each market side once.
struct Markets {
  std::vector<backtest::MarketSide> sides;
  std::vector<std::size_t> of_trial;  // which side, by the trial's place
};

Result<Markets> prepare(const Plan& plan, const data::Lake& lake,
                        const calendar::ExchangeCalendar& calendar) {
  Markets markets;
  std::map<std::string, std::size_t> known;
  for (const PlannedTrial& trial : plan.trials) {
    const auto [at, is_new] =
        known.try_emplace(backtest::market_key(trial.config), markets.sides.size());
    if (is_new) {
      AOTS_TRY(side, backtest::prepare_market(trial.config, lake, calendar));
      markets.sides.push_back(std::move(side));
    }
    markets.of_trial.push_back(at->second);
  }
  return markets;
}

std::vector<std::string> keys_of(const Plan& plan, const Markets& markets) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    const backtest::MarketSide& side = markets.sides[markets.of_trial[i]];
    keys.push_back(backtest::trial_key(plan.trials[i].config, side.universe_sha256, side.datasets));
  }
  return keys;
}

// Of all market sides, each once, sorted.
std::vector<data::DatasetHash> datasets_of(const Markets& markets) {
  std::map<std::string, data::DatasetHash> known;
  for (const backtest::MarketSide& side : markets.sides) {
    for (const data::DatasetHash& dataset : side.datasets) {
      known.try_emplace(
          fmt::format("{} {} {} {}", dataset.table, dataset.kind, dataset.symbol, dataset.sha256),
          dataset);
    }
  }
  std::vector<data::DatasetHash> datasets;
  for (const auto& [identity, dataset] : known) datasets.push_back(dataset);
  return datasets;
}

class Runner {
 public:
  Runner(const Plan& plan, const Markets& markets, const std::vector<std::string>& keys,
         const data::Lake& lake, const calendar::ExchangeCalendar& calendar)
      : plan_(plan), markets_(markets), keys_(keys), lake_(lake), calendar_(calendar) {}

  // Runs the trials that are not among the finished ones, keeps them and adds them there.
  Status run(const SweepFolder& folder, int jobs, WorkObserver& observer,
             std::map<std::string, TrialResult>& finished) const {
    const std::vector<Chunk> chunks = cut(finished, jobs);
    SharedProgress progress(observer, sessions_of(chunks));
    const auto work = [&](std::size_t i) -> Result<std::vector<TrialResult>> {
      auto results = run_chunk(chunks[i], progress);
      if (results) {
        if (auto kept = folder.keep(*results); !kept) {
          results = tl::make_unexpected(std::move(kept).error());
        }
      }
      if (!results) progress.fail(results.error());
      return results;
    };
    const auto take = [&](std::size_t, Result<std::vector<TrialResult>> results) -> Status {
      if (!results) return tl::make_unexpected(progress.failure());
      for (TrialResult& result : *results) finished.emplace(result.key, std::move(result));
      return {};
    };
    return run_in_order(chunks.size(), jobs, work, take);
  }

 private:
  const backtest::MarketSide& side_of(const Chunk& chunk) const {
    return markets_.sides[markets_.of_trial[chunk.front()]];
  }

  std::vector<Chunk> cut(const std::map<std::string, TrialResult>& finished, int jobs) const {
    std::vector<std::size_t> places, sides;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (finished.contains(keys_[i])) continue;
      places.push_back(i);
      sides.push_back(markets_.of_trial[i]);
    }
    return cut_chunks(places, sides, jobs);
  }

  std::int64_t sessions_of(const std::vector<Chunk>& chunks) const {
    std::int64_t sessions = 0;
    for (const Chunk& chunk : chunks) {
      sessions += static_cast<std::int64_t>(chunk.size()) *
                  backtest::expected_sessions(side_of(chunk), calendar_);
    }
    return sessions;
  }

  Result<std::vector<TrialResult>> run_chunk(const Chunk& chunk, SharedProgress& progress) const {
    std::vector<strategy::StrategyChoice> strategies;
    std::vector<engine::DeskSetup> desks;
    for (const std::size_t place : chunk) {
      const backtest::RunConfig& config = plan_.trials[place].config;
      strategies.emplace_back(config.strategy, config.liquidity);
      desks.push_back(backtest::configured_desk(config, strategies.back().chosen()));
    }
    PassProgress observer(progress, chunk.size());
    AOTS_CHECK_OK(check_stop(observer));
    AOTS_TRY(engine, backtest::run_desks(side_of(chunk), std::move(desks), lake_, calendar_,
                                         observer, nullptr));
    std::vector<TrialResult> results;
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      const double equity = plan_.trials[chunk[i]].config.initial_equity;
      results.push_back(result_of(keys_[chunk[i]], engine.desks[i], engine.positions[i],
                                  Money::from_double(equity)));
    }
    return results;
  }

  const Plan& plan_;
  const Markets& markets_;
  const std::vector<std::string>& keys_;
  const data::Lake& lake_;
  const calendar::ExchangeCalendar& calendar_;
};

// Those that are finished, in the order of the plan.
std::vector<TrialResult> in_order(const std::vector<std::string>& keys,
                                  const std::map<std::string, TrialResult>& finished) {
  std::vector<TrialResult> trials;
  for (const std::string& key : keys) {
    if (const auto at = finished.find(key); at != finished.end()) trials.push_back(at->second);
  }
  return trials;
}

Result<research::Search> count_tries(const data::Lake& lake,
                                     const std::vector<TrialResult>& trials) {
  std::vector<data::Trial> tries;
  for (const TrialResult& trial : trials) {
    tries.push_back(backtest::as_trial(trial.key, trial.returns));
  }
  AOTS_TRY(noted, data::note_trials(lake.root(), tries));
  // A sweep that was stopped noted its trials in another order: sums must not know it.
  std::ranges::sort(noted, {}, &data::Trial::key);
  return backtest::search_of(noted);
}

Status write_results(const SweepFolder& folder, const SweepResult& result) {
  const std::vector<data::TableColumn> columns = trial_columns(result);
  AOTS_CHECK_OK(data::write_column_file(folder.path() / "trials.parquet", columns));
  AOTS_CHECK_OK(folder.write("trials.csv", columns_csv(columns)));
  AOTS_CHECK_OK(folder.write("summary.json", summary_json(result)));
  return folder.write("report.html", sweep_page(result));
}

}  // namespace

Result<SweepResult> run_sweep(Plan plan, const data::Lake& lake, const SweepOptions& options,
                              WorkObserver& observer) {
  const calendar::ExchangeCalendar calendar;
  AOTS_TRY(markets, prepare(plan, lake, calendar));
  const std::vector<std::string> keys = keys_of(plan, markets);
  const SweepFolder::Identity identity =
      identify(plan, keys, datasets_of(markets), options.version);
  AOTS_TRY(folder, SweepFolder::open(options.folder, identity, options.overwrite));
  AOTS_TRY(finished, folder.finished());
  const Runner runner(plan, markets, keys, lake, calendar);
  const Status done = runner.run(folder, options.jobs, observer, finished);
  // Another core may have kept a chunk behind the one that was stopped.
  if (!done) {
    if (auto kept = folder.finished()) finished = *std::move(kept);
  }
  SweepResult result{.plan = std::move(plan),
                     .trials = in_order(keys, finished),
                     .verdict = {},
                     .manifest = identity.manifest,
                     .uncounted = {}};
  // What was tried counts, also where the rest was stopped.
  const auto search = count_tries(lake, result.trials);
  if (!done) return tl::make_unexpected(done.error());
  if (!search) result.uncounted = search.error().message;
  result.verdict =
      judge(result.trials, search ? std::optional<research::Search>(*search) : std::nullopt);
  AOTS_CHECK_OK(write_results(folder, result));
  return result;
}

}  // namespace aots::sweep
