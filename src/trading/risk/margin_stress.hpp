// A stress in the manner of portfolio margin: what one underlying's options and shares lose when
// spot and vol move together, every option repriced in full.
//
// Source: FINRA Rule 4210(g)(7) and Cboe Rule 10.4: stocks and ETFs move 15% either way,
// broad-based indices 8% down and 6% up, at ten points beside none, and the requirement is the
// worst loss, at least 0.375 dollars times the multiplier for every contract held. An ETF on a
// broad index may be given the index's moves by naming that class, as the rule's product groups do.
// The rules leave vol to the model; here it moves by 15% of itself either way. No offsets between
// underlyings. Options are valued by Black-Scholes-Merton. Money is in dollars of the whole
// position.
#pragma once

#include <span>
#include <vector>

#include "pricing/payoff.hpp"
#include "trading/risk/margin.hpp"

namespace aots::trading {

struct StressCell {
  double spot_move = 0.0;   // fraction of spot
  double vol_factor = 1.0;  // multiple of every vol
  double profit = 0.0;      // dollars against the position's value now
};

struct StressResult {
  double requirement = 0.0;  // the worst loss, or the least the rule asks for
  StressCell worst;
  double least = 0.0;             // contracts x 0.375 x multiplier
  std::vector<StressCell> cells;  // by vol, then spot, both ascending
};

struct StressPosition {
  MarginClass margin_class = MarginClass::kStock;
  std::span<const pricing::HeldOption> options;
  double shares = 0.0;
};

StressResult stress_margin(const StressPosition& position, const pricing::UnderlyingNow& market);

}  // namespace aots::trading
