// The report page: a template with everything inlined, and the run folder's own files as its data.
#include <filesystem>
#include <system_error>

#include <nlohmann/json.hpp>

#include "backtest/backtest.hpp"
#include "backtest/run_reader.hpp"
#include "base/contract.hpp"
#include "embedded/report_files.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::ordered_json;

Result<Json> read_document(const Path& folder, std::string_view name) {
  AOTS_TRY(text, read_run_file(folder, name));
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return damaged_run_file(folder, name, "a JSON object");
  return json;
}

// Text that may stand inside a script element: no "<" can end it, and bytes that are no UTF-8 (a
// damaged table) do not stop the page.
std::string for_script(const Json& json) {
  const std::string dumped = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  text.reserve(dumped.size());
  std::size_t from = 0;
  for (auto at = dumped.find('<'); at != std::string::npos; at = dumped.find('<', from)) {
    text.append(dumped, from, at - from) += "\\u003c";
    from = at + 1;
  }
  return text.append(dumped, from);
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
        embedded::sections_js(), embedded::trust_js(), embedded::payoffs_js(),
        embedded::report_js()}) {
    script += part;
  }
  return script;
}

}  // namespace

Status render_report(const Path& folder) {
  AOTS_CHECK_OK(expect_run_folder(folder));
  Json data;
  AOTS_TRY(manifest, read_document(folder, "manifest.json"));
  AOTS_TRY(summary, read_document(folder, "summary.json"));
  data["manifest"] = manifest;
  data["summary"] = summary;
  for (const char* table : {"trades", "legs", "equity", "signals"}) {
    AOTS_TRY(csv, read_run_file(folder, fmt::format("{}.csv", table)));
    data[table] = csv;
  }
  // Runs of before it was written have none; the page then shows the trades without it.
  std::error_code ignored;
  if (std::filesystem::exists(folder / "payoffs.json", ignored)) {
    AOTS_TRY(payoffs, read_document(folder, "payoffs.json"));
    data["payoffs"] = payoffs;
  }
  std::string page(embedded::report_html());
  replace_once(page, "/*{style}*/", embedded::report_css());
  replace_once(page, "/*{charts}*/", embedded::echarts_min_js());
  replace_once(page, "/*{script}*/", page_script());
  replace_once(page, "/*{data}*/", for_script(data));
  return write_file_atomically(folder / "report.html", page);
}

}  // namespace aots::backtest
