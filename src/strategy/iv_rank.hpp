// The IV-rank strategy of the seed (2.4.2): sell put credit spreads when implied vol is high in its
// own year, buy call debit spreads when it is low and expected to rise. Decisions D2, D6, D8 to
// D12.
#pragma once

#include <cstdint>

#include "analytics/liquidity.hpp"
#include "base/config.hpp"
#include "strategy/exits.hpp"
#include "strategy/strategy.hpp"

namespace aots::strategy {

struct IvRankConfig {
  double sell_threshold = 0.70;     // iv_rank above it sells
  double buy_threshold = 0.30;      // iv_rank below it buys
  std::int64_t target_dte_min = 3;  // calendar days
  std::int64_t target_dte_max = 7;
  double target_delta = 0.25;     // absolute delta of the short put
  double buy_delta = 0.50;        // delta of the long call
  double max_spread_width = 5.0;  // dollars (index points) between the strikes
  bool regime_veto = true;        // neutral and unknown regimes open nothing; buys need expansion
  ExitRules exits;
};

void bind(ConfigBinder& binder, IvRankConfig& config);

class IvRankStrategy final : public Strategy {
 public:
  // Opens positions in quotes that meet the limits, and in no others.
  explicit IvRankStrategy(IvRankConfig config, analytics::LiquidityLimits liquidity = {})
      : config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "iv_rank"; }
  Decision evaluate(const MarketView& view) const override;
  std::vector<Signal> candidates(const MarketView& view) const override;
  std::optional<std::string> exit_reason(const PositionContext& context) const override;

 private:
  IvRankConfig config_;
  analytics::LiquidityLimits liquidity_;
};

// The seed's confidence: base x regime multiplier, 0.6/0.4 with the forecast where there is one, at
// most 0.98.
double iv_rank_confidence(double iv_rank, Regime regime, std::optional<double> forecast, Side side);

}  // namespace aots::strategy
