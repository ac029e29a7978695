#include "analytics/liquidity.hpp"

namespace aots::analytics {

void bind(ConfigBinder& binder, LiquidityLimits& limits) {
  const auto data = binder.section("data");
  const auto scope = binder.section("liquidity");
  binder.integer("min_open_interest", limits.min_open_interest,
                 {.unit = "contracts",
                  .min = 0,
                  .max = 1'000'000'000,
                  .meaning = "Open interest of an option that a position may open with; 0: any."});
  binder.integer("min_volume", limits.min_volume,
                 {.unit = "contracts",
                  .min = 0,
                  .max = 1'000'000'000,
                  .meaning = "Contracts of it that the session traded so far; 0: any."});
  binder.real("max_spread_pct", limits.max_spread_pct,
              {.unit = "fraction of the mid",
               .min = 0.0,
               .max = 2.0,
               .meaning = "Widest quote that a position may open with; 0: any."});
  binder.real("min_bid", limits.min_bid,
              {.unit = "dollars per share",
               .min = 0.0,
               .max = 1e6,
               .meaning = "Lowest bid of an option that a position may open with; 0: any."});
}

std::optional<std::string_view> illiquid_because(const LiquidityLimits& limits,
                                                 const OptionQuote& quote) {
  if (limits.min_open_interest > 0 && quote.open_interest.value_or(-1) < limits.min_open_interest) {
    return "open_interest";
  }
  if (limits.min_volume > 0 && quote.volume.value_or(-1) < limits.min_volume) return "volume";
  if (limits.max_spread_pct > 0.0) {
    const auto spread = quote.spread_pct();
    if (!spread || *spread > limits.max_spread_pct) return "spread";
  }
  if (limits.min_bid > 0.0 && (!quote.bid || quote.bid->to_double() < limits.min_bid)) {
    return "bid";
  }
  return std::nullopt;
}

}  // namespace aots::analytics
