// Hedged strangle: sell an out-of-the-money put and call of one expiry when implied vol is high in
// its own year, and keep the trade delta-neutral with shares of the underlying.
//
// It earns where the underlying moves less than the options were paid for. Its loss has no bound,
// so it is sized on the loss when the spot jumps by `stress_move` either way before a hedge can,
// vols unchanged. Between two hedges the net delta may go as far as `delta_band` of the package.
#pragma once

#include "analytics/liquidity.hpp"
#include "strategy/dear_vol.hpp"

namespace aots::strategy {

struct HedgedStrangleConfig {
  DearVolEntry entry;
  double short_delta = 0.16;  // absolute delta of both options
  double delta_band = 0.10;   // net delta per share of a package that is left alone
  double stress_move = 0.15;  // fraction of spot
  ExitRules exits;
};

void bind(ConfigBinder& binder, HedgedStrangleConfig& config);

class HedgedStrangleStrategy final : public DearVolStrategy {
 public:
  explicit HedgedStrangleStrategy(HedgedStrangleConfig config,
                                  analytics::LiquidityLimits liquidity = {})
      : DearVolStrategy(config.entry, config.exits), config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "hedged_strangle"; }
  std::optional<double> hedge_band(const Position& position) const override;

 private:
  Decision structure(const MarketView& view, std::size_t expiry) const override;

  HedgedStrangleConfig config_;
  analytics::LiquidityLimits liquidity_;
};

}  // namespace aots::strategy
