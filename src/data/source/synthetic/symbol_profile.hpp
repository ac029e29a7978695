// SymbolProfile: what makes one simulated underlying differ from another, in a table of twelve
// tickers.
//
// Vols are annual fractions, drifts and yields continuously compounded annual fractions. A symbol's
// log return is beta x market + tech_loading x technology + its own, plus its earnings moves. Where
// the figures come from: docs/synthetic-market.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "data/source/synthetic/ssvi.hpp"
#include "domain/types.hpp"

namespace aots::data {

enum class UnderlyingKind { kIndex, kEtf, kStock };

// How tight a market makers' quote is. The spread of an out-of-the-money option is
// vega x spread_vol_points (of the 30-day option at an ordinary level of vol), see quote_maker.hpp.
struct LiquidityProfile {
  double spread_vol_points = 0.3;  // full width of a quote, in vol points
  double volume = 500.0;           // contracts a day in a 30-day option at the money
  double quote_size = 50.0;        // contracts on a side, typically
};

struct SymbolProfile {
  std::string_view symbol;
  UnderlyingKind kind = UnderlyingKind::kStock;
  double first_price = 100.0;
  double drift = 0.08;
  double beta = 1.0;
  double tech_loading = 0.0;
  double own_vol = 0.2;  // of the part that is the symbol's alone, earnings apart
  double earnings_deviation =
      0.0;                      // standard deviation of the log move on a report; 0: none reported
  unsigned earnings_month = 1;  // of the quarter, 1 to 3
  double dividend_yield = 0.0;
  unsigned dividend_month = 3;  // of the quarter, 1 to 3
  double share_volume = 1e7;    // shares a day
  SsviShape shape{};
  LiquidityProfile liquidity{};
  int contracts_min = 500;  // listed at any time, at least
};

// The twelve tickers of the simulated market.
std::span<const SymbolProfile> symbol_profiles();
// The profile of a ticker of the simulated market; nothing for any other symbol.
const SymbolProfile* find_symbol_profile(const Symbol& symbol);

// What chains on a real underlying take from outside: smile, liquidity and the index of its
// volatility; of the ticker where it is in the table, of SPX, and otherwise those of an ordinary
// stock.
struct QuotingProfile {
  UnderlyingKind kind = UnderlyingKind::kStock;
  SsviShape shape{};
  LiquidityProfile liquidity{};
  std::string_view volatility_index{};  // VIX, VXN; empty where there is none
};
QuotingProfile quoting_profile(const Symbol& symbol);

}  // namespace aots::data
