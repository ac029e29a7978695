// aots payoff LEG... --spot S
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "analytics/expiry_distribution.hpp"
#include "base/text.hpp"
#include "command.hpp"
#include "dataset_report.hpp"
#include "known_market.hpp"
#include "payoff_drawing.hpp"
#include "what_if.hpp"

namespace aots::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kGridMoves{-0.15, -0.10, -0.05, -0.02, 0.0, 0.02, 0.05, 0.10, 0.15};
constexpr std::array kGridVols{0.70, 0.85, 1.0, 1.15, 1.30};
constexpr int kCurvePoints = 273;

struct PayoffOptions {
  WhatIfFlags flags;
  std::string svg;
  bool smile = false;
  bool ascii = false;
  bool json = false;
};

// By the smile of a recorded chain.
struct SmileOdds {
  double probability_of_profit = 0.0;
  double expected_profit = 0.0;
};

struct PayoffView {
  pricing::PayoffAnalysis payoff;
  double net_premium = 0.0;
  std::optional<double> probability_of_profit;  // absent without a vol
  std::optional<double> expected_profit;
  std::optional<SmileOdds> smile;
  std::optional<Greeks> greeks;
  std::vector<std::vector<double>> grid;  // by vol, then spot; empty without a vol
};

std::vector<std::vector<double>> scenario_grid(const WhatIf& what_if, double premium) {
  std::vector<std::vector<double>> grid;
  for (const double vol : kGridVols) {
    std::vector<pricing::Scenario> row;
    for (const double move : kGridMoves) row.push_back({what_if.market.spot * (1.0 + move), vol});
    grid.push_back(pricing::position_values(what_if.options, what_if.market, row, 0.0));
    for (double& profit : grid.back()) profit += premium;
  }
  return grid;
}

PayoffView look_at(const WhatIf& what_if) {
  PayoffView view;
  view.payoff = pricing::analyse_payoff(what_if.options, what_if.market);
  view.net_premium = pricing::net_premium(what_if.options);
  if (what_if.vol || view.payoff.first_expiry_years <= 0.0) {
    const auto odds =
        pricing::lognormal_odds(view.payoff, what_if.market, what_if.vol.value_or(0.0));
    view.probability_of_profit = odds.probability_of_profit;
    view.expected_profit = odds.expected_profit;
  }
  const bool time_left = std::ranges::any_of(
      what_if.options, [](const pricing::HeldOption& option) { return option.years > 0.0; });
  if (time_left && !what_if.vols_known) return view;
  view.greeks = pricing::position_greeks(what_if.options, what_if.market);
  view.grid = scenario_grid(what_if, view.net_premium);
  return view;
}

// The smile keeps its place around the money where the given spot is not the chain's: the payoff is
// looked at as much nearer or farther.
SmileOdds odds_by(const pricing::TerminalDistribution& ends, const pricing::PayoffAnalysis& payoff,
                  double spot_ratio) {
  std::vector<pricing::PayoffPoint> points = payoff.points;
  for (pricing::PayoffPoint& point : points) point.underlying *= spot_ratio;
  const pricing::PayoffLine line{points, payoff.slope_beyond / spot_ratio};
  return {ends.probability_of_profit(line), ends.expected_profit(line)};
}

// By the chain that the lake holds of the date; kData where it does not hold it, does not list the
// first expiry, or has no smile there.
Result<SmileOdds> smile_odds(const WhatIf& what_if, const PayoffView& payoff,
                             const CommonOptions& common) {
  const calendar::ExchangeCalendar calendar;
  const auto first = std::ranges::min_element(
      what_if.legs, {}, [](const LegArgument& leg) { return leg.contract.expiry; });
  const Symbol& symbol = first->contract.underlying;
  AOTS_TRY(lake, open_lake(common));
  AOTS_TRY(chain, find_chain(lake, symbol, what_if.date));
  AOTS_TRY(carry, carry_as_known(lake, symbol, what_if.date, chain.known_time, calendar));
  const analytics::ChainView view(chain, carry, calendar);
  const auto expiry = view.find_expiry(first->contract);
  const auto ends = expiry ? analytics::expiry_distribution(view, *expiry) : std::nullopt;
  if (!ends) {
    return fail(ErrorCode::kData,
                "the chain of {} on {} {} {} of {}; leave --smile out for lognormal odds alone",
                symbol.str(), to_string(what_if.date),
                expiry ? "allows no smile in" : "does not list", first->contract.root,
                to_string(first->contract.expiry));
  }
  const double spot = chain.spot ? chain.spot->to_double() : what_if.market.spot;
  return odds_by(*ends, payoff.payoff, spot / what_if.market.spot);
}

