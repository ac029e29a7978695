// Arbitrage: how far the quotes of one expiry contradict each other.
//
// A contradiction is `executable` when crossing the spread on every leg would have locked in a
// gain: buys at the ask, sells at the bid. One that only the mids show is counted as `at_mid`:
// mids of wide quotes contradict each other all the time, and nobody can trade them. Every
// executable contradiction is one at the mids too. Commissions and sizes are left out.
//   butterfly: three neighbouring strikes of one right; the middle one costs more than the line
//     through the other two.
//   calendar: an out-of-the-money option of the previous expiry costs more than one of this expiry
//     at the strike of the same forward moneyness or better; prices are compared per discounted
//     forward. Proportional carry; exact for European options.
//   parity: the call less the put of a strike, beside the expiry's forward: for European options
//     C - P = discount * (F - K), with the discount that the expiry's own quotes imply, for money
//     is lent between option traders at another rate than the Treasury's; for American ones between
//     discount * F - K and spot - discount * K (Hull, Options, Futures and Other Derivatives, the
//     chapter on properties of stock options). To be executable it must contradict the pair of
//     quotes nearest the money as well.
#pragma once

#include <cstddef>
#include <cstdint>

#include "analytics/chain_view.hpp"

namespace aots::analytics {

struct ViolationCount {
  std::int64_t checked = 0;  // triples, pairs of options or strikes that could be judged
  std::int64_t executable = 0;
  std::int64_t at_mid = 0;

  bool operator==(const ViolationCount&) const = default;
};

struct ArbitrageCheck {
  ViolationCount butterfly;
  ViolationCount calendar;
  ViolationCount parity;

  bool operator==(const ArbitrageCheck&) const = default;
};

ArbitrageCheck check_arbitrage(const ChainView& view, std::size_t expiry);

}  // namespace aots::analytics
