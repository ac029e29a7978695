// MarketHistory: what a lake knows beside chains, read once for the rows of many symbols.
//
// The events stand in the order in which they became known. What holds for every symbol of a
// session (regime, FOMC) is worked out here as it stood at its end.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "domain/market_event.hpp"
#include "features/iv_history.hpp"

namespace aots::features {

// Whose closes speak for the market.
struct MarketSymbols {
  Symbol volatility_index = Symbol("VIX");
  // SPY where the lake has its bars, else SPX (D28); absent where it has neither.
  std::optional<Symbol> index{};
};

// What is the same for every symbol at the end of a session.
struct MarketSession {
  Regime regime = Regime::kUnknown;
  std::optional<Date> next_fomc{}, last_fomc{};
};

// A symbol whose rows are wanted.
struct FeatureSubject {
  Symbol symbol;
  IvSource iv{};                        // its one IV series (D31)
  std::optional<Date> first{}, last{};  // of its bars and chains
};

struct MarketHistory {
  MarketSymbols symbols{};
  std::vector<FeatureSubject> subjects{};
  Date first{}, last{};  // sessions, of the market and all subjects
  std::vector<MarketEvent> events{};
  std::vector<MarketSession> sessions{};  // from first to last
};

// kData where the lake holds neither bars nor chains of one of the symbols; the message names what
// there is. The choice of an IV series rests on how many sessions of chains the lake holds.
Result<MarketHistory> read_market_history(const data::Lake& lake,
                                          const std::vector<Symbol>& symbols,
                                          const calendar::ExchangeCalendar& calendar);

// Every symbol with bars or chains, ascending.
std::vector<Symbol> feature_symbols(const data::Lake& lake);

}  // namespace aots::features