// Rounded to a billionth, beyond which there is only noise of the arithmetic.
double clean(double value) { return std::round(value * 1e9) / 1e9 + 0.0; }

Json number(const std::optional<double>& value) {
  return value ? Json(clean(*value)) : Json(nullptr);
}

Json greeks_json(const std::optional<Greeks>& greeks) {
  if (!greeks) return nullptr;
  return {{"delta", greeks->delta},
          {"gamma", greeks->gamma},
          {"theta", greeks->theta_per_day},
          {"vega", greeks->vega_per_vol_point},
          {"rho", greeks->rho_per_rate_pct}};
}

Json to_json(const WhatIf& what_if, const PayoffView& view) {
  Json break_evens = Json::array();
  for (const double spot : view.payoff.break_evens) break_evens.push_back(clean(spot));
  Json spots = Json::array();
  for (const double move : kGridMoves) spots.push_back(clean(what_if.market.spot * (1.0 + move)));
  return {
      {"net_premium", clean(view.net_premium)},
      {"max_profit", number(view.payoff.max_profit)},
      {"max_loss", number(view.payoff.max_loss)},
      {"break_evens", break_evens},
      {"probability_of_profit", number(view.probability_of_profit)},
      {"expected_profit", number(view.expected_profit)},
      {"smile_probability_of_profit",
       view.smile ? number(view.smile->probability_of_profit) : Json(nullptr)},
      {"smile_expected_profit", view.smile ? number(view.smile->expected_profit) : Json(nullptr)},
      {"greeks", greeks_json(view.greeks)},
      {"grid", view.grid},
      {"grid_spots", spots},
      {"grid_vol_factors", kGridVols},
      {"date", to_string(what_if.date)},
      {"vol", number(what_if.vol)},
      {"exact", view.payoff.exact}};
}

PayoffCurves curves_of(const WhatIf& what_if, const PayoffView& view) {
  PayoffCurves curves;
  curves.spots = pricing::spots_to_draw(what_if.options, view.payoff, what_if.market, kCurvePoints);
  std::vector<pricing::Scenario> scenarios;
  for (const double spot : curves.spots) {
    curves.at_expiry.push_back(pricing::profit_at(view.payoff, spot));
    scenarios.push_back({std::max(spot, 1e-6), 1.0});
  }
  curves.on_date = pricing::position_values(what_if.options, what_if.market, scenarios, 0.0);
  for (double& profit : curves.on_date) profit += view.net_premium;
  curves.spot = what_if.market.spot;
  curves.break_evens = view.payoff.break_evens;
  const auto first = std::ranges::min_element(
      what_if.legs, {}, [](const LegArgument& leg) { return leg.contract.expiry; });
  curves.title = fmt::format("{}: profit in dollars over the underlying",
                             what_if.legs.front().contract.underlying.str());
  curves.expiry_label = fmt::format("at expiry, {}", to_string(first->contract.expiry));
  curves.date_label = fmt::format("on {}", to_string(what_if.date));
  return curves;
}

bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string upper = to_upper(value);
    return upper.find("UTF-8") != std::string::npos || upper.find("UTF8") != std::string::npos;
  }
  return false;
}

std::string bound(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "unbounded";
}

