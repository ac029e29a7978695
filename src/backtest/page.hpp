// Page: one HTML file that needs no network and no other file: the house's template with its style,
// the charting library, scripts and data inlined.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aots::backtest {

struct PageParts {
  std::vector<std::string_view> scripts;  // after the shared ones of web/report, in this order
  std::string_view style{};               // after the shared one
  std::string data;                       // JSON in UTF-8, which the scripts find as element "run"
};

std::string self_contained_page(const PageParts& parts);

}  // namespace aots::backtest
