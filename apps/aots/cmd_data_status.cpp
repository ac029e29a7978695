// aots data status [--json]
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <unistd.h>

#include "base/text.hpp"
#include "calendar/exchange_calendar.hpp"
#include "command.hpp"
#include "data/store/coverage.hpp"
#include "dataset_report.hpp"
#include "known_market.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kGapsShown = 4;
constexpr std::size_t kPictureColumns = 24;

struct StatusOptions {
  bool json = false;
};

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

// A column of a picture by the share of its sessions that are held: only what lacks nothing is
// full.
std::string_view drawn(const data::CoverageColumn& column) {
  if (column.held == 0) return "\u00b7";
  if (column.held == column.sessions) return "\u2588";
  if (4 * column.held >= 3 * column.sessions) return "\u2586";
  return 2 * column.held >= column.sessions ? "\u2584" : "\u2582";
}

bool takes_colour() {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == '\0');
}

std::string picture_of(const std::vector<data::CoverageColumn>& columns, bool colour) {
  std::string picture;
  for (const auto& column : columns) {
    const bool gap = colour && column.held < column.sessions;
    picture += fmt::format("{}{}{}", gap ? "\033[31m" : "", drawn(column), gap ? "\033[0m" : "");
  }
  return picture + std::string(kPictureColumns - columns.size(), ' ');
}

// A line for each dataset of sessions, 80 columns wide.
void print_coverage(const std::vector<data::DatasetAccount>& datasets,
                    const data::Catalog& catalog) {
  const calendar::ExchangeCalendar calendar;
  const bool colour = takes_colour();
  fmt::print("\n{:<26} {:<10} {:<24} {:<10} {:>6}\n", "sessions held", "first", "", "last",
             "missing");
  for (const auto& dataset : datasets) {
    const bool of_sessions = std::ranges::any_of(catalog.parts, [&](const data::Part& part) {
      return (part.table == "bars" || part.table == "chains") &&
             part.provenance.kind == dataset.kind && part.provenance.symbol == dataset.symbol;
    });
    if (!of_sessions || dataset.sessions.empty()) continue;
    const auto columns = data::coverage(dataset.sessions, calendar, kPictureColumns);
    int missing = 0;
    for (const auto& column : columns) missing += column.sessions - column.held;
    const auto name = fmt::format("{} {}", dataset.kind, dataset.symbol);
    fmt::print("{:<26.26} {} {} {} {:>6}\n", name, to_string(dataset.sessions.front()),
               picture_of(columns, colour), to_string(dataset.sessions.back()),
               missing == 0 ? std::string("-") : std::to_string(missing));
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
      auto object = app::to_json(dataset);
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
  print_coverage(datasets, catalog);
  print_gaps(gaps);
  print_staleness(datasets, current_date());
  return 0;
}

}  // namespace

void register_data_status(CLI::App& data, Invocation& invocation) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* app = data.add_subcommand("status",
                                      "What the lake holds: coverage against the exchange "
                                      "calendar, quarantine by rule, staleness\n\n"
                                      "Every dataset of sessions is a line from its first to its "
                                      "last session; a column that is not\n"
                                      "full height lacks sessions, a dot has none.\n\n"
                                      "Example:\n  aots data status --lake lake");
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run_status(*options, invocation.common); };
  });
}

}  // namespace aots::app
