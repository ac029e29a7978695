#include "strategy/iron_condor.hpp"

#include "strategy/structure.hpp"

namespace aots::strategy {
namespace {

Decision condor(const MarketView& view, std::size_t expiry, const IronCondorConfig& config,
                const analytics::LiquidityLimits& liquidity) {
  const auto put = nearest_delta(view.chain, expiry, Right::kPut, -config.short_delta, liquidity);
  const auto call = nearest_delta(view.chain, expiry, Right::kCall, config.short_delta, liquidity);
  if (!put || !call) return NoSignal{"no_option_with_delta", {}, {}};
  const Price width = Price::from_double(config.wing_width);
  const Price put_strike = quote_at(view.chain, *put).strike;
  const Price call_strike = quote_at(view.chain, *call).strike;
  if (put_strike >= call_strike) return NoSignal{"short_strikes_meet", {}, {}};
  const auto put_wing = at_strike(view.chain, expiry, Right::kPut, put_strike - width);
  const auto call_wing = at_strike(view.chain, expiry, Right::kCall, call_strike + width);
  if (!put_wing || !call_wing) return NoSignal{"no_protection_strike", {}, {}};
  Decision decision = make_structure(view, {"iron_condor", "sell_iron_condor", Direction::kNeutral},
                                     {{*put, Side::kSell},
                                      {*put_wing, Side::kBuy},
                                      {*call, Side::kSell},
                                      {*call_wing, Side::kBuy}},
                                     liquidity);
  const auto* signal = std::get_if<Signal>(&decision);
  if (signal != nullptr && !signal->net_price.is_positive()) {
    return NoSignal{"no_credit", signal->net_price.to_double(), 0.0};
  }
  return decision;
}

}  // namespace

Decision IronCondorStrategy::evaluate(const MarketView& view) const {
  const auto found = expiry_for_dear_vol(view, config_.entry);
  if (const auto* none = std::get_if<NoSignal>(&found)) return *none;
  Decision decision = condor(view, std::get<std::size_t>(found), config_, liquidity_);
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence = dear_vol_confidence(view);
  }
  return decision;
}

std::vector<Signal> IronCondorStrategy::candidates(const MarketView& view) const {
  const auto expiry = expiry_of(view, config_.entry);
  if (view.ticker.model != ModelKind::kCore || !expiry) return {};
  return signals_among({condor(view, *expiry, config_, liquidity_)});
}

std::optional<std::string> IronCondorStrategy::exit_reason(const PositionContext& context) const {
  return exit_by_rules(config_.exits, context);
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
