// Whether a signal's legs are what it says they are, before anything is sized on its word.
//
// A strategy that swaps or mixes legs must be refused by name: reversed legs, or a short leg that
// outlives the long leg that covers it, otherwise show up as a backtest with odd or no rows.
#pragma once

#include <vector>

#include "domain/trading.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {

// "net_price_of_legs": the net of the legs at the far side of their quotes is the signal's (a leg
// without the quote it needs leaves that open). "shorts_are_covered": in a structure of defined
// risk every short leg has a long leg of its right that expires no earlier; observed is the number
// of short contracts a package without one. Pure.
std::vector<RiskCheck> shape_checks(const Signal& signal);

}  // namespace aots::trading
