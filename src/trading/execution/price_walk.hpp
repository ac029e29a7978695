// PriceWalk: the limits of an order that starts at the mid and comes down to what risk approved.
//
// Net prices per share, credit positive. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "domain/market.hpp"
#include "domain/trading.hpp"

namespace aots::trading {

struct PriceWalk {
  Price mid;
  Price limit;  // approved; no step is worse
  Price tick;
  std::int64_t steps = 0;

  // After so many steps: from the mid, rounded to a tick in the order's favour, to the limit in
  // equal steps, rounded to the tick toward the limit.
  Price at(std::int64_t step) const;
};

// The net mid of a package; absent unless every leg is two-sided in the chain.
std::optional<Price> net_mid(const OptionChain& chain, std::span<const OrderLeg> legs);

}  // namespace aots::trading
