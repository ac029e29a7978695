#include "sweep/documents.hpp"

#include <nlohmann/json.hpp>

#include "backtest/run_documents.hpp"
#include "base/contract.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace aots::sweep {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json number_of(const FigureSpec& spec, const std::optional<double>& value) {
  if (!value) return nullptr;
  if (spec.kind == FigureKind::kCount) return static_cast<std::int64_t>(*value);
  return *value;
}

// A value as the type that its key has.
Json typed(KeyKind kind, const std::string& value) {
  if (kind == KeyKind::kReal) return parse_double(value).value();
  if (kind == KeyKind::kInteger) return parse_int(value).value();
  return value;
}

Json keys_json(const Plan& plan) {
  Json keys = Json::array();
  for (const SweptKey& key : plan.keys) {
    Json json = {{"key", key.path}};
    if (key.range) {
      json["low"] = key.range->low;
      json["high"] = key.range->high;
      json["in_logarithm"] = key.range->in_logarithm;
    } else {
      json["values"] = Json::array();
      for (const std::string& value : key.values) json["values"].push_back(typed(key.kind, value));
    }
    keys.push_back(std::move(json));
  }
  return keys;
}

Json datasets_json(std::span<const data::DatasetHash> datasets) {
  Json json = Json::array();
  for (const data::DatasetHash& dataset : datasets) {
    json.push_back({{"table", dataset.table},
                    {"kind", dataset.kind},
                    {"symbol", dataset.symbol},
                    {"sha256", dataset.sha256}});
  }
  return json;
}

Json trial_json(const SweepResult& result, std::size_t place) {
  const PlannedTrial& trial = result.plan.trials[place];
  Json json = {{"trial", trial.number}, {"values", Json::object()}};
  for (std::size_t k = 0; k < trial.values.size(); ++k) {
    const SweptKey& key = result.plan.keys[k];
    json["values"][key.path] = typed(key.kind, trial.values[k]);
  }
  for (std::size_t f = 0; f < kFigures.size(); ++f) {
    const auto& value = result.trials[place].figures[f];
    json[std::string(kFigures[f].name)] = number_of(kFigures[f], value);
  }
  json["deflated_sharpe"] = or_null(result.verdict.deflated[place]);
  return json;
}

Json overfitting_json(const SweepVerdict& verdict) {
  const auto& report = verdict.overfitting;
  if (!report) return {{"probability", nullptr}, {"reason", verdict.no_overfitting}};
  return {{"probability", report->probability},
          {"loss_probability", report->loss_probability},
          {"slope", or_null(report->slope)},
          {"splits", report->splits}};
}

data::TableColumn key_column(const Plan& plan, std::size_t k) {
  const SweptKey& key = plan.keys[k];
  data::TableColumn column{key.path, data::TextCells{}};
  if (key.kind == KeyKind::kReal) column.cells = data::RealCells{};
  if (key.kind == KeyKind::kInteger) column.cells = data::IntegerCells{};
  for (const PlannedTrial& trial : plan.trials) {
    const std::string& value = trial.values[k];
    if (auto* reals = std::get_if<data::RealCells>(&column.cells)) {
      reals->push_back(parse_double(value));
    } else if (auto* integers = std::get_if<data::IntegerCells>(&column.cells)) {
      integers->push_back(parse_int(value));
    } else {
      std::get<data::TextCells>(column.cells).push_back(value);
    }
  }
  return column;
}

data::TableColumn figure_column(std::span<const TrialResult> trials, std::size_t figure) {
  data::RealCells reals;
  data::IntegerCells counts;
  const bool counted = kFigures[figure].kind == FigureKind::kCount;
  for (const TrialResult& trial : trials) {
    const auto& value = trial.figures[figure];
    if (!counted) {
      reals.push_back(value);
    } else {
      counts.push_back(value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt);
    }
  }
  const std::string name(kFigures[figure].name);
  return counted ? data::TableColumn{name, std::move(counts)}
                 : data::TableColumn{name, std::move(reals)};
}

