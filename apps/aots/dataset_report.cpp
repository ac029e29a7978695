#include "dataset_report.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "calendar/new_york.hpp"

namespace aots::app {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kNotesShown = 3;

Json date_or_null(const std::vector<Date>& dates, bool first) {
  if (dates.empty()) return nullptr;
  return to_string(first ? dates.front() : dates.back());
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

}  // namespace

Date current_date() { return calendar::new_york_date(std::chrono::system_clock::now()); }

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

void print_json(const Json& document) {
  fmt::print("{}\n", document.dump(1, ' ', false, Json::error_handler_t::replace));
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

}  // namespace aots::app
