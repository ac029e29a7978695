// Iron condor: sell an out-of-the-money put spread and call spread of one expiry when implied vol
// is high in its own year. Risk is the wider wing less the credit.
#pragma once

#include "analytics/liquidity.hpp"
#include "strategy/dear_vol.hpp"

namespace aots::strategy {

struct IronCondorConfig {
  DearVolEntry entry;
  double short_delta = 0.16;  // absolute delta of both short options
  double wing_width = 5.0;    // dollars (index points) from each short strike to its wing
  ExitRules exits;
};

void bind(ConfigBinder& binder, IronCondorConfig& config);

class IronCondorStrategy final : public DearVolStrategy {
 public:
  explicit IronCondorStrategy(IronCondorConfig config, analytics::LiquidityLimits liquidity = {})
      : DearVolStrategy(config.entry, config.exits), config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "iron_condor"; }

 private:
  Decision structure(const MarketView& view, std::size_t expiry) const override;

  IronCondorConfig config_;
  analytics::LiquidityLimits liquidity_;
};

}  // namespace aots::strategy
