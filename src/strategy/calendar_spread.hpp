// Calendar spread: sell a put of a near expiry and buy the same strike of a later one, at the
// money, when implied vol is low in its own year: time runs faster in what is sold, and what is
// bought gains if vol rises. It costs a debit, which is all it can lose while the later leg is
// held.
//
// Its largest profit is an estimate: what the later put is worth at the near expiry with the spot
// at the strike and its vol unchanged, less the debit. The position is left before the near leg
// expires.
#pragma once

#include <cstdint>

#include "analytics/liquidity.hpp"
#include "strategy/exits.hpp"
#include "strategy/strategy.hpp"

namespace aots::strategy {

struct CalendarSpreadConfig {
  double max_iv_rank = 0.30;       // above it nothing is opened
  std::int64_t near_dte_min = 10;  // calendar days
  std::int64_t near_dte_max = 21;
  std::int64_t far_gap_min = 14;  // calendar days from the near expiry to the later one
  std::int64_t far_gap_max = 28;  // a ticker's max_dte bounds both expiries (D2)
  bool regime_veto = true;        // neutral and unknown regimes open nothing
  ExitRules exits;
};

void bind(ConfigBinder& binder, CalendarSpreadConfig& config);

class CalendarSpreadStrategy final : public Strategy {
 public:
  explicit CalendarSpreadStrategy(CalendarSpreadConfig config,
                                  analytics::LiquidityLimits liquidity = {})
      : config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "calendar_spread"; }
  Decision evaluate(const MarketView& view) const override;
  std::vector<Signal> candidates(const MarketView& view) const override;
  std::optional<std::string> exit_reason(const PositionContext& context) const override;

 private:
  CalendarSpreadConfig config_;
  analytics::LiquidityLimits liquidity_;
};

}  // namespace aots::strategy
