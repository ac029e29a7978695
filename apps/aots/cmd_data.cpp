// aots data import | status | quarantine (and synth, in a file of its own)
#include <chrono>
#include <map>
#include <memory>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "command.hpp"
#include "data/ingest/import.hpp"
#include "known_market.hpp"
#include "run_settings.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNotesShown = 3;
constexpr std::size_t kFilesShown = 8;
constexpr std::size_t kGapsShown = 4;
constexpr std::size_t kQuarantineShown = 40;
constexpr std::size_t kValueShown = 12;
constexpr std::size_t kBoundShown = 20;

struct ImportOptions {
  std::vector<std::string> paths;
  std::string kind;
  std::string symbol;
  std::string today;
  bool json = false;
};

struct StatusOptions {
  bool json = false;
};

struct QuarantineOptions {
  std::string symbol;
  OutputFlags output;
};

// The date on New York's clocks: nothing that a vendor writes can be newer.
Date current_date() { return calendar::new_york_date(std::chrono::system_clock::now()); }

int thread_count(const CommonOptions& common) {
  if (common.jobs > 0) return common.jobs;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

Json date_or_null(const std::vector<Date>& dates, bool first) {
  if (dates.empty()) return nullptr;
  return to_string(first ? dates.front() : dates.back());
}

Json to_json(const data::DatasetAccount& dataset) {
  Json object = {{"kind", dataset.kind},
                 {"symbol", dataset.symbol},
                 {"files", dataset.files},
                 {"rows_read", dataset.rows_read},
                 {"rows_stored", dataset.rows_stored},
                 {"rows_quarantined", dataset.rows_quarantined},
                 {"reasons", Json::object()},
                 {"duplicates", dataset.duplicates},
                 {"sessions", dataset.sessions.size()},
                 {"first", date_or_null(dataset.sessions, true)},
                 {"last", date_or_null(dataset.sessions, false)},
                 {"notes", dataset.notes}};
  for (const auto& [rule, rows] : dataset.reasons) object["reasons"][rule] = rows;
  return object;
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

// Vendor file names may hold bytes that are no UTF-8; JSON must be.
void print_json(const Json& document) {
  fmt::print("{}\n", document.dump(1, ' ', false, Json::error_handler_t::replace));
}

void print_dataset(const data::DatasetAccount& dataset) {
  const auto date = [&dataset](bool first) {
    if (dataset.sessions.empty()) return std::string("-");
    return to_string(first ? dataset.sessions.front() : dataset.sessions.back());
  };
  fmt::print("  {:<8} {:>5} {:>8} {:>8} {:>11} {:>10} {:>10} {:>10}\n",
             dataset.symbol.empty() ? "-" : dataset.symbol, dataset.files, dataset.rows_read,
             dataset.rows_stored, dataset.rows_quarantined, dataset.duplicates, date(true),
             date(false));
  for (const auto& [rule, rows] : dataset.reasons) {
    fmt::print("      quarantined {} by rule {}\n", rows, rule);
  }
  const auto shown = std::min(dataset.notes.size(), kNotesShown);
  for (std::size_t i = 0; i < shown; ++i) fmt::print("      {}\n", dataset.notes[i]);
  if (shown < dataset.notes.size()) {
    fmt::print("      and {} more notes (--json)\n", dataset.notes.size() - shown);
  }
}

void print_datasets(const std::vector<data::DatasetAccount>& datasets) {
  fmt::print("  {:<8} {:>5} {:>8} {:>8} {:>11} {:>10} {:>10} {:>10}\n", "symbol", "files", "read",
             "stored", "quarantined", "duplicates", "first", "last");
  data::DatasetAccount total;
  std::string kind;
  for (const auto& dataset : datasets) {
    if (dataset.kind != kind) fmt::print("{}\n", dataset.kind);
    kind = dataset.kind;
    print_dataset(dataset);
    total.rows_read += dataset.rows_read;
    total.rows_stored += dataset.rows_stored;
    total.rows_quarantined += dataset.rows_quarantined;
    total.duplicates += dataset.duplicates;
  }
  fmt::print("{:<16} {:>8} {:>8} {:>11} {:>10}\n", "total", total.rows_read, total.rows_stored,
             total.rows_quarantined, total.duplicates);
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
  request.jobs = thread_count(common);
  return request;
}

Result<int> run_import(const ImportOptions& options, const CommonOptions& common) {
  AOTS_TRY(request, import_request(options, common));
  AOTS_TRY(config, load_run_config(common));
  const auto observer = make_observer(common);
  AOTS_TRY(report,
           data::import_into(config.lake, request, calendar::ExchangeCalendar(), *observer));
  if (options.json) {
    Json document = {{"datasets", Json::array()},
                     {"unrecognised", paths_of(report.unrecognised)},
                     {"damaged", reasons_of(report.damaged)}};
    for (const auto& dataset : report.datasets) document["datasets"].push_back(to_json(dataset));
    print_json(document);
  } else {
    print_datasets(report.datasets);
    print_passed_over("files that no format claims", report.unrecognised);
    print_passed_over("damaged files", report.damaged);
  }
  if (report.damaged.empty()) return 0;
  return fail(ErrorCode::kData, "{} ({} damaged in all); everything else was imported",
              report.damaged.front().reason, report.damaged.size());
}

// Sessions of the exchange after the last date held, up to today.
std::optional<int> sessions_behind(const data::DatasetAccount& dataset, Date today) {
  const calendar::ExchangeCalendar calendar;
  if (dataset.sessions.empty() || !calendar.covers(today)) return std::nullopt;
  return calendar.session_count(dataset.sessions.back() + Days{1}, today);
}

// How far each kind lags behind today, by its newest date.
void print_staleness(const std::vector<data::DatasetAccount>& datasets, Date today) {
  std::map<std::string, std::pair<Date, int>> newest;
  for (const auto& dataset : datasets) {
    const auto behind = sessions_behind(dataset, today);
    if (!behind) continue;
    const auto entry = std::pair(dataset.sessions.back(), *behind);
    auto& best = newest.try_emplace(dataset.kind, entry).first->second;
    best = std::max(best, entry);
  }
  fmt::print("\nnewest date by kind, and the sessions since then up to {}\n", to_string(today));
  for (const auto& [kind, entry] : newest) {
    fmt::print("  {:<20} {}  {}\n", kind, to_string(entry.first), entry.second);
  }
}

Json to_json(const std::vector<data::DatasetGaps>& all) {
  Json gaps = Json::array();
  for (const auto& dataset : all) {
    for (const auto& gap : dataset.gaps) {
      gaps.push_back({{"kind", dataset.kind},
                      {"symbol", dataset.symbol},
                      {"first", to_string(gap.first)},
                      {"last", to_string(gap.last)},
                      {"sessions", gap.sessions}});
    }
  }
  return gaps;
}

std::string to_text(const data::Gap& gap) {
  if (gap.first == gap.last) return to_string(gap.first);
  return fmt::format("{}..{} ({})", to_string(gap.first), to_string(gap.last), gap.sessions);
}

void print_gaps(const std::vector<data::DatasetGaps>& all) {
  if (all.empty()) {
    fmt::print("\nno gaps: every session between first and last is held\n");
    return;
  }
  fmt::print("\nsessions of the exchange that are missing between first and last\n");
  for (const auto& dataset : all) {
    std::vector<std::string> texts;
    for (const auto& gap : dataset.gaps) {
      if (texts.size() == kGapsShown) break;
      texts.push_back(to_text(gap));
    }
    if (texts.size() < dataset.gaps.size()) {
      texts.push_back(fmt::format("and {} more", dataset.gaps.size() - texts.size()));
    }
    fmt::print("  {} {}: {}\n", dataset.kind, dataset.symbol, join(texts, ", "));
  }
}

Result<int> run_status(const StatusOptions& options, const CommonOptions& common) {
  AOTS_TRY(lake, open_lake(common));
  const auto& catalog = lake.catalog();
  const auto datasets = data::summarise(catalog.accounts);
  const auto gaps = data::find_gaps(catalog, calendar::ExchangeCalendar());
  if (options.json) {
    Json document = {{"lake", lake.root().string()},
                     {"synthetic", catalog.synthetic},
                     {"datasets", Json::array()},
                     {"unrecognised", Json::array()},
                     {"gaps", to_json(gaps)}};
    for (const auto& dataset : datasets) {
      auto object = to_json(dataset);
      const auto behind = sessions_behind(dataset, current_date());
      object["sessions_behind"] = behind ? Json(*behind) : Json(nullptr);
      document["datasets"].push_back(std::move(object));
    }
    print_json(document);
    return 0;
  }
  fmt::print("lake {}{}\n\n", lake.root().string(),
             catalog.synthetic ? " (holds simulated data)" : "");
  print_datasets(datasets);
  print_gaps(gaps);
  print_staleness(datasets, current_date());
  return 0;
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
    AOTS_TRY(parsed, parse_symbol_option(options.symbol));
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
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run_import(*options, invocation.common); };
  });
}

void register_status(CLI::App& data, Invocation& invocation) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* app = data.add_subcommand(
      "status",
      "What the lake holds: coverage, quarantine by rule, gaps against the exchange calendar\n\n"
      "Example:\n  aots data status --lake lake");
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run_status(*options, invocation.common); };
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
  register_status(*app, invocation);
  register_quarantine(*app, invocation);
  register_synth(*app, invocation);
}

}  // namespace aots::app
