// synthetic_calibration LAKE [SEEDS]: holds the simulated market against recorded series.
//
// LAKE holds the recorded sets (daily bars and indices, actions, rates, earnings, the Cboe chains
// of 2019 and 2026). Prints the tables of docs/synthetic-market.md as Markdown. tools/calibrate
// makes the lake and runs this.
#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "data/ingest/anchored_series.hpp"
#include "data/source/synthetic/symbol_profile.hpp"
#include "data/source/synthetic/synthetic_market.hpp"
#include "smiles.hpp"
#include "world.hpp"

namespace aots::bench {
namespace {

constexpr int kDefaultSeeds = 16;
constexpr std::uint64_t kChainSeed = 1;
constexpr int kChainStride = 10;  // sessions between simulated chains that are looked at
constexpr int kAnchoredStride = 20;

using Column = std::map<std::string, std::string>;

void print_table(const std::string& title, const std::vector<std::string>& heads,
                 const std::vector<std::string>& names, const std::vector<Column>& columns) {
  fmt::print("\n### {}\n\n| |", title);
  for (const auto& head : heads) fmt::print(" {} |", head);
  fmt::print("\n|---|");
  for (std::size_t i = 0; i < heads.size(); ++i) fmt::print("---|");
  fmt::print("\n");
  for (const std::string& name : names) {
    fmt::print("| {} |", name);
    for (const Column& column : columns) {
      const auto found = column.find(name);
      fmt::print(" {} |", found == column.end() ? "" : found->second);
    }
    fmt::print("\n");
  }
}

std::vector<std::string> names_of(const std::vector<Figures>& all) {
  std::vector<std::string> names;
  for (const Figures& figures : all) {
    for (const auto& [name, value] : figures) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

Column plain_column(const Figures& figures) {
  Column column;
  for (const auto& [name, value] : figures) column[name] = fmt::format("{:.3f}", value);
  return column;
}

Column column_over_seeds(const std::vector<Figures>& by_seed) {
  std::map<std::string, std::vector<double>> values;
  for (const Figures& figures : by_seed) {
    for (const auto& [name, value] : figures) values[name].push_back(value);
  }
  Column column;
  for (const auto& [name, found] : values) {
    const double spread = found.size() > 1 ? moments(found).deviation : 0.0;
    column[name] = fmt::format("{:.3f} ± {:.3f}", mean_of(found), spread);
  }
  return column;
}

constexpr std::array kSymbolFigures{"vol",
                                    "excess kurtosis",
                                    "leverage",
                                    "correlation with SPY",
                                    "range vol / vol",
                                    "report move, rms",
                                    "report move, mean"};

bool is_symbol_figure(const std::string& name) {
  const auto* profile = data::find_symbol_profile(Symbol(name.substr(0, name.find(' '))));
  return profile != nullptr &&
         std::ranges::count(kSymbolFigures, name.substr(name.find(' ') + 1)) > 0;
}

std::vector<std::string> market_names(const Figures& figures) {
  std::vector<std::string> names = names_of({figures});
  std::erase_if(names, is_symbol_figure);
  return names;
}

// One row a symbol; each cell has the recorded figure first.
void print_symbols(const Column& recorded, const Column& simulated) {
  std::vector<std::string> symbols;
  std::vector<Column> columns(kSymbolFigures.size());
  for (const auto& profile : data::symbol_profiles()) {
    const std::string symbol(profile.symbol);
    symbols.push_back(symbol);
    for (std::size_t i = 0; i < kSymbolFigures.size(); ++i) {
      const std::string name = symbol + " " + kSymbolFigures[i];
      if (!recorded.contains(name)) continue;
      columns[i][symbol] = recorded.at(name) + "; " + simulated.at(name);
    }
  }
  print_table("Symbols: recorded; simulated", {kSymbolFigures.begin(), kSymbolFigures.end()},
              symbols, columns);
}

Result<double> rate_on(const data::Lake& lake, Date session) {
  AOTS_TRY(rates, lake.rates(session - Days{10}, session));
  double rate = 0.0;
  for (const RateObservation& observation : rates) {
    if (observation.series == "DTB3") rate = observation.rate;
  }
  return rate;
}

// Recorded chains of a symbol within a span of dates.
Result<Figures> recorded_chains(const data::Lake& lake, const Symbol& symbol, Date from, Date to,
                                const World& world, const calendar::ExchangeCalendar& calendar) {
  ChainStudy study(calendar);
  AOTS_TRY(stream, lake.chains(symbol, from, to));
  while (true) {
    AOTS_TRY(chain, stream->next());
    if (!chain) break;
    const auto index = world.closes.at("VIX").find(chain->session);
    AOTS_TRY(rate, rate_on(lake, chain->session));
    study.add(*chain, {.rate = rate, .dividend_yield = {}},
              index == world.closes.at("VIX").end() ? 0.0 : index->second);
  }
  return study.figures();
}

// `index`: the volatility index that the chains are held against; empty for none.
Figures simulated_chains(const char* name, const std::string& index,
                         const calendar::ExchangeCalendar& calendar) {
  const auto market = data::SyntheticMarket::simulate({.symbols = {Symbol(name)},
                                                       .from = make_date(2019, 1, 2),
                                                       .to = make_date(2024, 12, 31),
                                                       .seed = kChainSeed},
                                                      calendar);
  ChainStudy study(calendar);
  const auto levels = index.empty() ? std::vector<Bar>{} : market->bars(Symbol(index));
  const auto chains = market->chains(Symbol(name));
  for (std::size_t i = 0; const auto chain = chains->next(); ++i) {
    if (i % kChainStride != 0) continue;
    study.add(*chain, {.rate = market->days()[i].rate, .dividend_yield = {}},
              levels.empty() ? 0.0 : levels[i].close.to_double());
  }
  return study.figures();
}

Result<Figures> anchored_chains(const data::Lake& lake, const Symbol& symbol, Date from, Date to,
                                const calendar::ExchangeCalendar& calendar) {
  AOTS_TRY(records, data::read_anchored_records(lake, symbol, to, data::SourceRanking{}));
  std::map<Date, double> levels;
  for (const Bar& bar : records.index.value_or(std::vector<Bar>{})) {
    levels[bar.date] = bar.close.to_double();
  }
  records.held.clear();
  data::AnchoredSeries series(std::move(records), {.from = from, .to = to, .seed = kChainSeed},
                              calendar);
  ChainStudy study(calendar);
  for (int i = 0; auto session = series.next(); ++i) {
    if (!session->chain || i % kAnchoredStride != 0) continue;
    AOTS_TRY(rate, rate_on(lake, session->session));
    study.add(*session->chain, {.rate = rate, .dividend_yield = {}}, levels[session->session]);
  }
  return study.figures();
}

// The level modelled from realized vol, where an index is there to hold it against.
Figures modelled_level(const World& world, const std::string& fund, const std::string& index) {
  data::RealizedLevel model(data::UnderlyingKind::kEtf);
  std::vector<double> modelled;
  std::vector<double> ratios;
  std::vector<double> levels;
  for (const auto& [date, close] : world.closes.at(fund)) {
    model.add(close, false);
    const auto level = world.closes.at(index).find(date);
    if (!model.level() || level == world.closes.at(index).end()) continue;
    modelled.push_back(std::log(*model.level()));
    levels.push_back(std::log(level->second));
    ratios.push_back(levels.back() - modelled.back());
  }
  return {{"log index less log model, mean", mean_of(ratios)},
          {"log index less log model, deviation", moments(ratios).deviation},
          {"correlation of the logs", correlation(levels, modelled)}};
}

// VIX9D as the anchored term structure implies it from VIX alone, and as it was.
std::pair<Figures, Figures> nine_day_index(const World& world,
                                           const calendar::ExchangeCalendar& calendar) {
  constexpr int kDays = 9;
  constexpr std::array<std::pair<double, double>, 5> kRanges{
      {{0.0, 14.0}, {14.0, 20.0}, {20.0, 30.0}, {30.0, 40.0}, {40.0, 1e9}}};
  const auto& vix = world.closes.at("VIX");
  const auto& recorded = world.closes.at("VIX9D");
  const data::BusinessTime time(calendar, vix.begin()->first, vix.rbegin()->first + Days{60});
  const data::SsviShape shape = data::quoting_profile(Symbol("SPY")).shape;
  data::LevelHistory history(data::LevelHistory::Anchor::kIndex);
  std::map<double, std::vector<std::pair<double, double>>> ratios;  // by range: recorded, implied
  std::vector<double> differences;
  for (const auto& [date, level] : vix) {
    history.add(level);
    const auto nine = recorded.find(date);
    if (nine == recorded.end()) continue;
    const data::AnchoredSurface surface({.session = date, .spot = 100.0, .shape = shape}, history,
                                        time);
    const data::Horizon horizon{.last_session = date + Days{kDays},
                                .years = time.years_between_closes(date, date + Days{kDays})};
    const double theta = surface.total_variances(std::span(&horizon, 1)).front();
    const double implied =
        100.0 * std::sqrt(data::SsviSmile(shape, theta).swap_variance() * 365.0 / kDays);
    const auto range = std::ranges::find_if(
        kRanges, [&](const auto& r) { return level >= r.first && level < r.second; });
    ratios[range->first].emplace_back(nine->second / level, implied / level);
    differences.push_back(std::log(implied / nine->second));
  }
  std::pair<Figures, Figures> figures;
  for (const auto& [from, pairs] : ratios) {
    const std::string name = fmt::format("VIX9D / VIX, VIX from {}", from);
    double was = 0.0;
    double is = 0.0;
    for (const auto& [a, b] : pairs) {
      was += a;
      is += b;
    }
    const auto n = static_cast<double>(pairs.size());
    figures.first.emplace_back(name, was / n);
    figures.second.emplace_back(name, is / n);
  }
  figures.second.emplace_back("log difference day by day, deviation",
                              moments(differences).deviation);
  return figures;
}

Result<int> run(const std::string& lake_path, int seeds) {
  const calendar::ExchangeCalendar calendar;
  AOTS_TRY(lake, data::Lake::open(lake_path));
  AOTS_TRY(world, recorded_world(lake, calendar));

  const Figures recorded = series_figures(world);
  std::vector<Figures> simulated;
  for (int seed = 1; seed <= seeds; ++seed) {
    simulated.push_back(series_figures(simulated_world(
        static_cast<std::uint64_t>(seed), make_date(2010, 1, 4), make_date(2026, 8, 7), calendar)));
  }
  const Column recorded_column = plain_column(recorded);
  const Column simulated_column = column_over_seeds(simulated);
  print_table("The market and its volatility index",
              {"recorded", fmt::format("simulated, {} seeds", seeds)}, market_names(recorded),
              {recorded_column, simulated_column});
  print_symbols(recorded_column, simulated_column);

  AOTS_TRY(spx, recorded_chains(lake, Symbol("SPX"), make_date(2019, 4, 1), make_date(2019, 6, 30),
                                world, calendar));
  AOTS_TRY(spy, recorded_chains(lake, Symbol("SPY"), make_date(2026, 7, 1), make_date(2026, 8, 31),
                                world, calendar));
  const Figures market = simulated_chains("SPY", "VIX", calendar);
  AOTS_TRY(anchored, anchored_chains(lake, Symbol("SPY"), make_date(2012, 1, 3),
                                     make_date(2026, 8, 7), calendar));
  print_table("Chains of the broad market",
              {"SPX 2019", "SPY 2026", "SPY simulated", "SPY anchored 2012-2026"},
              names_of({spx, spy, market, anchored}),
              {plain_column(spx), plain_column(spy), plain_column(market), plain_column(anchored)});

  AOTS_TRY(qqq, anchored_chains(lake, Symbol("QQQ"), make_date(2012, 1, 3), make_date(2025, 9, 30),
                                calendar));
  const std::vector<Figures> others{simulated_chains("QQQ", "VXN", calendar), qqq,
                                    simulated_chains("AAPL", "", calendar),
                                    simulated_chains("NFLX", "", calendar)};
  std::vector<Column> columns;
  for (const Figures& figures : others) columns.push_back(plain_column(figures));
  print_table("Other chains", {"QQQ simulated", "QQQ anchored", "AAPL simulated", "NFLX simulated"},
              names_of(others), columns);

  const auto [nine, implied_nine] = nine_day_index(world, calendar);
  print_table("The anchored term structure", {"recorded", "implied from VIX"},
              names_of({implied_nine}), {plain_column(nine), plain_column(implied_nine)});
  const std::vector<Figures> models{modelled_level(world, "SPY", "VIX"),
                                    modelled_level(world, "QQQ", "VXN")};
  print_table("The level modelled from realized vol", {"SPY against VIX", "QQQ against VXN"},
              names_of(models), {plain_column(models[0]), plain_column(models[1])});
  return 0;
}

}  // namespace
}  // namespace aots::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fputs("usage: synthetic_calibration LAKE [SEEDS]\n", stderr);
    return 2;
  }
  const auto seeds = argc == 3 ? aots::parse_int(argv[2]) : aots::bench::kDefaultSeeds;
  if (!seeds || *seeds < 1) {
    std::fputs("SEEDS must be a whole number of at least 1\n", stderr);
    return 2;
  }
  const auto outcome = aots::bench::run(argv[1], static_cast<int>(*seeds));
  if (outcome) return *outcome;
  std::fputs((outcome.error().message + "\n").c_str(), stderr);
  return aots::exit_code(outcome.error().code);
}