void print_text(const WhatIf& what_if, const PayoffView& view, const PayoffCurves& curves,
                bool ascii) {
  const bool colour = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  const Glyphs glyphs = ascii || !speaks_utf8() ? Glyphs::kAscii : Glyphs::kBraille;
  fmt::print("{}\n{}", curves.title,
             draw_text(curves, glyphs, colour ? Ink::kColour : Ink::kPlain));
  fmt::print("{:>11} solid: {}; dotted: {}; spot {}\n\n", "", curves.expiry_label,
             curves.date_label, to_string(what_if.spot));
  fmt::print("net premium {:+.2f} ({}), max profit {}, max loss {}\n", view.net_premium,
             view.net_premium < 0.0 ? "paid" : "received", bound(view.payoff.max_profit),
             bound(view.payoff.max_loss));
  std::vector<std::string> break_evens;
  for (const double spot : view.payoff.break_evens)
    break_evens.push_back(fmt::format("{:.2f}", spot));
  fmt::print("break-evens {}\n", break_evens.empty() ? "none" : join(break_evens, ", "));
  if (view.probability_of_profit && what_if.vol) {
    fmt::print("probability of profit {:.1f}%, expected profit {:.2f} (lognormal, vol {:.4f})\n",
               100.0 * *view.probability_of_profit, *view.expected_profit, *what_if.vol);
  }
  if (view.smile) {
    fmt::print("probability of profit {:.1f}%, expected profit {:.2f} (smile of the chain)\n",
               100.0 * view.smile->probability_of_profit, view.smile->expected_profit);
  }
  if (!view.payoff.exact) {
    fmt::print("options that live on are valued by the model at the first expiry\n");
  }
  if (!view.greeks) {
    fmt::print("no price here has an implied vol; give --vol for Greeks and scenarios\n");
    return;
  }
  fmt::print(
      "delta {:.2f} shares, gamma {:.4f} per $1, theta {:.2f} a day, vega {:.2f} a point,\n"
      "rho {:.2f} a %\n\n",
      view.greeks->delta, view.greeks->gamma, view.greeks->theta_per_day,
      view.greeks->vega_per_vol_point, view.greeks->rho_per_rate_pct);
  std::string line = "vol x \\ spot";
  for (const double move : kGridMoves) line += fmt::format("{:>+6.0f}%", 100.0 * move);
  fmt::print("{}\n", line);
  for (std::size_t v = 0; v < kGridVols.size(); ++v) {
    line = fmt::format("{:>12}", format_double(kGridVols[v]));
    // A sum with zero has no negative zero, which would read "-0".
    for (const double profit : view.grid[v]) {
      line += fmt::format("{:>7.0f}", std::round(profit) + 0.0);
    }
    fmt::print("{}\n", line);
  }
}

Result<int> run(const PayoffOptions& options, const CommonOptions& common) {
  AOTS_TRY(what_if, read_what_if(options.flags));
  PayoffView view = look_at(what_if);
  if (options.smile) {
    AOTS_TRY(odds, smile_odds(what_if, view, common));
    view.smile = odds;
  }
  const PayoffCurves curves = curves_of(what_if, view);
  if (!options.svg.empty()) AOTS_CHECK_OK(write_file_atomically(options.svg, draw_svg(curves)));
  if (options.json) {
    print_json(to_json(what_if, view));
  } else {
    print_text(what_if, view, curves, options.ascii);
  }
  return 0;
}

}  // namespace

void register_payoff(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<PayoffOptions>();
  CLI::App* app = root.add_subcommand(
      "payoff",
      "What a position can gain and lose: payoff, break-evens, odds, Greeks, scenarios\n\n"
      "Dollars of the whole position. With several expiries the picture is that of the first one,\n"
      "the options that live on valued by the model. Odds are lognormal.\n\n"
      "Example:\n"
      "  aots payoff \"sell 1 SPY 2026-08-21 P 620 @ 5.20\" \"buy 1 SPY 2026-08-21 P 615 @ 4.30\" "
      "\\\n"
      "    --spot 640 --date 2026-07-31 --rate 0.04");
  add_what_if_flags(*app, options->flags);
  app->add_option("--svg", options->svg, "Write the drawing to this file as well");
  app->add_flag("--smile", options->smile,
                "Odds by the smile of the lake's chain of --date as well");
  app->add_flag("--ascii", options->ascii, "Draw with plain characters");
  app->add_flag("--json", options->json, "Print one JSON document");
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
