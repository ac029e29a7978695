// aots universe --date D
#include <memory>

#include "calendar/earnings_calendar.hpp"
#include "calendar/new_york.hpp"
#include "known_market.hpp"
#include "run_settings.hpp"
#include "strategy/universe.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

struct UniverseOptions {
  std::string date;
  bool all = false;
  OutputFlags output;
};

Result<strategy::Universe> load_universe(const std::string& file) {
  if (file.empty()) return strategy::default_universe();
  auto text = read_file(file);
  if (!text) return tl::make_unexpected(Error{ErrorCode::kConfig, text.error().message});
  return strategy::read_universe(*text, file);
}

// The reports known when stocks close on that day.
Result<calendar::EarningsCalendar> earnings_known(const data::Lake& lake, Date date) {
  AOTS_TRY(reports, lake.earnings(calendar::new_york_time(date, calendar::kCloseMinutes)));
  std::stable_sort(reports.begin(), reports.end(),
                   [](const auto& a, const auto& b) { return a.known_time < b.known_time; });
  calendar::EarningsCalendar earnings;
  for (const EarningsReport& report : reports) earnings.add(report);
  if (reports.empty()) {
    fmt::print(stderr,
               "aots: the lake holds no earnings dates known by then, so every stock is shown as "
               "if none were near; "
               "import them with `aots data import`\n");
  }
  return earnings;
}

Result<int> run(const UniverseOptions& options, const CommonOptions& common) {
  AOTS_TRY(date, parse_covered_date("--date", options.date));
  AOTS_TRY(config, load_run_config(common));
  AOTS_TRY(universe, load_universe(config.universe_file));
  AOTS_TRY(lake, open_lake(config));
  AOTS_TRY(earnings, earnings_known(lake, date));
  const strategy::EarningsWindow window{.window_days =
                                            static_cast<int>(config.earnings_window_days)};
  Table table({{"symbol"},
               {"tier"},
               {"model"},
               {"days_to_earnings"},
               {"is_blackout"},
               {"is_etf"},
               {"min_dte"},
               {"max_dte"}});
  for (const strategy::Ticker& ticker : universe.tickers) {
    if (!ticker.active && !options.all) continue;
    const auto context = strategy::ticker_context(ticker, earnings, window, date);
    table.add({cell(context.symbol.str()), cell(context.tier), cell(to_string(context.model)),
               context.days_to_earnings ? cell(*context.days_to_earnings) : Cell(),
               Cell(context.is_blackout), Cell(context.is_etf), cell(context.min_dte),
               cell(context.max_dte)});
  }
  fmt::print("{}", table.render(options.output.form()));
  return 0;
}

}  // namespace

void register_universe(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<UniverseOptions>();
  CLI::App* app = root.add_subcommand(
      "universe",
      "The active tickers on a day and which model each gets\n\n"
      "core: the core model; earnings: from 5 days before a report "
      "(strategy.earnings_window_days)\n"
      "to 2 days after; blackout: no new trades until then (earnings_blackout_days of the "
      "ticker).\n\n"
      "Example:\n  aots universe --date 2024-04-30\n"
      "  aots universe --date 2024-04-30 --set universe.file=configs/tickers.yaml --csv");
  app->add_option("--date", options->date, "Day")->required();
  app->add_flag("--all", options->all, "Inactive tickers as well");
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
