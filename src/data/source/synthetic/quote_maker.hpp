// QuoteMaker: turns the theoretical value of listed contracts into the quotes of a market maker.
//
// The theoretical value is European (Black 1976 on the forward, which carries the dividends), so
// early exercise has no price here. The value lies inside every quote, and bids round down and asks
// up to the tick of the class (D40), so a surface without arbitrage gives quotes without any. The
// width of an out-of-the-money quote is vega x spread_vol_points, in vol terms wider for short
// expiries and under stress; in the money it widens with delta. Measured widths are in
// docs/synthetic-market.md.
#pragma once

#include <cstdint>
#include <optional>

#include "base/rng.hpp"
#include "data/source/synthetic/ssvi.hpp"
#include "data/source/synthetic/strike_ladder.hpp"
#include "data/source/synthetic/symbol_profile.hpp"
#include "domain/market.hpp"

namespace aots::data {

struct ExpiryPricing {
  std::optional<SsviSmile> smile;  // absent at the moment of expiry
  double spot = 0.0;
  double forward = 0.0;
  double discount = 1.0;
  double years = 0.0;  // ACT/365 to the cut-off
};

struct QuotingConditions {
  LiquidityProfile liquidity;
  double stress = 1.0;        // factor on every width, at least 1
  bool opens_market = false;  // the first session: open interest starts from a standing level
};

class QuoteMaker {
 public:
  QuoteMaker(std::uint64_t seed, std::string_view symbol);

  // The quotes of one expiry; moves its open interest on by the session's trading.
  ExpiryChain quote(ListedExpiry& expiry, const ExpiryPricing& pricing,
                    const QuotingConditions& conditions);

 private:
  struct Value;
  struct Width;

  OptionQuote quote_one(const Value& value, const Width& width, const ListedExpiry& expiry,
                        std::int64_t& open_interest, const QuotingConditions& conditions);

  Rng rng_;
};

}  // namespace aots::data
