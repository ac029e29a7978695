// aots data import | quarantine (the others have files of their own)
#include <chrono>
#include <map>
#include <memory>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "command.hpp"
#include "data/ingest/import.hpp"
#include "dataset_report.hpp"
#include "enriched.hpp"
#include "known_market.hpp"
#include "run_settings.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFilesShown = 8;
constexpr std::size_t kQuarantineShown = 40;
constexpr std::size_t kValueShown = 12;
constexpr std::size_t kBoundShown = 20;

struct ImportOptions {
  std::vector<std::string> paths;
  std::string kind;
  std::string symbol;
  std::string today;
  bool json = false;
  bool verbose = false;
};

struct QuarantineOptions {
  std::string symbol;
  OutputFlags output;
};

Timestamp whole_microseconds(std::chrono::system_clock::time_point time) {
  return std::chrono::floor<std::chrono::microseconds>(time);
}

Json steps_of(const data::DatasetAccount& dataset) {
  Json steps = Json::array();
  for (const auto& step : dataset.steps) {
    steps.push_back({{"step", step.step},
                     {"seen", step.seen},
                     {"changed", step.changed},
                     {"duplicates", step.duplicates},
                     {"set_aside", step.set_aside}});
  }
  return steps;
}

Json paths_of(const std::vector<data::PassedOver>& files) {
  Json paths = Json::array();
  for (const auto& file : files) paths.push_back(file.path);
  return paths;
}

Json reasons_of(const std::vector<data::PassedOver>& files) {
  Json reasons = Json::array();
  for (const auto& file : files) reasons.push_back({{"path", file.path}, {"reason", file.reason}});
  return reasons;
}

// What every step saw and did, one line a step.
void print_steps(const std::vector<data::DatasetAccount>& datasets) {
  fmt::print("\n{:<42} {:>9} {:>9} {:>10} {:>9}\n", "step", "seen", "changed", "duplicates",
             "set aside");
  for (const auto& dataset : datasets) {
    if (dataset.steps.empty()) continue;
    fmt::print("{} {}\n", dataset.kind, dataset.symbol);
    for (const auto& step : dataset.steps) {
      fmt::print("  {:<40} {:>9} {:>9} {:>10} {:>9}\n", step.step, step.seen, step.changed,
                 step.duplicates, step.set_aside);
    }
  }
}

void print_passed_over(std::string_view what, const std::vector<data::PassedOver>& files) {
  if (files.empty()) return;
  fmt::print("\n{}: {}\n", what, files.size());
  const auto shown = std::min(files.size(), kFilesShown);
  for (std::size_t i = 0; i < shown; ++i) fmt::print("  {}\n", files[i].path);
  if (shown < files.size()) fmt::print("  and {} more (--json lists all)\n", files.size() - shown);
}

Result<data::ImportRequest> import_request(const ImportOptions& options,
                                           const CommonOptions& common) {
  data::ImportRequest request;
  for (const auto& path : options.paths) request.paths.emplace_back(path);
  if (!options.kind.empty()) request.kind = options.kind;
  if (!options.symbol.empty()) {
    AOTS_TRY(symbol, parse_symbol_option(options.symbol));
    request.symbol = symbol;
  }
  request.today = current_date();
  if (!options.today.empty()) {
    AOTS_TRY(today, parse_covered_date("--today", options.today));
    request.today = today;
  }
  // The end of the newest plausible day, where one was named: the same call, the same lake.
  request.moment = options.today.empty()
                       ? whole_microseconds(std::chrono::system_clock::now())
                       : calendar::new_york_time(request.today, std::chrono::minutes(24 * 60 - 1));
  request.jobs = thread_count(common);
  return request;
}

Result<int> run_import(const ImportOptions& options, const CommonOptions& common) {
  AOTS_TRY(request, import_request(options, common));
  AOTS_TRY(config, load_run_config(common));
  request.steps = config.steps;
  const auto observer = make_observer(common);
  AOTS_TRY(report,
           data::import_into(config.lake, request, calendar::ExchangeCalendar(), *observer));
  if (options.json) {
    Json document = {{"datasets", Json::array()},
                     {"unrecognised", paths_of(report.unrecognised)},
                     {"damaged", reasons_of(report.damaged)}};
    for (const auto& dataset : report.datasets) {
      auto object = to_json(dataset);
      object["steps"] = steps_of(dataset);
      document["datasets"].push_back(std::move(object));
    }
    document["enriched"] = to_json(report.enriched);
    print_json(document);
  } else {
    print_datasets(report.datasets);
    if (options.verbose) print_steps(report.datasets);
    print_enriched(report.enriched);
    print_passed_over("files that no format claims", report.unrecognised);
    print_passed_over("damaged files", report.damaged);
  }
  if (report.damaged.empty()) return 0;
  return fail(ErrorCode::kData, "{} ({} damaged in all); everything else was imported",
              report.damaged.front().reason, report.damaged.size());
}