std::string csv_cell(const data::TableColumn& column, std::size_t row) {
  if (const auto* reals = std::get_if<data::RealCells>(&column.cells)) {
    const auto& value = (*reals)[row];
    return value ? format_double(*value) : "";
  }
  if (const auto* integers = std::get_if<data::IntegerCells>(&column.cells)) {
    const auto& value = (*integers)[row];
    return value ? std::to_string(*value) : "";
  }
  return csv_field(std::get<data::TextCells>(column.cells)[row].value_or(""));
}

}  // namespace

SweepFolder::Identity identify(const Plan& plan, std::span<const std::string> keys,
                               std::span<const data::DatasetHash> datasets,
                               const backtest::ProgramVersion& version) {
  const std::string config = backtest::portable_config(plan.base);
  Json manifest = {{"version", version.version},
                   {"git_commit", version.git_commit},
                   {"config_sha256", sha256_hex(config)},
                   {"config", Json::parse(config)},
                   {"seed", plan.base.seed},
                   {"keys", keys_json(plan)},
                   {"drawn", plan.drawn},
                   {"trials", plan.trials.size()},
                   {"datasets", datasets_json(datasets)}};
  std::string deciding = manifest.dump();
  for (const std::string& key : keys) deciding += '\n' + key;
  SweepFolder::Identity identity{.id = sha256_hex(deciding), .manifest = {}};
  manifest["sweep"] = identity.id;
  identity.manifest = manifest.dump(2) + '\n';
  return identity;
}

std::vector<data::TableColumn> trial_columns(const SweepResult& result) {
  AOTS_EXPECTS(result.trials.size() == result.plan.trials.size());
  data::IntegerCells numbers, sessions;
  data::RealCells deflated;
  data::TextCells keys;
  for (std::size_t i = 0; i < result.trials.size(); ++i) {
    numbers.emplace_back(result.plan.trials[i].number);
    sessions.emplace_back(result.trials[i].sessions);
    deflated.push_back(result.verdict.deflated[i]);
    keys.emplace_back(result.trials[i].key);
  }
  std::vector<data::TableColumn> columns = {{"trial", std::move(numbers)}};
  for (std::size_t k = 0; k < result.plan.keys.size(); ++k) {
    columns.push_back(key_column(result.plan, k));
  }
  for (std::size_t f = 0; f < kFigures.size(); ++f) {
    columns.push_back(figure_column(result.trials, f));
  }
  columns.push_back({"deflated_sharpe", std::move(deflated)});
  columns.push_back({"sessions", std::move(sessions)});
  columns.push_back({"trial_key", std::move(keys)});
  return columns;
}

std::string columns_csv(std::span<const data::TableColumn> columns) {
  std::vector<std::string> cells;
  for (const data::TableColumn& column : columns) cells.push_back(csv_field(column.name));
  std::string text = join(cells, ",") + '\n';
  for (std::size_t row = 0; row < columns.front().rows(); ++row) {
    cells.clear();
    for (const data::TableColumn& column : columns) cells.push_back(csv_cell(column, row));
    text += join(cells, ",") + '\n';
  }
  return text;
}

std::string summary_json(const SweepResult& result) {
  const SweepVerdict& verdict = result.verdict;
  const TrialResult& first = result.trials.front();
  const Json summary = {
      {"trials", result.trials.size()},
      {"keys", keys_json(result.plan)},
      {"sessions", first.sessions},
      {"first", first.first ? Json(to_string(*first.first)) : Json(nullptr)},
      {"last", first.last ? Json(to_string(*first.last)) : Json(nullptr)},
      {"best", verdict.best ? trial_json(result, *verdict.best) : Json(nullptr)},
      {"tries_on_lake", verdict.search ? Json(verdict.search->trials) : Json(nullptr)},
      {"expected_best_sharpe", or_null(verdict.expected_best)},
      {"overfitting", overfitting_json(verdict)},
      {"words", verdict_words(result.plan, result.trials, verdict)}};
  return summary.dump(2) + '\n';
}

}  // namespace aots::sweep
