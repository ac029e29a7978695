#include "trading/broker/sim/sim_shares.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace aots::trading {

SimShares::Met SimShares::observe(const OptionChain& chain) {
  spots_[chain.underlying] = chain.spot;
  Met met;
  for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
    const ShareOrder& order = waiting->second;
    if (order.symbol != chain.underlying) {
      ++waiting;
      continue;
    }
    if (chain.spot) {
      met.fills.push_back(fill(order, *chain.spot, chain.known_time));
    } else {
      ++met.lapsed;
    }
    waiting = waiting_.erase(waiting);
  }
  return met;
}

std::optional<Price> SimShares::spot(const Symbol& symbol) const {
  const auto found = spots_.find(symbol);
  return found == spots_.end() ? std::nullopt : found->second;
}

std::optional<ShareFill> SimShares::submit(const ApprovedShares& order) {
  switch (delay_) {
    case FillDelay::kSameSnapshot:
      return fill_now(order);
    case FillDelay::kNextSnapshot:
      break;
  }
  const bool added = waiting_.emplace(order.order().position, order.order()).second;
  AOTS_EXPECTS(added);
  return std::nullopt;
}

ShareFill SimShares::fill_now(const ApprovedShares& order) const {
  const auto stands = spot(order.order().symbol);
  AOTS_EXPECTS(stands.has_value());
  return fill(order.order(), *stands, order.order().decided_at);
}

ShareFill SimShares::fill(const ShareOrder& order, Price spot, Timestamp time) const {
  const Price price =
      order.side == Side::kBuy ? spot + half_spread_ : std::max(spot - half_spread_, Price{});
  return {order, time, price, spot};
}

}  // namespace aots::trading
