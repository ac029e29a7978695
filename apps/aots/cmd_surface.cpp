// aots surface SYMBOL --date D
#include <array>
#include <memory>

#include <nlohmann/json.hpp>

#include "analytics/fitted_surface.hpp"
#include "known_market.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

struct SurfaceOptions {
  std::string symbol;
  std::string date;
  OutputFlags output;
};

constexpr std::array kDeltas{0.10, 0.25};

const pricing::SmileReport& report_of(const analytics::FittedExpiry& fitted) {
  return fitted.outcome ? fitted.outcome->report : fitted.outcome.error().report;
}

std::string_view status_of(const analytics::FittedExpiry& fitted) {
  if (!fitted.outcome) return pricing::to_string(fitted.outcome.error().reason);
  return fitted.outcome->report.constrained ? "bounded" : "ok";
}

Cell percent(std::optional<double> value) { return value ? Cell(100.0 * *value) : Cell(); }

// What fits a terminal: vols and errors in percent.
Table page(const analytics::ChainView& view, const analytics::FittedSurface& surface) {
  Table table({{"root"},
               {"expiry"},
               {"dte"},
               {"used"},
               {"out"},
               {"rms%", 2},
               {"half%", 2},
               {"in%", 0},
               {"10p", 1},
               {"25p", 1},
               {"atm", 1},
               {"25c", 1},
               {"fit"}});
  for (const analytics::FittedExpiry& fitted : surface.expiries()) {
    const analytics::ExpiryView& expiry = view.expiry(fitted.expiry);
    const pricing::SmileReport& report = report_of(fitted);
    const bool is_fitted = fitted.outcome.has_value();
    const auto vol = [&](Right right, double delta) {
      return is_fitted ? percent(surface.vol_at_delta(right, delta, fitted.years)) : Cell();
    };
    const auto figure = [&](double value) { return is_fitted ? Cell(100.0 * value) : Cell(); };
    table.add({cell(expiry.chain->root), cell(expiry.chain->expiry), cell(expiry.dte),
               cell(report.used), cell(static_cast<int>(report.rejected.size())),
               figure(report.rms_vol), figure(report.half_spread_vol), figure(report.inside_share),
               vol(Right::kPut, kDeltas[0]), vol(Right::kPut, kDeltas[1]),
               is_fitted ? percent(surface.atm_vol(fitted.years)) : Cell(),
               vol(Right::kCall, kDeltas[1]), cell(status_of(fitted))});
  }
  return table;
}

// One row an expiry, in fractions.
Table expiry_table(const analytics::ChainView& view, const analytics::FittedSurface& surface) {
  Table table({{"root"},
               {"expiry"},
               {"dte"},
               {"years"},
               {"forward"},
               {"status"},
               {"quotes"},
               {"used"},
               {"outliers"},
               {"rms_vol"},
               {"weighted_rms_vol"},
               {"worst_vol"},
               {"half_spread_vol"},
               {"inside_share"},
               {"least_g"},
               {"least_calendar"},
               {"raised_vol"},
               {"iterations"},
               {"k_low"},
               {"k_high"},
               {"put_10d_vol"},
               {"put_25d_vol"},
               {"atm_vol"},
               {"call_25d_vol"},
               {"call_10d_vol"},
               {"expected_move"}});
  for (const analytics::FittedExpiry& fitted : surface.expiries()) {
    const analytics::ExpiryView& expiry = view.expiry(fitted.expiry);
    const pricing::SmileReport& report = report_of(fitted);
    const bool is_fitted = fitted.outcome.has_value();
    int outliers = 0;
    for (const pricing::RejectedQuote& quote : report.rejected) {
      if (quote.fault == pricing::QuoteFault::kOutlier) ++outliers;
    }
    const auto figure = [&](double value) { return is_fitted ? Cell(value) : Cell(); };
    const auto vol = [&](Right right, double delta) {
      return is_fitted ? cell(surface.vol_at_delta(right, delta, fitted.years)) : Cell();
    };
    const auto end = is_fitted ? surface.distribution(fitted.years) : std::nullopt;
    table.add({cell(expiry.chain->root),
               cell(expiry.chain->expiry),
               cell(expiry.dte),
               Cell(fitted.years),
               Cell(fitted.forward),
               cell(status_of(fitted)),
               cell(report.quotes),
               cell(report.used),
               cell(outliers),
               figure(report.rms_vol),
               figure(report.weighted_rms_vol),
               figure(report.worst_vol),
               figure(report.half_spread_vol),
               figure(report.inside_share),
               figure(report.least_g),
               is_fitted ? cell(report.least_calendar) : Cell(),
               figure(report.raised_vol),
               cell(report.iterations),
               is_fitted ? Cell(fitted.outcome->k_low) : Cell(),
               is_fitted ? Cell(fitted.outcome->k_high) : Cell(),
               vol(Right::kPut, kDeltas[0]),
               vol(Right::kPut, kDeltas[1]),
               is_fitted ? cell(surface.atm_vol(fitted.years)) : Cell(),
               vol(Right::kCall, kDeltas[1]),
               vol(Right::kCall, kDeltas[0]),
               end ? Cell(end->expected_move()) : Cell()});
  }
  return table;
}

