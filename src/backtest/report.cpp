// The report page: a template with everything inlined, and the run folder's own files as its data.
#include <filesystem>
#include <system_error>

#include <nlohmann/json.hpp>

#include "backtest/backtest.hpp"
#include "backtest/report_page.hpp"
#include "backtest/run_reader.hpp"
#include "base/contract.hpp"
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

// JSON that may stand inside a script element: no "<" can end it.
void append_for_script(std::string& page, std::string_view json) {
  std::size_t from = 0;
  for (auto at = json.find('<'); at != std::string_view::npos; at = json.find('<', from)) {
    page.append(json, from, at - from) += "\\u003c";
    from = at + 1;
  }
  page.append(json, from);
}

// Bytes that are no UTF-8 (a damaged table) do not stop the page.
std::string as_json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string page_data(const RunFiles& files) {
  std::string data = "{";
  const auto add = [&](std::string_view stem, std::string_view json) {
    data += fmt::format("{}\"{}\":", data.size() == 1 ? "" : ",", stem);
    append_for_script(data, json);
  };
  for (const auto stem : kDocuments) add(stem, files.find(document_name(stem))->second);
  for (const auto stem : kTables) add(stem, as_json_text(files.find(table_name(stem))->second));
  const auto payoffs = files.find("payoffs.json");
  if (payoffs != files.end()) add("payoffs", payoffs->second);
  const auto benchmarks = files.find("benchmarks.csv");
  if (benchmarks != files.end()) add("benchmarks", as_json_text(benchmarks->second));
  return data += '}';
}

void replace_once(std::string& page, std::string_view mark, std::string_view content) {
  const auto at = page.find(mark);
  AOTS_EXPECTS(at != std::string::npos);
  page.replace(at, mark.size(), content);
}

// The page's own code as one script; later files use what earlier ones define.
std::string page_script() {
  std::string script;
  for (const std::string_view part :
       {embedded::figures_js(), embedded::words_js(), embedded::charts_js(), embedded::tables_js(),
        embedded::sections_js(), embedded::benchmarks_js(), embedded::trust_js(),
        embedded::payoffs_js(), embedded::report_js()}) {
    script += part;
  }
  return script;
}

}  // namespace

std::string report_page(const RunFiles& files) {
  std::string page(embedded::report_html());
  replace_once(page, "/*{style}*/", embedded::report_css());
  replace_once(page, "/*{charts}*/", embedded::echarts_min_js());
  replace_once(page, "/*{script}*/", page_script());
  replace_once(page, "/*{data}*/", page_data(files));
  return page;
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
