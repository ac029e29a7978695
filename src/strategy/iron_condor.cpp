#include "strategy/iron_condor.hpp"

#include "strategy/structure.hpp"

namespace aots::strategy {

Decision IronCondorStrategy::structure(const MarketView& view, std::size_t expiry) const {
  const auto put = nearest_delta(view.chain, expiry, Right::kPut, -config_.short_delta, liquidity_);
  const auto call =
      nearest_delta(view.chain, expiry, Right::kCall, config_.short_delta, liquidity_);
  if (!put || !call) return NoSignal{"no_option_with_delta", {}, {}};
  const Price width = Price::from_double(config_.wing_width);
  const Price put_strike = quote_at(view.chain, *put).strike;
  const Price call_strike = quote_at(view.chain, *call).strike;
  if (put_strike >= call_strike) return NoSignal{"short_strikes_meet", {}, {}};
  const auto put_wing = at_strike(view.chain, expiry, Right::kPut, put_strike - width);
  const auto call_wing = at_strike(view.chain, expiry, Right::kCall, call_strike + width);
  if (!put_wing || !call_wing) return NoSignal{"no_protection_strike", {}, {}};
  return make_structure(view, {"iron_condor", "sell_iron_condor", Direction::kNeutral},
                        {{*put, Side::kSell},
                         {*put_wing, Side::kBuy},
                         {*call, Side::kSell},
                         {*call_wing, Side::kBuy}},
                        liquidity_);
}

void bind(ConfigBinder& binder, IronCondorConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("iron_condor");
  bind(binder, config.entry);
  binder.real("short_delta", config.short_delta,
              {.unit = "absolute delta",
               .min = 0.01,
               .max = 0.49,
               .meaning = "Delta of the put and of the call that are sold."});
  binder.real("wing_width", config.wing_width,
              {.unit = "dollars per share or index points",
               .min = 0.5,
               .max = 1000.0,
               .meaning = "Distance from each short strike to the one that protects it."});
  bind(binder, config.exits);
}

}  // namespace aots::strategy
