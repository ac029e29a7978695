// Shares of a trade: delivery by exercise, the price at which they are closed, and what a trade
// that holds them can lose.
//
// Dollars per share and whole shares; a share leg is long (kBuy) or short (kSell).
#pragma once

#include <cstdint>

#include "domain/trading.hpp"

namespace aots::trading {

// Shares that the exercise of this leg brings to its holder's book, negative when they leave it: a
// long call and a short put bring shares, a short call and a long put take them.
std::int64_t shares_delivered(const PositionLeg& leg);

// The value of shares to their holder at a price: positive for longs, negative for shorts.
Money share_value(const ShareLeg& leg, Price price);

// Adds `shares` (negative: sold) to a trade at a print. Shares of the other side are closed at the
// same print first, so that an exercise against an assignment leaves nothing. `begin` says what new
// shares start as. Returns the cash that came in: negative for shares that were taken up.
Money deliver(Position& position, std::int64_t shares, const ShareLeg& begin);

// What closing shares costs, in dollars per share.
struct ShareCosts {
  Price commission;
  Price half_spread;
};

// Closes the shares that are leaving at the price. Returns the cash that came in.
Money close_leaving_shares(Position& position, Price price, const ShareCosts& costs,
                           Timestamp time);

// A dividend on the shares held: long ones receive it, short ones pay it. Returns the cash that
// came in; it lowers (or raises) the fees of the trade, which are all costs outside the prices.
Money distribute(Position& position, Price per_share);

bool holds_shares(const Position& position);

// Where shares are closed: long ones below the price by the half-spread, short ones above it.
Price share_exit_price(Side side, Price price, Price half_spread);

// The most that the trade loses, fees included and counted from its entry, when the spot is
// anywhere within `move` (a fraction) of where it is and every held option is worth its intrinsic
// value. Zero when it loses nothing there.
Money stressed_loss(const Position& position, Price spot, double move);

}  // namespace aots::trading
