#include "backtest/compare.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "backtest/run_reader.hpp"
#include "base/text.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::ordered_json;
using Fields = std::vector<std::pair<std::string, std::string>>;

// Reads a document of a run folder, which must be a JSON object.
Result<Json> read_document(const Path& folder, std::string_view name) {
  AOTS_TRY(text, read_run_file(folder, name));
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return damaged_run_file(folder, name, "a JSON object");
  return json;
}

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// Every leaf with its path; an array is one leaf.
void flatten(const Json& json, const std::string& prefix,
             std::vector<std::pair<std::string, Json>>& leaves) {
  for (const auto& [key, value] : json.items()) {
    const std::string path = prefix.empty() ? key : prefix + "." + key;
    if (value.is_object()) {
      flatten(value, path, leaves);
    } else {
      leaves.emplace_back(path, value);
    }
  }
}

Fields texts_of(const Json& json) {
  std::vector<std::pair<std::string, Json>> leaves;
  flatten(json, "", leaves);
  Fields fields;
  for (const auto& [path, value] : leaves) fields.emplace_back(path, value_text(value));
  return fields;
}

template <class T>
const T* find_key(const std::vector<std::pair<std::string, T>>& list, const std::string& key) {
  const auto found = std::ranges::find(
      list, key, [](const std::pair<std::string, T>& entry) { return entry.first; });
  return found == list.end() ? nullptr : &found->second;
}

// Keys of the first list in order, then those that only the second has.
template <class T>
std::vector<std::string> all_keys(const std::vector<std::pair<std::string, T>>& first,
                                  const std::vector<std::pair<std::string, T>>& second) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : first) keys.push_back(key);
  const std::set<std::string> known(keys.begin(), keys.end());
  for (const auto& [key, value] : second) {
    if (!known.contains(key)) keys.push_back(key);
  }
  return keys;
}

std::vector<FieldDifference> differing(const Fields& first, const Fields& second) {
  std::vector<FieldDifference> differences;
  for (const std::string& key : all_keys(first, second)) {
    const std::string* a = find_key(first, key);
    const std::string* b = find_key(second, key);
    if (a != nullptr && b != nullptr && *a == *b) continue;
    FieldDifference difference{key, std::nullopt, std::nullopt};
    if (a != nullptr) difference.first = *a;
    if (b != nullptr) difference.second = *b;
    differences.push_back(std::move(difference));
  }
  return differences;
}

std::optional<double> number_of(const Json* value) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->get<double>();
}

// Numbers of the summaries become metrics, everything else that differs a record.
void compare_summaries(const Json& first, const Json& second, RunComparison& result) {
  std::vector<std::pair<std::string, Json>> a, b;
  flatten(first, "", a);
  flatten(second, "", b);
  Fields texts_a, texts_b;
  for (const std::string& key : all_keys(a, b)) {
    const Json* left = find_key(a, key);
    const Json* right = find_key(b, key);
    const MetricPair pair{key, number_of(left), number_of(right)};
    if (pair.first || pair.second) {
      result.metrics.push_back(pair);
      continue;
    }
    // A figure that is null on one side and missing on the other is absent on both.
    if (left != nullptr && !left->is_null()) texts_a.emplace_back(key, value_text(*left));
    if (right != nullptr && !right->is_null()) texts_b.emplace_back(key, value_text(*right));
  }
  std::ranges::move(differing(texts_a, texts_b), std::back_inserter(result.records));
}

// The datasets of a manifest under their own names, so that one more does not shift the rest.
Json by_name(const Json& datasets) {
  Json named = Json::object();
  for (const Json& dataset : datasets) {
    std::vector<std::string> parts;
    for (const char* key : {"table", "kind", "symbol"}) {
      const std::string part = value_text(dataset.value(key, Json("")));
      if (!part.empty()) parts.push_back(part);
    }
    named[fmt::format("{}", fmt::join(parts, "/"))] = dataset.value("sha256", Json(nullptr));
  }
  return named;
}

void compare_manifests(Json first, Json second, RunComparison& result) {
  result.config = differing(texts_of(first.value("config", Json::object())),
                            texts_of(second.value("config", Json::object())));
  for (Json* manifest : {&first, &second}) {
    manifest->erase("config");
    if (manifest->contains("datasets")) (*manifest)["datasets"] = by_name((*manifest)["datasets"]);
  }
  result.records = differing(texts_of(first), texts_of(second));
}

