// Iron condor: sell an out-of-the-money put spread and call spread of one expiry when implied vol
// is high in its own year. Risk is the wider wing less the credit.
#pragma once

#include "analytics/liquidity.hpp"
#include "strategy/exits.hpp"
#include "strategy/gating.hpp"
#include "strategy/strategy.hpp"

namespace aots::strategy {

struct IronCondorConfig {
  DearVolEntry entry;
  double short_delta = 0.16;  // absolute delta of both short options
  double wing_width = 5.0;    // dollars (index points) from each short strike to its wing
  ExitRules exits;
};

void bind(ConfigBinder& binder, IronCondorConfig& config);

class IronCondorStrategy final : public Strategy {
 public:
  explicit IronCondorStrategy(IronCondorConfig config, analytics::LiquidityLimits liquidity = {})
      : config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "iron_condor"; }
  Decision evaluate(const MarketView& view) const override;
  std::vector<Signal> candidates(const MarketView& view) const override;
  std::optional<std::string> exit_reason(const PositionContext& context) const override;

 private:
  IronCondorConfig config_;
  analytics::LiquidityLimits liquidity_;
};

}  // namespace aots::strategy
