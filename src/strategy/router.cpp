#include "strategy/router.hpp"

namespace aots::strategy {

const Strategy& StrategyRouter::in_charge(const MarketView& view) const {
  switch (view.ticker.model) {
    case ModelKind::kEarnings:
      return earnings_;
    case ModelKind::kCore:
    case ModelKind::kBlackout:
      break;
  }
  return core_;
}

Decision StrategyRouter::evaluate(const MarketView& view) const {
  return in_charge(view).evaluate(view);
}

std::vector<Signal> StrategyRouter::candidates(const MarketView& view) const {
  return in_charge(view).candidates(view);
}

std::optional<std::string> StrategyRouter::exit_reason(const PositionContext& context) const {
  // Only a play on an event names one.
  const bool event = context.position.signal.event_date.has_value();
  return (event ? earnings_ : core_).exit_reason(context);
}

}  // namespace aots::strategy