void print_text(const OptionChain& chain, const analytics::ChainView& view,
                const analytics::FittedSurface& surface) {
  const std::size_t fitted = surface.surface() != nullptr ? surface.surface()->slices().size() : 0;
  fmt::print("{} on {}: {} of {} expiries fitted, free of butterfly and calendar arbitrage\n\n",
             chain.underlying.str(), to_string(chain.session), fitted, view.expiry_count());
  fmt::print("{}", page(view, surface).text());
  fmt::print(
      "\nrms%: error of the fit in vol points; half%: half the quoted spread; in%: fits inside\n"
      "bid and ask; 10p to 25c: fitted vols by spot delta. Add --csv or --json for all figures.\n");
}

Result<int> run(const SurfaceOptions& options, const CommonOptions& common) {
  AOTS_TRY(session, parse_date_option("--date", options.date));
  AOTS_TRY(symbol, parse_share_option(options.symbol, session));
  AOTS_TRY(lake, open_lake(common));
  AOTS_TRY(chain, find_chain(lake, symbol, session));
  const calendar::ExchangeCalendar calendar;
  AOTS_TRY(carry, carry_as_known(lake, symbol, session, chain.known_time, calendar));
  if (!carry.rate) {
    return fail(ErrorCode::kData,
                "the lake holds no interest rate known on {}, so no vol can be computed; import "
                "one with `aots data import DTB3.csv`",
                to_string(session));
  }
  const analytics::ChainView view(chain, carry, calendar);
  const analytics::FittedSurface surface(view);
  switch (options.output.form()) {
    case OutputForm::kText:
      print_text(chain, view, surface);
      break;
    case OutputForm::kCsv:
      fmt::print("{}", expiry_table(view, surface).csv());
      break;
    case OutputForm::kJson: {
      nlohmann::ordered_json document;
      document["symbol"] = chain.underlying.str();
      document["date"] = to_string(chain.session);
      document["expiries"] = nlohmann::ordered_json::parse(expiry_table(view, surface).json());
      fmt::print("{}\n", document.dump(1));
      break;
    }
  }
  return surface.surface() != nullptr ? 0 : 1;
}

}  // namespace

void register_surface(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<SurfaceOptions>();
  CLI::App* app =
      root.add_subcommand("surface",
                          "The fitted vols of a session's chain, free of arbitrage\n\n"
                          "One row an expiry: how the fit meets the quotes, and its vols by spot "
                          "delta. The status is ok,\n"
                          "bounded (the quotes alone have an arbitrage) or why there is no fit; "
                          "exit 1 if no expiry has one.\n\n"
                          "Example:\n  aots surface SPX --date 2019-05-01");
  app->add_option("SYMBOL", options->symbol, "Underlying")->required();
  app->add_option("--date", options->date, "Session")->required();
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
