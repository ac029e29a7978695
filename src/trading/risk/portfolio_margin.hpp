// Portfolio margin of a whole book and the buying power that it leaves an order.
//
// The requirement is the sum over underlyings of their stress (margin_stress.hpp), filled contracts
// and those in flight together, shares beside them. The account's equity must cover it: cash and
// everything held at its marks, longs above zero and shorts below (FINRA Rule 4210(g) and
// Cboe Rule 10.4). A premium paid is cash that became a position of the same worth, so it leaves
// equity as it is; what counts is what the position can lose, and what the limit gives up against
// the mids. So:
//   needed     the requirement of the order's underlying with the order less without it, and what
//              the limit of the order gives up against the mids of its legs;
//   available  the equity less the requirement of the book before the order.
// The rule would lend the cash for premiums. This account holds no loan: a debit must also be there
// in cash. An order meets both, and the one that it fails, or that leaves less, is told.
//
// Unknown, and then nothing is opened: an underlying without a last price, rate or yield, an option
// whose vol or mark nobody knows, an adjusted contract. Orders in flight count as filled at their
// limit. Both needs are convex in the number of packages and zero at none, so that every size below
// one that fits fits.
#pragma once

#include <optional>

#include "trading/portfolio/portfolio.hpp"
#include "trading/risk/buying_power.hpp"
#include "trading/risk/margin_stress.hpp"
#include "trading/risk/stress_market.hpp"

namespace aots::trading {

// What an account under portfolio margin must keep at a broker who watches it in real time; others
// ask for 150,000 or 500,000 (FINRA's interpretations of Rule 4210(g)). Below it a broker lets
// an account only reduce its requirement.
inline constexpr Money kPortfolioMarginEquity = Money::from_micros(100'000 * kMicrosPerUnit);

// A book at its marks, once what is in flight has filled at its limits.
struct PortfolioMargin {
  Money requirement;
  Money equity;
  Money cash;

  Money free() const { return equity - requirement; }
};

// Absent where it is unknown. `market` may be null: all is unknown then.
std::optional<PortfolioMargin> portfolio_margin(const PortfolioView& book,
                                                const SpotLookup& spot_of,
                                                const StressMarket* market);

class PortfolioOrder final : public BuyingPower {
 public:
  // All must outlive this; `market` may be null.
  PortfolioOrder(const Signal& signal, Price limit, const PortfolioView& book,
                 const SpotLookup& spot_of, const StressMarket* market);

  std::int64_t unknown() const override { return unknown_; }
  std::optional<OrderMargin> of(std::int64_t packages) override;

 private:
  StressedHolding package_;
  StressedHolding beside_;  // what is held on the order's underlying
  Money beside_requirement_;
  Money limit_brings_;    // cash of one package at the limit
  Money gives_up_;        // equity that one package loses at the limit
  PortfolioMargin book_;  // before the order
  std::int64_t unknown_ = 0;
};

}  // namespace aots::trading
