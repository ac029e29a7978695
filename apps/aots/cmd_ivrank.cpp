// aots ivrank SYMBOL --from D --to D
#include <algorithm>
#include <memory>

#include "features/market_state.hpp"
#include "known_market.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

constexpr int kWarmUpSessions = features::kIvWindowSessions + 8;

struct IvRankOptions {
  std::string symbol;
  RangeOptions range;
  std::string source = "auto";
  OutputFlags output;
};

bool holds_bars(const data::Lake& lake, const Symbol& symbol) {
  return std::ranges::count(lake.bar_symbols(), symbol) > 0;
}

// D31, the first session that is shown being the first decision; or the source that was asked for.
Result<features::IvSource> find_source(const IvRankOptions& options, const data::Lake& lake,
                                       const Symbol& symbol, const std::vector<Date>& sessions,
                                       std::optional<Date> from) {
  const auto index = features::volatility_index_of(symbol);
  const bool has_index = index && holds_bars(lake, *index);
  if (options.source == "own" && !sessions.empty()) {
    return features::IvSource{.kind = features::IvSourceKind::kOwn, .index = std::nullopt};
  }
  if (options.source == "index" && has_index) {
    return features::IvSource{.kind = features::IvSourceKind::kIndex, .index = index};
  }
  if (options.source == "auto") {
    const auto before = from ? std::ranges::lower_bound(sessions, *from) : sessions.begin();
    const auto own = static_cast<int>(before - sessions.begin());
    const auto source = features::choose_iv_source(symbol, own, has_index);
    if (source.kind != features::IvSourceKind::kNone) return source;
  }
  return fail(
      ErrorCode::kData,
      "there is no IV series of {} in the lake {}: it holds {} sessions of its chains, fewer "
      "than {} of them before the first date asked for, and bars of {} volatility index; "
      "import more, or take what there is with --source own",
      symbol.str(), lake.root().string(), sessions.size(), features::kIvWindowSessions,
      has_index ? "its" : "no");
}

// The first and last session of the series.
Result<DateRange> coverage(const data::Lake& lake, const features::IvSource& source,
                           const std::vector<Date>& sessions) {
  if (source.kind == features::IvSourceKind::kOwn) {
    return DateRange{.from = sessions.front(), .to = sessions.back()};
  }
  AOTS_TRY(bars, lake.bars(*source.index, calendar::ExchangeCalendar::first_date(),
                           calendar::ExchangeCalendar::last_date()));
  return DateRange{.from = bars.front().date, .to = bars.back().date};
}

// Runs the lake's events through the market state and keeps a row for every session with a value.
Result<Table> history(const data::Lake& lake, const Symbol& symbol,
                      const features::IvSource& source, DateRange range, WorkObserver& observer) {
  const calendar::ExchangeCalendar calendar;
  const Date start = calendar.session_on_or_after(range.from);
  const int before = calendar.session_count(calendar::ExchangeCalendar::first_date(), start) - 1;
  const Date warm_up = calendar.advance(start, -std::min(before, kWarmUpSessions));
  data::EventQuery query{.bars_from = warm_up, .chains_from = warm_up, .to = range.to};
  if (source.kind == features::IvSourceKind::kOwn) {
    query.chains = {symbol};
    query.bars = {symbol};
    query.bars_from = warm_up - Days{400};
  } else {
    query.bars = {*source.index};
  }
  AOTS_TRY(events, lake.events(query, calendar));
  features::MarketState state({.iv_sources = {{symbol, source}}}, calendar);
  Table table(
      {{"date"}, {"iv30", 4}, {"source"}, {"iv_rank", 4}, {"iv_percentile", 4}, {"sessions"}});
  const int total = calendar.session_count(warm_up, range.to);
  int done = 0;
  while (true) {
    AOTS_TRY(event, events->next());
    if (!event) break;
    state.apply(*event);
    if (const auto* chain = std::get_if<OptionChain>(&*event)) {
      const analytics::ChainView view(*chain, state.carry(symbol, chain->session), calendar);
      state.observe_chain(view);
    }
    const auto* end = std::get_if<SessionEnd>(&*event);
    if (end == nullptr) continue;
    AOTS_CHECK_OK(check_stop(observer));
    observer.progress("IV history", ++done, total, "sessions");
    const features::IvReading reading = state.iv(symbol);
    if (end->session < range.from || reading.session != end->session) continue;
    table.add({cell(end->session), cell(reading.iv), cell(reading.source),
               reading.rank ? Cell(reading.rank->rank) : Cell(),
               reading.rank ? Cell(reading.rank->percentile) : Cell(), cell(reading.sessions)});
  }
  return table;
}

Result<int> run(const IvRankOptions& options, const CommonOptions& common) {
  AOTS_TRY(symbol, parse_share_option(options.symbol));
  AOTS_TRY(asked, parse_range(options.range));
  AOTS_TRY(lake, open_lake(common));
  const auto chains = lake.chain_symbols();
  const auto index = features::volatility_index_of(symbol);
  if (std::ranges::count(chains, symbol) == 0 && !holds_bars(lake, symbol) &&
      !(index && holds_bars(lake, *index))) {
    return fail(ErrorCode::kData,
                "the lake {} holds nothing of {}; it holds chains of {} and bars of {}",
                lake.root().string(), symbol.str(), names_of(chains), names_of(lake.bar_symbols()));
  }
  AOTS_TRY(sessions, lake.chain_sessions(symbol));
  AOTS_TRY(source, find_source(options, lake, symbol, sessions, asked.first));
  AOTS_TRY(covered, coverage(lake, source, sessions));
  const std::string what = source.kind == features::IvSourceKind::kOwn
                               ? "chains of " + symbol.str()
                               : "bars of " + source.index->str();
  AOTS_TRY(range, within_lake(asked, covered.from, covered.to, what));
  const auto observer = make_observer(common);
  AOTS_TRY(table, history(lake, symbol, source, range, *observer));
  if (table.row_count() == 0) return no_session(what, range);
  fmt::print("{}", table.render(options.output.form()));
  return 0;
}

}  // namespace

void register_ivrank(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<IvRankOptions>();
  CLI::App* app = root.add_subcommand(
      "ivrank",
      "The IV history of a symbol and where each session stands in its last year\n\n"
      "iv30 is the symbol's own 30-day at-the-money IV where the lake holds 252 sessions of its\n"
      "chains before --from, else its volatility index / 100 (SPY, SPX: VIX; QQQ: VXN). iv_rank "
      "and\n"
      "iv_percentile are empty with fewer than 60 sessions in the window.\n\n"
      "Example:\n  aots ivrank SPX --from 2019-04-25 --to 2019-06-13");
  app->add_option("SYMBOL", options->symbol, "Underlying")->required();
  app->add_option("--from", options->range.from, "First session; default: the series' first");
  app->add_option("--to", options->range.to, "Last session; default: the series' last");
  app->add_option("--source", options->source, "auto, own or index")
      ->check(CLI::IsMember({"auto", "own", "index"}));
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
