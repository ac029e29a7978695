// Profit of a trade, exact: the sum over its legs, options and shares, before fees.
#pragma once

#include "domain/trading.hpp"

namespace aots::trading {

// The sum divided by the count, to the millionth, halves away from zero.
Price average(Price total, std::int64_t count);

// The value of what is left of a leg to its holder at a price: positive for longs, negative for
// shorts.
Money held_value(const PositionLeg& leg, Price price);

// Takes contracts out of a leg at a price.
void leave(PositionLeg& leg, std::int64_t contracts, Price price);

// What was traded, and what is left at its mark or (before the first mark) at its entry.
Money gross_profit(const Position& position);

// Net price per share of all packages together at entry, credit positive. A leg that replaced an
// earlier one was not entered by a trade.
Price entry_total(const Position& position);

// Net price per share at which a finished trade was left, credit positive, on the footing of its
// entry: with the entry's net price it is the profit per share of one package, shares included.
Price exit_net(const Position& position);

}  // namespace aots::trading
