#include "backtest/page.hpp"

#include "base/contract.hpp"
#include "embedded/report_files.hpp"

namespace aots::backtest {
namespace {

// Text that may stand inside a script element: no "<" can end it.
std::string for_script(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  std::size_t from = 0;
  for (auto at = json.find('<'); at != std::string_view::npos; at = json.find('<', from)) {
    text.append(json, from, at - from) += "\\u003c";
    from = at + 1;
  }
  return text.append(json, from);
}

void replace_once(std::string& page, std::string_view mark, std::string_view content) {
  const auto at = page.find(mark);
  AOTS_EXPECTS(at != std::string::npos);
  page.replace(at, mark.size(), content);
}

}  // namespace

std::string self_contained_page(const PageParts& parts) {
  // One script; later files use what earlier ones define.
  std::string script;
  for (const std::string_view shared :
       {embedded::figures_js(), embedded::words_js(), embedded::charts_js(), embedded::tables_js(),
        embedded::page_js()}) {
    script += shared;
  }
  for (const std::string_view own : parts.scripts) script += own;
  std::string style(embedded::report_css());
  style += parts.style;
  std::string page(embedded::report_html());
  replace_once(page, "/*{style}*/", style);
  replace_once(page, "/*{charts}*/", embedded::echarts_min_js());
  replace_once(page, "/*{script}*/", script);
  replace_once(page, "/*{data}*/", for_script(parts.data));
  return page;
}

}  // namespace aots::backtest
