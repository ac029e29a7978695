// Shares of a trade: delivery by exercise, purchase and sale as a hedge, the price at which they
// are closed, and what a trade that holds them can lose.
//
// What is closed is closed first in, first out.
//
// Dollars per share and whole shares; a share leg is long (kBuy) or short (kSell).
#pragma once

#include <cstdint>
#include <optional>

#include "analytics/chain_view.hpp"
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

// What trading shares costs, in dollars per share.
struct ShareCosts {
  Price commission;
  Price half_spread;
};

// Closes the shares that are leaving at the price. Returns the cash that came in.
Money close_leaving_shares(Position& position, Price price, const ShareCosts& costs,
                           Timestamp time);

// Books a purchase or sale: a hedge is carried at its fills. Returns the cash that came in.
Money trade_shares(Position& position, const ShareFill& fill, Price commission);

// A dividend on the shares held: long ones receive it, short ones pay it. Returns the cash that
// came in; it lowers (or raises) the fees of the trade, which are all costs outside the prices.
Money distribute(Position& position, Price per_share);

bool holds_shares(const Position& position);
// Some of them wait for the next open, where they are closed.
bool shares_are_leaving(const Position& position);
// Long ones less short ones.
std::int64_t net_shares(const Position& position);
bool holds_options(const Position& position);

// What the held options count for, in shares; absent where one has no usable quote or no delta on
// this chain, and in an adjusted series. One without time value counts whole in the money and for
// nothing out of it. Zero where no option is held.
std::optional<double> option_delta(const Position& position, const analytics::ChainView& view);

// Where shares are closed: long ones below the price by the half-spread, short ones above it.
Price share_exit_price(Side side, Price price, Price half_spread);

// The most that the trade loses, fees included and counted from its entry, when the spot is
// anywhere within `move` (a fraction) of where it is and every held option is worth its intrinsic
// value. Zero when it loses nothing there.
Money stressed_loss(const Position& position, Price spot, double move);

}  // namespace aots::trading
