// LiquidityLimits: which quotes are liquid enough to open a position with.
//
// It is asked at reading time and removes nothing: an illiquid quote stays in the lake and in the
// chain, where a position that is held in it must still be marked and closed. A limit of zero asks
// for nothing. A quote that does not say what a limit asks about does not meet it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/config.hpp"
#include "domain/market.hpp"

namespace aots::analytics {

struct LiquidityLimits {
  std::int64_t min_open_interest = 0;  // contracts
  std::int64_t min_volume = 0;         // contracts of the session
  double max_spread_pct = 0.0;         // (ask - bid) / mid, a fraction; 0: any
  double min_bid = 0.0;                // dollars per share

  bool operator==(const LiquidityLimits&) const = default;
};

// data.liquidity.*
void bind(ConfigBinder& binder, LiquidityLimits& limits);

// The limit that the quote does not meet: "open_interest", "volume", "spread" or "bid"; nothing
// when it is liquid.
std::optional<std::string_view> illiquid_because(const LiquidityLimits& limits,
                                                 const OptionQuote& quote);

}  // namespace aots::analytics
