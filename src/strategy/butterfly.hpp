// Long put butterfly around the money: buy one put above, sell two at the forward, buy one below,
// equally far. It costs a debit, which is all it can lose, and pays where the underlying stays; so
// it is opened when implied vol is high in its own year and expected to fall.
#pragma once

#include "analytics/liquidity.hpp"
#include "strategy/dear_vol.hpp"

namespace aots::strategy {

struct ButterflyConfig {
  DearVolEntry entry{.min_dte = 20};
  double wing_width = 10.0;  // dollars (index points) from the middle to each wing
  ExitRules exits;
};

void bind(ConfigBinder& binder, ButterflyConfig& config);

class ButterflyStrategy final : public DearVolStrategy {
 public:
  explicit ButterflyStrategy(ButterflyConfig config, analytics::LiquidityLimits liquidity = {})
      : DearVolStrategy(config.entry, config.exits), config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "butterfly"; }

 private:
  Decision structure(const MarketView& view, std::size_t expiry) const override;

  ButterflyConfig config_;
  analytics::LiquidityLimits liquidity_;
};

}  // namespace aots::strategy
