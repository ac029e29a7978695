// Whether a signal's legs are what it says they are, before anything is sized on its word.
//
// A strategy that swaps or mixes legs must be refused by name: reversed legs, or a short leg that
// outlives the long leg that covers it, otherwise show up as a backtest with odd or no rows. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/trading.hpp"

namespace aots::trading {

// Per share, credit positive, at the far side of each leg's quote; absent where a leg has no such
// side.
std::optional<Price> net_of_legs(const Signal& signal);

// Short contracts of one package that outlive the long ones of their right.
std::int64_t uncovered_shorts(const Signal& signal);

}  // namespace aots::trading
