#include "trading/risk/signal_shape.hpp"

#include <algorithm>

namespace aots::trading {
namespace {

// At the far side of each leg's quote; absent where a leg has no such side.
std::optional<Price> net_of_legs(const Signal& signal) {
  Price net;
  for (const SignalLeg& leg : signal.legs) {
    const auto& far = leg.side == Side::kBuy ? leg.ask : leg.bid;
    if (!far) return std::nullopt;
    net -= *far * (sign(leg.side) * leg.ratio);
  }
  return net;
}

// Contracts a package of this right and side that live to `expiry` or longer.
std::int64_t alive_at(const Signal& signal, Right right, Side side, Date expiry) {
  std::int64_t contracts = 0;
  for (const SignalLeg& leg : signal.legs) {
    const bool counts = leg.contract.right == right && leg.side == side;
    if (counts && leg.contract.expiry >= expiry) contracts += leg.ratio;
  }
  return contracts;
}

std::int64_t uncovered_shorts(const Signal& signal) {
  std::int64_t most = 0;
  for (const SignalLeg& leg : signal.legs) {
    if (leg.side != Side::kSell) continue;
    const Right right = leg.contract.right;
    const Date expiry = leg.contract.expiry;
    most = std::max(most, alive_at(signal, right, Side::kSell, expiry) -
                              alive_at(signal, right, Side::kBuy, expiry));
  }
  return most;
}

}  // namespace

std::vector<RiskCheck> shape_checks(const Signal& signal) {
  const Price net = net_of_legs(signal).value_or(signal.net_price);
  const std::int64_t uncovered = signal.defined_risk ? uncovered_shorts(signal) : 0;
  return {
      {"net_price_of_legs", net == signal.net_price, net.to_double(), signal.net_price.to_double()},
      {"shorts_are_covered", uncovered == 0, static_cast<double>(uncovered), 0.0}};
}

}  // namespace aots::trading
