// Earnings: sell a straddle or strangle before a report and leave once it is out, to earn the fall
// of implied vol (seed 2.4.3; D7, D13, D22).
//
// Until a model answers, a rule stands in for it: an IV percentile from `straddle_percentile` on
// sells the straddle, one from `min_iv_percentile` on the strangle, less sells nothing. With a
// forecast the seed's thresholds hold: above 0.70 the straddle, above 0.55 the strangle.
//
// The expected move is the at-the-money straddle's mid over the spot, at the expiry that is traded.
// Its risk has no bound, so it is sized on the larger of the seed's estimate (three credits for a
// straddle, two expected moves for a strangle) and the loss at three expected moves either way with
// vols unchanged. With wings the straddle is an iron butterfly and the strangle an iron condor.
#pragma once

#include <cstdint>

#include "strategy/strategy.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {

struct EarningsConfig {
  double min_iv_percentile = 0.6;
  double straddle_percentile = 0.8;
  double max_expected_move = 0.10;  // fraction of spot; above it nothing is sold
  double strangle_width = 0.05;     // fraction of spot from it to each strike
  std::int64_t max_dte = 7;         // calendar days
  bool protect_with_wings = false;
  double wing_width = 0.05;     // fraction of spot from each short strike to its wing
  double profit_target = 0.50;  // share of the credit
  double credit_stop = 1.0;     // loss in multiples of the credit
};

void bind(ConfigBinder& binder, EarningsConfig& config);

class EarningsStrategy final : public Strategy {
 public:
  explicit EarningsStrategy(EarningsConfig config, analytics::LiquidityLimits liquidity = {})
      : config_(config), liquidity_(liquidity) {}

  std::string_view name() const override { return "earnings"; }
  Decision evaluate(const MarketView& view) const override;
  std::vector<Signal> candidates(const MarketView& view) const override;
  // "earnings_announced", "profit_target", "stop_loss", "beyond_expected_move", "after_earnings".
  std::optional<std::string> exit_reason(const PositionContext& context) const override;

 private:
  Decision sell(const MarketView& view, std::size_t expiry, double expected_move,
                bool straddle) const;

  EarningsConfig config_;
  analytics::LiquidityLimits liquidity_;
};

}  // namespace aots::strategy
