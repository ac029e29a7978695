// Router: the strategy that a ticker's context asks for: earnings in the window of a report, else
// the core strategy (seed 2.4.4). A position is left by the rules of the strategy that opened it.
#pragma once

#include "strategy/strategy.hpp"

namespace aots::strategy {

class StrategyRouter final : public Strategy {
 public:
  // Both must outlive the router.
  StrategyRouter(const Strategy& core, const Strategy& earnings)
      : core_(core), earnings_(earnings) {}

  std::string_view name() const override { return "router"; }
  Decision evaluate(const MarketView& view) const override;
  std::vector<Signal> candidates(const MarketView& view) const override;
  std::optional<std::string> exit_reason(const PositionContext& context) const override;
  std::optional<double> hedge_band(const Position& position) const override;

 private:
  const Strategy& in_charge(const MarketView& view) const;
  const Strategy& opener_of(const Position& position) const;

  const Strategy& core_;
  const Strategy& earnings_;
};

}  // namespace aots::strategy
