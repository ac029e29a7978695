// fill_package: what one package gets from given quotes, or why it gets nothing. Pure.
//
// A package fills as a package or not at all (D30, D42): selling needs a bid above zero, buying
// needs an ask, a crossed or absent side never fills, a locked one does. A worthless long leg of a
// closing package may go at 0. The net price is at a tick of the order; what lies between ticks is
// given up, on a leg of ratio one. Prices per share, nets credit positive.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/short_list.hpp"
#include "domain/market.hpp"
#include "domain/trading.hpp"
#include "trading/broker/sim/fill_config.hpp"

namespace aots::trading {

struct PackageQuote {
  const OrderLeg* leg = nullptr;
  const OptionQuote* quote = nullptr;  // null: not listed in the snapshot
};

struct PackageTerms {
  Price limit;  // net: fills at this or better
  OrderPurpose purpose = OrderPurpose::kOpen;
  FillPrice model = FillPrice::kCross;
  double fraction = 0.5;  // of the half-spread paid, for model fraction
  Price tick;             // of the net price
};

// One for each leg, in its order.
using LegPrices = ShortList<Price, 4>;

struct PackageFill {
  Price net;  // per share, credit positive
  LegPrices leg_prices;
  Price slippage;  // per share against mid, positive is worse
};

// Why nothing filled; the sentence is made when somebody asks.
struct FillMiss {
  enum class Why { kNoSnapshot, kNotQuoted, kCrossed, kNoAsk, kNoBid, kLimit, kTick, kSize };
  Why why = Why::kNoSnapshot;
  const OrderLeg* leg = nullptr;  // the one in the way
  Price limit, net;               // for kLimit

  std::string text() const;
};

Result<PackageFill, FillMiss> fill_package(std::span<const PackageQuote> quotes,
                                           const PackageTerms& terms);

}  // namespace aots::trading
