// The report page: the run folder's own files are its data.
#include <filesystem>
#include <system_error>

#include <nlohmann/json.hpp>

#include "backtest/backtest.hpp"
#include "backtest/page.hpp"
#include "backtest/report_page.hpp"
#include "backtest/run_reader.hpp"
#include "embedded/report_files.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kDocuments[] = {"manifest", "summary"};
constexpr std::string_view kTables[] = {"trades", "legs", "equity", "signals"};

std::string document_name(std::string_view stem) { return fmt::format("{}.json", stem); }
std::string table_name(std::string_view stem) { return fmt::format("{}.csv", stem); }

Status read_document(const Path& folder, const std::string& name, RunFiles& files) {
  AOTS_TRY(text, read_run_file(folder, name));
  if (!Json::parse(text, nullptr, false).is_object()) {
    return damaged_run_file(folder, name, "a JSON object");
  }
  files.emplace(name, std::move(text));
  return {};
}

// Bytes that are no UTF-8 (a damaged table) do not stop the page.
std::string as_json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string page_data(const RunFiles& files) {
  std::string data = "{";
  const auto add = [&](std::string_view stem, std::string_view json) {
    data += fmt::format("{}\"{}\":{}", data.size() == 1 ? "" : ",", stem, json);
  };
  for (const auto stem : kDocuments) add(stem, files.find(document_name(stem))->second);
  for (const auto stem : kTables) add(stem, as_json_text(files.find(table_name(stem))->second));
  const auto payoffs = files.find("payoffs.json");
  if (payoffs != files.end()) add("payoffs", payoffs->second);
  const auto benchmarks = files.find("benchmarks.csv");
  if (benchmarks != files.end()) add("benchmarks", as_json_text(benchmarks->second));
  return data += '}';
}

}  // namespace

std::string report_page(const RunFiles& files) {
  return self_contained_page(
      {.scripts = {embedded::sections_js(), embedded::benchmarks_js(), embedded::trust_js(),
                   embedded::payoffs_js(), embedded::report_js()},
       .data = page_data(files)});
}

Status render_report(const Path& folder) {
  AOTS_CHECK_OK(expect_run_folder(folder));
  RunFiles files;
  for (const auto stem : kDocuments) {
    AOTS_CHECK_OK(read_document(folder, document_name(stem), files));
  }
  for (const auto stem : kTables) {
    AOTS_TRY(csv, read_run_file(folder, table_name(stem)));
    files.emplace(table_name(stem), std::move(csv));
  }
  // Runs of before these were written have none; the page then does without.
  std::error_code ignored;
  if (std::filesystem::exists(folder / "benchmarks.csv", ignored)) {
    AOTS_TRY(csv, read_run_file(folder, "benchmarks.csv"));
    files.emplace("benchmarks.csv", std::move(csv));
  }
  if (std::filesystem::exists(folder / "payoffs.json", ignored)) {
    AOTS_CHECK_OK(read_document(folder, "payoffs.json", files));
  }
  return write_file_atomically(folder / "report.html", report_page(files));
}

}  // namespace aots::backtest
