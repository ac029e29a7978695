// SimShares: fills orders for shares at the market, at the spot of a chain and the half-spread on
// the wrong side of it.
//
// With same_snapshot an order fills on the chain that it was decided on, with next_snapshot on the
// next chain of its underlying, where the order lapses if that chain has no spot. One order waits a
// trade. Shares that go with the last option of a trade fill on the chain on which the option did.
// Not limited by size, nor by faults of the line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "domain/market.hpp"
#include "domain/trading.hpp"
#include "trading/broker/sim/fill_config.hpp"
#include "trading/risk/share_gate.hpp"

namespace aots::trading {

class SimShares {
 public:
  SimShares(FillDelay delay, Price half_spread) : delay_(delay), half_spread_(half_spread) {}

  struct Met {
    std::vector<ShareFill> fills;
    std::int64_t lapsed = 0;
  };
  // The chain's spot stands from its known_time on; what waited for it fills or lapses.
  Met observe(const OptionChain& chain);
  // The spot of the latest chain; absent where that had none.
  std::optional<Price> spot(const Symbol& symbol) const;

  // The fill, or nothing where the order waits. Needs a spot, and that no order of the trade waits.
  std::optional<ShareFill> submit(const ApprovedShares& order);
  // At once, whatever the delay. Needs a spot.
  ShareFill fill_now(const ApprovedShares& order) const;
  // Whether an order of the trade waited.
  bool cancel(PositionId position) { return waiting_.erase(position) > 0; }

 private:
  ShareFill fill(const ShareOrder& order, Price spot, Timestamp time) const;

  FillDelay delay_;
  Price half_spread_;
  std::map<Symbol, std::optional<Price>> spots_;
  std::map<PositionId, ShareOrder> waiting_;
};

}  // namespace aots::trading
