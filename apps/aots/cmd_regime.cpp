// aots regime --from D --to D
#include <map>
#include <memory>

#include "features/regime.hpp"
#include "known_market.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

constexpr int kWarmUpSessions = 300;  // a year of VIX, and the gaps in it

struct RegimeOptions {
  RangeOptions range;
  OutputFlags output;
};

// The observations of the range's sessions, oldest first.
std::vector<features::RegimeObservation> observe(const std::vector<Bar>& vix,
                                                 const std::vector<Bar>& market, DateRange range,
                                                 const calendar::ExchangeCalendar& calendar) {
  features::RegimeDetector detector(vix.front().symbol, market.front().symbol, calendar);
  std::map<Date, std::vector<const Bar*>> bars;
  for (const Bar& bar : vix) bars[bar.date].push_back(&bar);
  for (const Bar& bar : market) bars[bar.date].push_back(&bar);
  std::vector<features::RegimeObservation> observations;
  auto next = bars.begin();
  for (const Date session : calendar.sessions(bars.begin()->first, range.to)) {
    for (; next != bars.end() && next->first <= session; ++next) {
      for (const Bar* bar : next->second) detector.on_bar(*bar);
    }
    const features::RegimeObservation observation = detector.on_session_end(session);
    if (session >= range.from) observations.push_back(observation);
  }
  return observations;
}

Result<int> run(const RegimeOptions& options, const CommonOptions& common) {
  AOTS_TRY(asked, parse_range(options.range));
  AOTS_TRY(lake, open_lake(common));
  AOTS_TRY(market_symbol, market_index(lake));
  const calendar::ExchangeCalendar calendar;
  const Date first_date = calendar::ExchangeCalendar::first_date();
  const Date last_date = calendar::ExchangeCalendar::last_date();
  AOTS_TRY(market, lake.bars(market_symbol, first_date, last_date));
  AOTS_TRY(vix, lake.bars(Symbol("VIX"), first_date, last_date));
  AOTS_TRY(range, within_lake(asked, market.front().date, market.back().date,
                              "bars of " + market_symbol.str()));
  const Date start = calendar.session_on_or_after(range.from);
  const int before = calendar.session_count(first_date, start) - 1;
  const Date warm_up = calendar.advance(start, -std::min(before, kWarmUpSessions));
  std::erase_if(vix, [&](const Bar& bar) { return bar.date < warm_up; });
  std::erase_if(market, [&](const Bar& bar) { return bar.date < warm_up; });
  if (vix.empty()) {
    return fail(ErrorCode::kData,
                "the lake holds no bars of VIX from {} on; import some with `aots data import`",
                to_string(warm_up));
  }
  Table table({{"date"},
               {"vix"},
               {"vix_rank", 4},
               {"rv_20", 4},
               {"hv_iv_ratio", 4},
               {"regime"},
               {"previous"},
               {"changed"}});
  for (const auto& observation : observe(vix, market, range, calendar)) {
    table.add({cell(observation.date), cell(observation.vix), cell(observation.vix_rank),
               cell(observation.rv_20), cell(observation.hv_iv_ratio),
               cell(to_string(observation.regime)), cell(to_string(observation.previous)),
               Cell(observation.changed)});
  }
  if (table.row_count() == 0) return no_session("bars of " + market_symbol.str(), range);
  fmt::print("{}", table.render(options.output.form()));
  return 0;
}

}  // namespace

void register_regime(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<RegimeOptions>();
  CLI::App* app = root.add_subcommand(
      "regime",
      "The regime of each session, from the closes of VIX and of SPY (or SPX)\n\n"
      "vix_rank is the percentile of VIX over 252 sessions, rv_20 the realized vol of 20 returns,\n"
      "hv_iv_ratio their quotient. A VIX close up to 3 sessions old still counts; beyond that the\n"
      "regime is unknown.\n\n"
      "Example:\n  aots regime --from 2020-02-03 --to 2020-04-30");
  app->add_option("--from", options->range.from, "First session; default: the lake's first");
  app->add_option("--to", options->range.to, "Last session; default: the lake's last");
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
