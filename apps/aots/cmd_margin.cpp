// aots margin LEG... --spot S --class stock|broad_index
#include <memory>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "command.hpp"
#include "dataset_report.hpp"
#include "trading/risk/margin_stress.hpp"
#include "what_if.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

struct MarginOptions {
  WhatIfFlags flags;
  std::string margin_class = "stock";
  bool json = false;
};

std::vector<std::string> leg_texts(const trading::MarginPosition& position,
                                   const trading::MarginItem& item) {
  std::vector<std::string> texts;
  for (const auto& part : item.parts) {
    texts.push_back(trading::describe(position.legs[part.leg], part.contracts));
  }
  return texts;
}

Json stress_json(const WhatIf& what_if, const trading::StressResult& stress) {
  if (!what_if.vols_known) return nullptr;
  Json cells = Json::array();
  for (const auto& cell : stress.cells) {
    cells.push_back({{"spot", what_if.market.spot * (1.0 + cell.spot_move)},
                     {"spot_move", cell.spot_move},
                     {"vol_factor", cell.vol_factor},
                     {"profit", cell.profit}});
  }
  return {{"requirement", stress.requirement},
          {"worst",
           {{"spot_move", stress.worst.spot_move},
            {"vol_factor", stress.worst.vol_factor},
            {"profit", stress.worst.profit}}},
          {"least", stress.least},
          {"cells", cells}};
}

void print_text(const WhatIf& what_if, const trading::MarginPosition& position,
                const trading::MarginRequirement& initial, const Money& maintenance,
                const trading::StressResult& stress) {
  fmt::print("Reg-T initial {}, maintenance {} dollars (premium received is not deducted)\n",
             to_string(initial.amount), to_string(maintenance));
  for (const auto& item : initial.items) {
    fmt::print("  {}\n    {}\n", join(leg_texts(position, item), ", "),
               trading::explain(position, item));
  }
  if (!initial.proven) {
    fmt::print("  The search ended at its limit: another pairing may ask for less.\n");
  }
  if (!what_if.vols_known) {
    fmt::print("No portfolio margin: no price here has an implied vol; give --vol\n");
    return;
  }
  fmt::print("Portfolio margin {:.2f} dollars: ", stress.requirement);
  if (-stress.worst.profit >= stress.least) {
    fmt::print("the worst of {} cells, spot {:+.1f}% and vol x {}\n", stress.cells.size(),
               100.0 * stress.worst.spot_move, format_double(stress.worst.vol_factor));
  } else {
    fmt::print("the least that the rule asks for by contract\n");
  }
}

trading::MarginClass class_of(const std::string& name) {
  if (name == "stock") return trading::MarginClass::kStock;
  return name == "broad_index" ? trading::MarginClass::kBroadIndex
                               : trading::MarginClass::kSmallCapIndex;
}

Result<int> run(const MarginOptions& options) {
  AOTS_TRY(what_if, read_what_if(options.flags));
  const auto margin_class = class_of(options.margin_class);
  const auto position = to_margin_position(what_if, margin_class);
  const auto initial = trading::reg_t_margin(position);
  const auto maintenance = trading::reg_t_margin(position, trading::MarginStage::kMaintenance);
  const auto stress = trading::stress_margin({margin_class, what_if.options, 0.0}, what_if.market);
  if (!options.json) {
    print_text(what_if, position, initial, maintenance.amount, stress);
    return 0;
  }
  Json pairing = Json::array();
  for (const auto& item : initial.items) {
    pairing.push_back({{"legs", leg_texts(position, item)},
                       {"rule", trading::rule_name(position, item)},
                       {"amount", item.amount.to_double()},
                       {"explanation", trading::explain(position, item)}});
  }
  print_json({{"reg_t_initial", initial.amount.to_double()},
              {"reg_t_maintenance", maintenance.amount.to_double()},
              {"pairing", pairing},
              {"proven", initial.proven && maintenance.proven},
              {"stress", stress_json(what_if, stress)}});
  return 0;
}

}  // namespace

void register_margin(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<MarginOptions>();
  CLI::App* app = root.add_subcommand(
      "margin",
      "What a position ties up: Reg-T strategy margin with its pairing, and portfolio margin\n\n"
      "Reg-T is gross: premium received is not deducted, a net debit counts in full. Portfolio\n"
      "margin is a stress that equity has to cover: spot moves 15% either way (stock; ETFs too) "
      "or\n"
      "8% down and 6% up (broad_index) or 10% either way (small_cap_index, as RUT), vol by 15% of\n"
      "itself, and every option is repriced.\n\n"
      "Example:\n"
      "  aots margin \"sell 1 SPY 2026-08-21 P 620 @ 5.20\" \"buy 1 SPY 2026-08-21 P 615 @ 4.30\" "
      "\\\n"
      "    --spot 640 --class stock --date 2026-07-31");
  add_what_if_flags(*app, options->flags);
  app->add_option("--class", options->margin_class, "stock, broad_index or small_cap_index")
      ->required()
      ->check(CLI::IsMember({"stock", "broad_index", "small_cap_index"}));
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback(
      [&invocation, options] { invocation.action = [options] { return run(*options); }; });
}

}  // namespace aots::app
