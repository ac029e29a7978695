#include "strategy/router.hpp"

namespace aots::strategy {

Decision StrategyRouter::evaluate(const MarketView& view) const {
  switch (view.ticker.model) {
    case ModelKind::kEarnings:
      return earnings_.evaluate(view);
    case ModelKind::kCore:
    case ModelKind::kBlackout:
      return core_.evaluate(view);
  }
  return core_.evaluate(view);
}

std::optional<std::string> StrategyRouter::exit_reason(const PositionContext& context) const {
  // Only a play on an event names one.
  const bool event = context.position.signal.event_date.has_value();
  return (event ? earnings_ : core_).exit_reason(context);
}

}  // namespace aots::strategy
