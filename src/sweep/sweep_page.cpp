#include "sweep/sweep_page.hpp"

#include <nlohmann/json.hpp>

#include "backtest/page.hpp"
#include "embedded/sweep_files.hpp"
#include "sweep/documents.hpp"

namespace aots::sweep {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(FigureKind kind) {
  switch (kind) {
    case FigureKind::kShare:
      return "share";
    case FigureKind::kRatio:
      return "ratio";
    case FigureKind::kMoney:
      return "money";
    case FigureKind::kCount:
      return "count";
  }
  return "";
}

}  // namespace

std::string sweep_page(const SweepResult& result) {
  Json figures = Json::array();
  for (const FigureSpec& figure : kFigures) {
    figures.push_back({{"name", figure.name}, {"kind", name_of(figure.kind)}});
  }
  const Json data = {{"manifest", Json::parse(result.manifest)},
                     {"summary", Json::parse(summary_json(result))},
                     {"figures", figures},
                     {"trials", columns_csv(trial_columns(result))}};
  return backtest::self_contained_page(
      {.scripts = {embedded::heatmap_js(), embedded::sweep_js()},
       .style = embedded::sweep_css(),
       .data = data.dump(-1, ' ', false, Json::error_handler_t::replace)});
}

}  // namespace aots::sweep
