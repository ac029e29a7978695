// MarketSide: what a run looks at, and nothing of what it decides.
//
// It follows from the lake and from the keys of the configuration that choose the data: symbols,
// dates, ticker file, sources, the window around reports. Strategy, risk, execution, fills and
// account belong to desks, so that configurations with the same market side are desks of one pass
// over one stream of events, and share every implied vol and Greek that any of them asks for.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backtest/run_config.hpp"
#include "base/work.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "engine/engine.hpp"

namespace aots::backtest {

struct MarketSide {
  strategy::Universe universe;  // with the traded indices that its file does not list
  std::string universe_sha256;  // of the ticker file's text; empty for the one that is built in
  strategy::EarningsWindow earnings_window;
  std::vector<Symbol> symbols;  // traded underlyings, in order
  Symbol market_index;          // SPY or SPX
  std::vector<std::pair<Symbol, features::IvSource>> iv_sources;
  Date first_decision{};
  data::EventQuery query;
  std::vector<data::DatasetHash> datasets;  // that the query reads
};

// Errors: unknown symbols, no chains in the range, a lake without VIX or market index (says what to
// import).
Result<MarketSide> prepare_market(const RunConfig& config, const data::Lake& lake,
                                  const calendar::ExchangeCalendar& calendar);

// The same text for configurations that prepare the same market side of a lake.
std::string market_key(const RunConfig& config);

// Sessions of the pass, those that only feed the state included.
std::int64_t expected_sessions(const MarketSide& market,
                               const calendar::ExchangeCalendar& calendar);

// One pass of the engine. The journal, which may be null, is that of the first desk. Several passes
// over one lake may run at once.
Result<engine::EngineResult> run_desks(const MarketSide& market,
                                       std::vector<engine::DeskSetup> desks, const data::Lake& lake,
                                       const calendar::ExchangeCalendar& calendar,
                                       WorkObserver& observer, engine::Journal* journal);

}  // namespace aots::backtest
