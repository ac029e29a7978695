#include "features/store/market_history.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include "base/text.hpp"
#include "features/market_state.hpp"

namespace aots::features {

namespace {

bool holds(const std::vector<Symbol>& symbols, const Symbol& symbol) {
  return std::find(symbols.begin(), symbols.end(), symbol) != symbols.end();
}

struct Span {
  std::optional<Date> first, last;

  void add(std::optional<Date> from, std::optional<Date> to) {
    if (from && (!first || *from < *first)) first = from;
    if (to && (!last || *to > *last)) last = to;
  }
};

// The dates that the lake has bars or chains for.
Span span_of(const data::Catalog& catalog, const Symbol& symbol) {
  Span span;
  for (const auto& part : catalog.parts) {
    if (part.provenance.symbol != symbol.str()) continue;
    if (part.table == "bars" || part.table == "chains") span.add(part.first, part.last);
  }
  return span;
}

std::string names_of(const std::vector<Symbol>& symbols) {
  std::vector<std::string> names;
  for (const Symbol& symbol : symbols) names.push_back(symbol.str());
  return names.empty() ? "nothing" : join(names, ", ");
}

Result<FeatureSubject> subject_of(const data::Lake& lake, const Symbol& symbol,
                                  const std::vector<Symbol>& bars) {
  const Span span = span_of(lake.catalog(), symbol);
  if (!span.first || !span.last) {
    return fail(ErrorCode::kData,
                "the lake {} holds neither bars nor chains of {}; it holds {}; import some with "
                "`aots data import`",
                lake.root().string(), symbol.str(), names_of(feature_symbols(lake)));
  }
  AOTS_TRY(sessions, lake.chain_sessions(symbol));
  const auto index = volatility_index_of(symbol);
  return FeatureSubject{.symbol = symbol,
                        .iv = choose_iv_source(symbol, static_cast<int>(sessions.size()),
                                               index && holds(bars, *index)),
                        .first = span.first,
                        .last = span.last};
}

// Of the market alone: what every subject sees of it must not depend on which subjects there are.
void work_out_sessions(MarketHistory& history, const calendar::ExchangeCalendar& calendar) {
  MarketStateOptions options{.volatility_index = history.symbols.volatility_index};
  if (history.symbols.index) options.market_index = *history.symbols.index;
  MarketState state(options, calendar);
  const auto concerns = [&](const Symbol& symbol) {
    return symbol == history.symbols.volatility_index || symbol == history.symbols.index;
  };
  for (const MarketEvent& event : history.events) {
    if (const auto* bar = std::get_if<Bar>(&event); bar != nullptr && !concerns(bar->symbol)) {
      continue;
    }
    if (const auto* split = std::get_if<Split>(&event);
        split != nullptr && !concerns(split->symbol)) {
      continue;
    }
    state.apply(event);
    const auto* end = std::get_if<SessionEnd>(&event);
    if (end == nullptr) continue;
    MarketSession session{.regime = state.regime().regime};
    if (const auto next = state.fomc().next_decision(end->session)) session.next_fomc = next->date;
    if (const auto last = state.fomc().last_decision(end->session)) session.last_fomc = last->date;
    history.sessions.push_back(session);
  }
}

}  // namespace

std::vector<Symbol> feature_symbols(const data::Lake& lake) {
  std::set<Symbol> symbols;
  for (const auto& symbol : lake.bar_symbols()) symbols.insert(symbol);
  for (const auto& symbol : lake.chain_symbols()) symbols.insert(symbol);
  return {symbols.begin(), symbols.end()};
}

Result<MarketHistory> read_market_history(const data::Lake& lake,
                                          const std::vector<Symbol>& symbols,
                                          const calendar::ExchangeCalendar& calendar) {
  const auto bars = lake.bar_symbols();
  MarketHistory history;
  for (const char* const name : {"SPX", "SPY"}) {
    if (holds(bars, Symbol(name))) history.symbols.index = Symbol(name);
  }
  std::set<Symbol> wanted{history.symbols.volatility_index};
  if (history.symbols.index) wanted.insert(*history.symbols.index);
  Span span;
  for (const Symbol& symbol : wanted) {
    const Span own = span_of(lake.catalog(), symbol);
    span.add(own.first, own.last);
  }
  for (const Symbol& symbol : symbols) {
    AOTS_TRY(subject, subject_of(lake, symbol, bars));
    span.add(subject.first, subject.last);
    wanted.insert(symbol);
    if (subject.iv.index) wanted.insert(*subject.iv.index);
    history.subjects.push_back(std::move(subject));
  }
  if (!span.first || !span.last) return history;
  history.first = calendar.session_on_or_after(std::max(*span.first, calendar.first_date()));
  history.last = calendar.session_on_or_before(std::min(*span.last, calendar.last_date()));
  const data::EventQuery query{.chains = {},
                               .bars = {wanted.begin(), wanted.end()},
                               // Everything: which symbols are asked for must not show.
                               .bars_from = calendar.first_date(),
                               .chains_from = history.first,
                               .to = history.last};
  AOTS_TRY(events, lake.events(query, calendar));
  for (;;) {
    AOTS_TRY(event, events->next());
    if (!event) break;
    history.events.push_back(*std::move(event));
  }
  work_out_sessions(history, calendar);
  return history;
}

}  // namespace aots::features
