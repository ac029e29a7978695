#include "trading/portfolio/profit.hpp"

#include "base/contract.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {

Price average(Price total, std::int64_t count) {
  const Price step = Price::from_micros(count);
  return Price::from_micros(total.rounded_to(step, Rounding::kNearest).micros() / count);
}

Money held_value(const PositionLeg& leg, Price price) {
  return notional(price, sign(leg.side) * leg.held(), leg.contract.multiplier);
}

void leave(PositionLeg& leg, std::int64_t contracts, Price price) {
  leg.closed += contracts;
  leg.exit_total += price * contracts;
  if (!still_held(leg)) leg.exit_price = average(leg.exit_total, leg.contracts);
}

Money gross_profit(const Position& position) {
  Money profit = position.traded;
  for (const PositionLeg& leg : position.legs) {
    if (still_held(leg)) profit += held_value(leg, leg.mark.value_or(leg.entry_price));
  }
  for (const ShareLeg& leg : position.shares) {
    if (still_held(leg)) profit += share_value(leg, leg.mark.value_or(leg.entry_price));
  }
  return profit;
}

Price entry_total(const Position& position) {
  Price total;
  for (const PositionLeg& leg : position.legs) {
    if (!leg.continues) total -= leg.entry_total * sign(leg.side);
  }
  return total;
}

Price exit_net(const Position& position) {
  AOTS_EXPECTS(position.quantity > 0);
  const Price traded = Price::from_micros(position.traded.micros() / position.signal.multiplier);
  return average(traded - entry_total(position), position.quantity);
}

}  // namespace aots::trading
