#include "trading/execution/price_walk.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace aots::trading {

Price PriceWalk::at(std::int64_t step) const {
  AOTS_EXPECTS(steps > 0 && step >= 0);
  if (step >= steps || mid <= limit) return limit;
  const Price start = mid.rounded_to(tick, Rounding::kUp);
  const Price gone = Price::from_micros((start - limit).micros() * step / steps);
  return std::max(limit, (start - gone).rounded_to(tick, Rounding::kDown));
}

std::optional<Price> net_mid(const OptionChain& chain, std::span<const OrderLeg> legs) {
  Price net;
  for (const OrderLeg& leg : legs) {
    const OptionQuote* quote = chain.find(leg.contract);
    const auto mid = quote == nullptr ? std::nullopt : quote->mid();
    if (!mid) return std::nullopt;
    net -= *mid * (sign(leg.side) * leg.ratio);
  }
  return net;
}

}  // namespace aots::trading