std::string shortened(const std::string& text, std::size_t length) {
  return text.size() <= length ? text : text.substr(0, length - 2) + "..";
}

// The rules with their counts, then the first rows.
void print_quarantine(const std::vector<data::Lake::QuarantineEntry>& entries) {
  std::map<std::string, std::int64_t> rules;
  for (const auto& entry : entries) ++rules[entry.row.rule];
  TextTable counts({"rule", "rows"});
  for (const auto& [rule, rows] : rules) counts.add_row({rule, std::to_string(rows)});
  fmt::print("{}\n", counts.render());
  TextTable table({"symbol", "date", "line", "rule", "value", "bound"});
  const auto shown = std::min(entries.size(), kQuarantineShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [from, row] = entries[i];
    table.add_row({from.symbol, row.date, std::to_string(row.line), row.rule,
                   shortened(row.value, kValueShown), shortened(row.bound, kBoundShown)});
  }
  fmt::print("{}", table.render());
  if (shown < entries.size()) {
    fmt::print("and {} more rows (--csv prints all)\n", entries.size() - shown);
  }
}

bool knows_symbol(const data::Catalog& catalog, const Symbol& symbol) {
  return std::any_of(catalog.accounts.begin(), catalog.accounts.end(), [&](const auto& account) {
    return account.provenance.symbol == symbol.str();
  });
}

Result<int> run_quarantine(const QuarantineOptions& options, const CommonOptions& common) {
  std::optional<Symbol> symbol;
  if (!options.symbol.empty()) {
    AOTS_TRY(parsed, parse_share_option(options.symbol));
    symbol = parsed;
  }
  AOTS_TRY(lake, open_lake(common));
  if (symbol && !knows_symbol(lake.catalog(), *symbol)) {
    return fail(ErrorCode::kData,
                "the lake {} has never been given anything of {}: see aots data status",
                lake.root().string(), symbol->str());
  }
  AOTS_TRY(entries, lake.quarantine(symbol));
  const auto form = options.output.form();
  if (form == OutputForm::kText) {
    if (entries.empty()) {
      fmt::print("no row is quarantined\n");
    } else {
      print_quarantine(entries);
    }
    return 0;
  }
  Table table({{"kind"},
               {"symbol"},
               {"file"},
               {"line"},
               {"date"},
               {"column"},
               {"rule"},
               {"value"},
               {"bound"},
               {"raw"}});
  for (const auto& [from, row] : entries) {
    table.add({cell(from.kind), cell(from.symbol), cell(from.source_file), Cell(row.line),
               cell(row.date), cell(row.column), cell(row.rule), cell(row.value), cell(row.bound),
               cell(row.raw)});
  }
  fmt::print("{}", table.render(form));
  return 0;
}

void register_import(CLI::App& data, Invocation& invocation) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* app = data.add_subcommand(
      "import",
      "Read vendor files or whole folders into the lake, every row stored or quarantined\n\n"
      "Formats are recognised by content. Importing the same files again changes nothing.\n\n"
      "Example:\n  aots data import vendor/chains vendor/SPY.csv --lake lake");
  app->add_option("PATH", options->paths, "Files and folders")->required();
  app->add_option("--as", options->kind,
                  "Read the files as this kind: " + join(data::import_kinds(), ", "));
  app->add_option("--symbol", options->symbol, "Symbol of bars whose file is not named after it");
  app->add_option("--today", options->today, "Newest plausible date; default: today in New York");
  app->add_flag("--json", options->json, "Print one JSON document");
  app->add_flag("--verbose", options->verbose, "Print what every step saw, changed and set aside");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run_import(*options, invocation.common); };
  });
}

void register_quarantine(CLI::App& data, Invocation& invocation) {
  auto options = std::make_shared<QuarantineOptions>();
  CLI::App* app = data.add_subcommand(
      "quarantine",
      "The rows that were set aside, each with the rule it broke, its value and the bound\n\n"
      "Example:\n  aots data quarantine --symbol VIX --csv");
  app->add_option("--symbol", options->symbol, "Only rows of this symbol");
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] {
      return run_quarantine(*options, invocation.common);
    };
  });
}

}  // namespace

void register_data(CLI::App& root, Invocation& invocation) {
  CLI::App* app = root.add_subcommand(
      "data", "Import data, look at what the lake holds, make a synthetic market");
  app->require_subcommand(1);
  app->fallthrough();
  register_import(*app, invocation);
  register_data_status(*app, invocation);
  register_quarantine(*app, invocation);
  register_data_verify(*app, invocation);
  register_data_tape(*app, invocation);
  register_enrich(*app, invocation);
  register_synth(*app, invocation);
}

}  // namespace aots::app
