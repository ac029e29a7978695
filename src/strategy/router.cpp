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
  return opener_of(context.position).exit_reason(context);
}

std::optional<double> StrategyRouter::hedge_band(const Position& position) const {
  return opener_of(position).hedge_band(position);
}

// Only a play on an event names one.
const Strategy& StrategyRouter::opener_of(const Position& position) const {
  return position.signal.event_date ? earnings_ : core_;
}

}  // namespace aots::strategy