struct LinePair {
  std::size_t number = 0;
  std::string_view first, second;
};

std::optional<LinePair> first_differing_line(std::string_view first, std::string_view second) {
  const std::vector<std::string_view> a = split(first, '\n');
  const std::vector<std::string_view> b = split(second, '\n');
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string_view left = i < a.size() ? a[i] : std::string_view();
    const std::string_view right = i < b.size() ? b[i] : std::string_view();
    if (left != right) return LinePair{i + 1, left, right};
  }
  return std::nullopt;
}

// The fields of one row; a quoted field keeps its quotes, which is enough to compare and to show.
Fields row_fields(const std::vector<std::string_view>& columns, std::string_view row) {
  Fields fields;
  if (row.empty()) return fields;
  const std::vector<std::string_view> cells = split(row, ',');
  for (std::size_t i = 0; i < cells.size(); ++i) {
    fields.emplace_back(
        i < columns.size() ? std::string(columns[i]) : fmt::format("field {}", i + 1),
        std::string(cells[i]));
  }
  return fields;
}

std::optional<LineDifference> compare_tables(const std::string& first, const std::string& second) {
  const auto pair = first_differing_line(first, second);
  if (!pair) return std::nullopt;
  const auto columns = split(std::string_view(first).substr(0, first.find('\n')), ',');
  return LineDifference{
      pair->number, differing(row_fields(columns, pair->first), row_fields(columns, pair->second))};
}

Fields entry_fields(std::string_view line) {
  if (line.empty()) return {};
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_object()) return texts_of(json);
  return {{"line", std::string(line)}};
}

std::optional<LineDifference> compare_journals(const std::string& first,
                                               const std::string& second) {
  const auto pair = first_differing_line(first, second);
  if (!pair) return std::nullopt;
  return LineDifference{pair->number,
                        differing(entry_fields(pair->first), entry_fields(pair->second))};
}

Result<std::set<std::string>> file_names(const Path& folder) {
  std::set<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.insert(entry->path().filename().string());
  }
  if (error) {
    return fail(ErrorCode::kIo, "cannot list the folder {}: {}", folder.string(), error.message());
  }
  return names;
}

Result<std::vector<FileDifference>> differing_files(const Path& first, const Path& second) {
  AOTS_TRY(a, file_names(first));
  AOTS_TRY(b, file_names(second));
  std::set<std::string> names = a;
  names.insert(b.begin(), b.end());
  std::vector<FileDifference> differences;
  for (const std::string& name : names) {
    FileDifference difference{name, a.contains(name), b.contains(name)};
    if (difference.in_first && difference.in_second) {
      AOTS_TRY(left, read_file(first / name));
      AOTS_TRY(right, read_file(second / name));
      if (left == right) continue;
    }
    differences.push_back(std::move(difference));
  }
  return differences;
}

// ---- For people ------------------------------------------------------------------------------

constexpr std::size_t kRowsMax = 15;  // of one section; --json prints them all

