#include "backtest/market_side.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/hash.hpp"
#include "calendar/option_class.hpp"
#include "calendar/ticker_renames.hpp"

namespace aots::backtest {
namespace {

constexpr int kWarmupSessions = 260;  // a year of closes and index values, and a little
const Symbol kVolatilityIndex("VIX");

bool holds(const std::vector<Symbol>& symbols, const Symbol& symbol) {
  return std::ranges::count(symbols, symbol) > 0;
}

std::string names(const std::vector<Symbol>& symbols) {
  std::vector<std::string> texts;
  for (const Symbol& symbol : symbols) texts.push_back(symbol.str());
  return fmt::format("{}", fmt::join(texts, ", "));
}

struct LoadedUniverse {
  strategy::Universe universe;
  std::string sha256;  // empty for the one that is built in
};

Result<LoadedUniverse> load_universe(const RunConfig& config) {
  if (config.universe_file.empty()) return LoadedUniverse{strategy::default_universe(), ""};
  AOTS_TRY(text, read_file(config.universe_file));
  AOTS_TRY(universe, strategy::read_universe(text, config.universe_file));
  return LoadedUniverse{universe, sha256_hex(text)};
}

// An index that the universe file does not list trades like an ETF: no earnings, wide DTE bounds.
void admit_index(strategy::Universe& universe, const Symbol& symbol) {
  if (universe.find(symbol) != nullptr) return;
  strategy::Ticker ticker;
  ticker.symbol = symbol;
  ticker.name = symbol.str();
  ticker.tier = "index";
  ticker.is_etf = true;
  universe.tickers.push_back(std::move(ticker));
}

Result<std::vector<Symbol>> traded_symbols(const RunConfig& config, const data::Lake& lake,
                                           strategy::Universe& universe) {
  const std::vector<Symbol> with_chains = lake.chain_symbols();
  if (with_chains.empty()) {
    return fail(ErrorCode::kData,
                "the lake {} holds no option chains; import some with `aots data import` or make a "
                "synthetic market with `aots data synth`",
                lake.root().string());
  }
  std::vector<Symbol> symbols;
  if (config.symbols.empty()) {
    for (const strategy::Ticker& ticker : universe.tickers) {
      if (ticker.active && holds(with_chains, ticker.symbol)) symbols.push_back(ticker.symbol);
    }
    if (!symbols.empty()) return symbols;
    symbols = with_chains;
  }
  for (const std::string& text : config.symbols) {
    auto symbol = parse_symbol(text);
    if (symbol) symbol = calendar::present_symbol(*symbol);
    if (!symbol || !holds(with_chains, *symbol)) {
      return fail(ErrorCode::kData, "the lake {} holds no chains of {}; it holds those of {}",
                  lake.root().string(), text, names(with_chains));
    }
    if (!holds(symbols, *symbol)) symbols.push_back(*symbol);
  }
  for (const Symbol& symbol : symbols) {
    if (universe.find(symbol) != nullptr) continue;
    if (calendar::option_class(symbol.str()).style != ExerciseStyle::kEuropean) {
      return fail(ErrorCode::kData, "{} is not in the universe {}; add it there or leave it out",
                  symbol.str(), universe.file);
    }
    admit_index(universe, symbol);
  }
  return symbols;
}

struct Range {
  Date first_chain, first_decision, last;
  std::map<Symbol, std::vector<Date>> sessions;  // with chains, of each symbol
};

// Without a date from the user: the first session with chains; where a symbol has no volatility
// index, a year later, so that its own IV has a history to rank in (D31).
Date default_first_decision(const Range& range, const std::vector<Symbol>& bars) {
  std::optional<Date> after_warmup;
  for (const auto& [symbol, sessions] : range.sessions) {
    const auto index = features::volatility_index_of(symbol);
    if (index && holds(bars, *index)) continue;
    if (sessions.size() <= features::kIvWindowSessions) continue;
    const Date ready = sessions[features::kIvWindowSessions];
    after_warmup = after_warmup ? std::max(*after_warmup, ready) : ready;
  }
  return after_warmup.value_or(range.first_chain);
}

Result<Range> find_range(const RunConfig& config, const data::Lake& lake,
                         const std::vector<Symbol>& symbols) {
  Range range;
  std::optional<Date> first, last;
  for (const Symbol& symbol : symbols) {
    AOTS_TRY(sessions, lake.chain_sessions(symbol));
    if (!sessions.empty()) {
      first = first ? std::min(*first, sessions.front()) : sessions.front();
      last = last ? std::max(*last, sessions.back()) : sessions.back();
    }
    range.sessions.emplace(symbol, std::move(sessions));
  }
  if (!first) {
    return fail(ErrorCode::kData, "the lake {} holds no chains of {}", lake.root().string(),
                names(symbols));
  }
  range.first_chain = *first;
  range.first_decision =
      config.from ? *config.from : default_first_decision(range, lake.bar_symbols());
  range.last = config.to.value_or(*last);
  if (range.first_decision > range.last) {
    if (config.from && config.to) {
      return fail(ErrorCode::kUsage, "the run would start on {} and end before it on {}",
                  to_string(range.first_decision), to_string(range.last));
    }
    return fail(ErrorCode::kData,
                "the lake holds chains of {} from {} to {}; nothing lies between {} and {}",
                names(symbols), to_string(*first), to_string(*last),
                to_string(range.first_decision), to_string(range.last));
  }
  if (range.first_decision > *last || range.last < *first) {
    return fail(ErrorCode::kData,
                "the lake holds chains of {} from {} to {}; the run asks for {} to {}",
                names(symbols), to_string(*first), to_string(*last),
                to_string(range.first_decision), to_string(range.last));
  }
  return range;
}

Result<Symbol> market_index(const data::Lake& lake) {
  const std::vector<Symbol> bars = lake.bar_symbols();
  if (!holds(bars, kVolatilityIndex)) {
    return fail(ErrorCode::kData,
                "the lake {} holds no bars of VIX, without which there is no regime; import them "
                "with `aots data import VIX.csv`",
                lake.root().string());
  }
  for (const char* candidate : {"SPY", "SPX"}) {
    if (holds(bars, Symbol(candidate))) return Symbol(candidate);
  }
  return fail(ErrorCode::kData,
              "the lake {} holds no bars of SPY or SPX, without which there is no regime; import "
              "them with `aots data import SPY.csv`",
              lake.root().string());
}

std::vector<std::pair<Symbol, features::IvSource>> choose_sources(
    const std::vector<Symbol>& symbols, const Range& range, const data::Lake& lake) {
  const std::vector<Symbol> bars = lake.bar_symbols();
  std::vector<std::pair<Symbol, features::IvSource>> sources;
  for (const Symbol& symbol : symbols) {
    const auto& sessions = range.sessions.at(symbol);
    const auto before = std::ranges::lower_bound(sessions, range.first_decision);
    const auto own = static_cast<int>(before - sessions.begin());
    const auto index = features::volatility_index_of(symbol);
    sources.emplace_back(symbol,
                         features::choose_iv_source(symbol, own, index && holds(bars, *index)));
  }
  return sources;
}

// Chains that feed the state before the first decision: a year of sessions where IV is the symbol's
// own.
Date chains_from(const Range& range,
                 const std::vector<std::pair<Symbol, features::IvSource>>& sources,
                 const calendar::ExchangeCalendar& calendar) {
  const bool any_own = std::ranges::any_of(
      sources, [](const auto& s) { return s.second.kind == features::IvSourceKind::kOwn; });
  const Date start = calendar.session_on_or_after(range.first_decision);
  if (!any_own) return start;
  return std::max(range.first_chain, calendar.advance(start, -kWarmupSessions));
}

data::EventQuery make_query(const MarketSide& market, const Range& range,
                            const calendar::ExchangeCalendar& calendar) {
  std::set<Symbol> bars(market.symbols.begin(), market.symbols.end());
  bars.insert({kVolatilityIndex, market.market_index});
  for (const auto& [symbol, source] : market.iv_sources) {
    if (source.index) bars.insert(*source.index);
  }
  data::EventQuery query;
  query.chains = market.symbols;
  query.bars.assign(bars.begin(), bars.end());
  query.chains_from = chains_from(range, market.iv_sources, calendar);
  const Date start = calendar.session_on_or_after(range.first_decision);
  query.bars_from = std::min(query.chains_from, calendar.advance(start, -2 * kWarmupSessions));
  query.to = range.last;
  return query;
}

}  // namespace

Result<MarketSide> prepare_market(const RunConfig& config, const data::Lake& lake,
                                  const calendar::ExchangeCalendar& calendar) {
  MarketSide market;
  AOTS_TRY(loaded, load_universe(config));
  AOTS_TRY(symbols, traded_symbols(config, lake, loaded.universe));
  AOTS_TRY(range, find_range(config, lake, symbols));
  AOTS_TRY(index, market_index(lake));
  market.universe = std::move(loaded.universe);
  market.universe_sha256 = std::move(loaded.sha256);
  market.earnings_window.window_days = static_cast<int>(config.earnings_window_days);
  market.iv_sources = choose_sources(symbols, range, lake);
  market.symbols = std::move(symbols);
  market.market_index = index;
  market.first_decision = range.first_decision;
  market.query = make_query(market, range, calendar);
  market.datasets = lake.dataset_hashes(market.query);
  return market;
}

std::string market_key(const RunConfig& config) {
  RunConfig market;
  market.symbols = config.symbols;
  market.from = config.from;
  market.to = config.to;
  market.earnings_window_days = config.earnings_window_days;
  market.universe_file = config.universe_file;
  market.lake = config.lake;
  market.sources = config.sources;
  ConfigBinder binder;
  bind(binder, market);
  return binder.to_json();
}

Result<engine::EngineResult> run_desks(const MarketSide& market,
                                       std::vector<engine::DeskSetup> desks, const data::Lake& lake,
                                       const calendar::ExchangeCalendar& calendar,
                                       WorkObserver& observer, engine::Journal* journal) {
  engine::EngineSetup setup;
  setup.calendar = &calendar;
  setup.universe = market.universe;
  setup.earnings_window = market.earnings_window;
  setup.symbols = market.symbols;
  setup.volatility_index = kVolatilityIndex;
  setup.market_index = market.market_index;
  setup.iv_sources = market.iv_sources;
  setup.first_decision = market.first_decision;
  setup.desks = std::move(desks);
  setup.expected_sessions = expected_sessions(market, calendar);
  engine::Engine engine(std::move(setup), journal);
  AOTS_TRY(events, lake.events(market.query, calendar));
  return engine.run(*events, observer);
}

std::int64_t expected_sessions(const MarketSide& market,
                               const calendar::ExchangeCalendar& calendar) {
  return calendar.session_count(market.query.chains_from, market.query.to);
}

}  // namespace aots::backtest
