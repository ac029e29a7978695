#include "trading/portfolio/shares.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/contract.hpp"
#include "trading/portfolio/expiry.hpp"
#include "trading/portfolio/profit.hpp"

namespace aots::trading {
namespace {

// Closes up to `shares` of a leg at the print; the part that stays becomes a leg of its own.
std::int64_t offset(Position& position, std::size_t index, std::int64_t shares,
                    const ShareLeg& begin) {
  ShareLeg& held = position.shares[index];
  const std::int64_t closed = std::min(held.shares, shares);
  ShareLeg rest = held;
  rest.shares = held.shares - closed;
  held.shares = closed;
  held.exit_price = begin.entry_price;
  held.closed_at = begin.opened_at;
  if (rest.shares > 0) position.shares.push_back(rest);
  return closed;
}

// The lot that is closed next: what stays of a lot keeps its age.
std::optional<std::size_t> oldest_of(const Position& position, Side side) {
  std::optional<std::size_t> oldest;
  for (std::size_t i = 0; i < position.shares.size(); ++i) {
    const ShareLeg& leg = position.shares[i];
    if (!still_held(leg) || leg.side != side) continue;
    if (!oldest || leg.opened_at < position.shares[*oldest].opened_at) oldest = i;
  }
  return oldest;
}

// Profit from entry, were the spot here and every held option worth its intrinsic value.
Money profit_at(const Position& position, Price spot) {
  Money profit = position.traded;
  for (const PositionLeg& leg : position.legs) {
    if (!still_held(leg)) continue;
    const Price value = exercise_value(leg.contract, leg.deliverable, spot);
    profit += held_value(leg, std::max(Price{}, value));
  }
  for (const ShareLeg& leg : position.shares) {
    if (still_held(leg)) profit += share_value(leg, spot);
  }
  return profit - position.fees;
}

}  // namespace

std::int64_t shares_delivered(const PositionLeg& leg) {
  const std::int64_t direction = leg.contract.right == Right::kCall ? 1 : -1;
  return direction * sign(leg.side) * leg.held() * leg.contract.multiplier;
}

Money share_value(const ShareLeg& leg, Price price) {
  return notional(price, sign(leg.side) * leg.shares, 1);
}

bool holds_shares(const Position& position) {
  return std::ranges::any_of(position.shares, [](const ShareLeg& leg) { return still_held(leg); });
}

Money deliver(Position& position, std::int64_t shares, const ShareLeg& begin) {
  const Money cash = -notional(begin.entry_price, shares, 1);
  position.traded += cash;
  const Side side = shares < 0 ? Side::kSell : Side::kBuy;
  std::int64_t left = std::abs(shares);
  while (left > 0) {
    const auto oldest = oldest_of(position, opposite(side));
    if (!oldest) break;
    left -= offset(position, *oldest, left, begin);
  }
  if (left == 0) return cash;
  ShareLeg next = begin;
  next.side = side;
  next.shares = left;
  position.shares.push_back(std::move(next));
  return cash;
}

Money close_leaving_shares(Position& position, Price price, const ShareCosts& costs,
                           Timestamp time) {
  Money cash;
  for (ShareLeg& leg : position.shares) {
    if (!still_held(leg) || leg.leaving.empty()) continue;
    leg.exit_price = share_exit_price(leg.side, price, costs.half_spread);
    leg.closed_at = time;
    const Money commission = notional(costs.commission, leg.shares, 1);
    position.fees += commission;
    position.slippage += share_value(leg, price - *leg.exit_price);
    const Money worth = share_value(leg, *leg.exit_price);
    position.traded += worth;
    cash += worth - commission;
  }
  return cash;
}

bool shares_are_leaving(const Position& position) {
  return std::ranges::any_of(
      position.shares, [](const ShareLeg& leg) { return still_held(leg) && !leg.leaving.empty(); });
}

std::int64_t net_shares(const Position& position) {
  std::int64_t shares = 0;
  for (const ShareLeg& leg : position.shares) {
    if (still_held(leg)) shares += sign(leg.side) * leg.shares;
  }
  return shares;
}

bool holds_options(const Position& position) {
  return std::ranges::any_of(position.legs, [](const PositionLeg& leg) { return still_held(leg); });
}

std::optional<double> option_delta(const Position& position, const analytics::ChainView& view) {
  double delta = 0.0;
  for (const PositionLeg& leg : position.legs) {
    if (!still_held(leg)) continue;
    const OptionQuote* quote = view.chain().find(leg.contract);
    if (quote == nullptr || !quote->mid() || leg.deliverable != 1.0) return std::nullopt;
    const auto greeks = view.greeks(leg.contract);
    if (!greeks) return std::nullopt;
    delta +=
        greeks->delta * static_cast<double>(sign(leg.side) * leg.held() * leg.contract.multiplier);
  }
  return delta;
}

Money trade_shares(Position& position, const ShareFill& fill, Price commission) {
  const ShareOrder& order = fill.order;
  ShareLeg begin;
  begin.symbol = order.symbol;
  begin.entry_price = fill.price;
  begin.opened_at = fill.time;
  begin.mark = fill.spot;
  const Money cash = deliver(position, sign(order.side) * order.shares, begin);
  const Money fees = notional(commission, order.shares, 1);
  position.fees += fees;
  position.slippage += notional((fill.price - fill.spot).abs(), order.shares, 1);
  return cash - fees;
}

Money distribute(Position& position, Price per_share) {
  Money cash;
  for (const ShareLeg& leg : position.shares) {
    if (still_held(leg)) cash += share_value(leg, per_share);
  }
  position.distributions += cash;
  position.fees -= cash;
  return cash;
}

Price share_exit_price(Side side, Price price, Price half_spread) {
  const Price exit = side == Side::kBuy ? price - half_spread : price + half_spread;
  return std::max(exit, Price{});
}

Money stressed_loss(const Position& position, Price spot, double move) {
  AOTS_EXPECTS(move >= 0.0 && move <= 1.0);
  const Price low = Price::from_double(spot.to_double() * (1.0 - move));
  const Price high = Price::from_double(spot.to_double() * (1.0 + move));
  // The profit is linear between strikes, so its lowest point is at one of them or at an end.
  std::vector<Price> spots{low, high};
  for (const PositionLeg& leg : position.legs) {
    const Price kink = Price::from_double(leg.contract.strike.to_double() / leg.deliverable);
    if (still_held(leg) && kink > low && kink < high) spots.push_back(kink);
  }
  Money worst;
  for (const Price at : spots) worst = std::min(worst, profit_at(position, at));
  return -worst;
}

}  // namespace aots::trading
