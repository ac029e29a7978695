#include "trading/risk/signal_shape.hpp"

#include <algorithm>

namespace aots::trading {
namespace {

// Contracts a package of this right and side that live to `expiry` or longer.
std::int64_t alive_at(const Signal& signal, Right right, Side side, Date expiry) {
  std::int64_t contracts = 0;
  for (const SignalLeg& leg : signal.legs) {
    const bool counts = leg.contract.right == right && leg.side == side;
    if (counts && leg.contract.expiry >= expiry) contracts += leg.ratio;
  }
  return contracts;
}

}  // namespace

std::optional<Price> net_of_legs(const Signal& signal) {
  Price net;
  for (const SignalLeg& leg : signal.legs) {
    const auto& far = leg.side == Side::kBuy ? leg.ask : leg.bid;
    if (!far) return std::nullopt;
    net -= *far * (sign(leg.side) * leg.ratio);
  }
  return net;
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

}  // namespace aots::trading