std::string shortened(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

std::string number_text(const std::optional<double>& value) {
  return value ? fmt::format("{:.8g}", *value) : "-";
}

std::string difference_text(const MetricPair& metric) {
  if (!metric.first || !metric.second) return "-";
  if (!metric.differs()) return "=";
  return fmt::format("{:+.6g}", *metric.second - *metric.first);
}

std::string more_line(std::size_t rows) {
  return rows <= kRowsMax ? "" : fmt::format("  and {} more; --json lists them\n", rows - kRowsMax);
}

std::string files_section(const std::vector<FileDifference>& files) {
  std::string text = "files\n";
  for (const FileDifference& file : files) {
    const char* what = !file.in_second  ? "only in the first"
                       : !file.in_first ? "only in the second"
                                        : "differs";
    text += fmt::format("  {:<40} {}\n", shortened(file.name, 40), what);
  }
  return text;
}

// The headline figures all, the broken-down ones where they differ.
std::string metrics_section(const std::vector<MetricPair>& metrics) {
  std::vector<MetricPair> shown, nested;
  for (const MetricPair& metric : metrics) {
    if (metric.name.find('.') == std::string::npos) {
      shown.push_back(metric);
    } else if (metric.differs()) {
      nested.push_back(metric);
    }
  }
  const std::size_t rest = nested.size();
  nested.resize(std::min(nested.size(), kRowsMax));
  std::ranges::move(nested, std::back_inserter(shown));
  std::string text =
      fmt::format("{:<38}{:>14}{:>14}{:>14}\n", "metric", "first", "second", "difference");
  for (const MetricPair& metric : shown) {
    text +=
        fmt::format("  {:<36}{:>14}{:>14}{:>14}\n", shortened(metric.name, 35),
                    number_text(metric.first), number_text(metric.second), difference_text(metric));
  }
  return text + more_line(rest);
}

std::string fields_section(const std::string& title, const std::vector<FieldDifference>& fields) {
  if (fields.empty()) return "";
  std::string text = title + "\n";
  for (std::size_t i = 0; i < std::min(fields.size(), kRowsMax); ++i) {
    const FieldDifference& field = fields[i];
    text += fmt::format("  {:<36} {:<20} {:<20}", shortened(field.key, 36),
                        shortened(field.first.value_or("-"), 20),
                        shortened(field.second.value_or("-"), 20));
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text + more_line(fields.size());
}

std::string line_section(const std::string& what, const std::optional<LineDifference>& line) {
  if (!line) return "";
  return fields_section(fmt::format("{}, line {}", what, line->line), line->fields);
}

// ---- For programs ----------------------------------------------------------------------------

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json fields_json(const std::vector<FieldDifference>& fields) {
  Json json = Json::array();
  for (const FieldDifference& field : fields) {
    json.push_back(
        {{"key", field.key}, {"first", or_null(field.first)}, {"second", or_null(field.second)}});
  }
  return json;
}

Json line_json(const std::optional<LineDifference>& line) {
  if (!line) return nullptr;
  return {{"line", line->line}, {"fields", fields_json(line->fields)}};
}

Json metric_json(const MetricPair& metric) {
  const Json difference =
      metric.first && metric.second ? Json(*metric.second - *metric.first) : Json(nullptr);
  return {{"name", metric.name},
          {"first", or_null(metric.first)},
          {"second", or_null(metric.second)},
          {"difference", difference}};
}

}  // namespace

Result<RunComparison> compare_runs(const Path& first, const Path& second) {
  RunComparison result;
  AOTS_CHECK_OK(expect_run_folder(first));
  AOTS_CHECK_OK(expect_run_folder(second));
  AOTS_TRY(manifest_a, read_document(first, "manifest.json"));
  AOTS_TRY(manifest_b, read_document(second, "manifest.json"));
  AOTS_TRY(summary_a, read_document(first, "summary.json"));
  AOTS_TRY(summary_b, read_document(second, "summary.json"));
  AOTS_TRY(trades_a, read_run_file(first, "trades.csv"));
  AOTS_TRY(trades_b, read_run_file(second, "trades.csv"));
  AOTS_TRY(journal_a, read_run_file(first, "journal.jsonl"));
  AOTS_TRY(journal_b, read_run_file(second, "journal.jsonl"));
  AOTS_TRY(files, differing_files(first, second));
  result.files = std::move(files);
  compare_manifests(manifest_a, manifest_b, result);
  compare_summaries(summary_a, summary_b, result);
  result.trade = compare_tables(trades_a, trades_b);
  result.journal = compare_journals(journal_a, journal_b);
  return result;
}

std::string comparison_text(const RunComparison& comparison) {
  if (comparison.identical()) return "identical: every file of the two runs has the same bytes\n";
  return files_section(comparison.files) + fields_section("configuration", comparison.config) +
         fields_section("manifest and summary", comparison.records) +
         metrics_section(comparison.metrics) +
         line_section("first differing trade: trades.csv", comparison.trade) +
         line_section("first differing decision: journal.jsonl", comparison.journal);
}

std::string comparison_json(const RunComparison& comparison) {
  Json files = Json::array();
  for (const FileDifference& file : comparison.files) {
    files.push_back(
        {{"name", file.name}, {"in_first", file.in_first}, {"in_second", file.in_second}});
  }
  Json metrics = Json::array();
  for (const MetricPair& metric : comparison.metrics) metrics.push_back(metric_json(metric));
  const Json json = {{"identical", comparison.identical()},
                     {"files", files},
                     {"metrics", metrics},
                     {"config", fields_json(comparison.config)},
                     {"records", fields_json(comparison.records)},
                     {"first_trade", line_json(comparison.trade)},
                     {"first_journal_line", line_json(comparison.journal)}};
  return json.dump(2) + "\n";
}

}  // namespace aots::backtest
