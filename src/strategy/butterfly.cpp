#include "strategy/butterfly.hpp"

#include "strategy/structure.hpp"

namespace aots::strategy {

Decision ButterflyStrategy::structure(const MarketView& view, std::size_t expiry) const {
  const auto& forward = view.chain.carry(expiry).forward;
  if (!forward) return NoSignal{"no_forward", {}, {}};
  const auto middle = nearest_strike(view.chain, expiry, Right::kPut, forward->forward);
  if (!middle) return NoSignal{"no_strike_near_forward", {}, {}};
  const Price width = Price::from_double(config_.wing_width);
  const Price strike = quote_at(view.chain, *middle).strike;
  const auto lower = at_strike(view.chain, expiry, Right::kPut, strike - width);
  const auto upper = at_strike(view.chain, expiry, Right::kPut, strike + width);
  if (!lower || !upper) return NoSignal{"no_protection_strike", {}, {}};
  return make_structure(view, {"butterfly", "buy_put_butterfly", Direction::kNeutral},
                        {{*lower, Side::kBuy}, {*middle, Side::kSell, 2}, {*upper, Side::kBuy}},
                        liquidity_);
}

void bind(ConfigBinder& binder, ButterflyConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("butterfly");
  bind(binder, config.entry);
  binder.real("wing_width", config.wing_width,
              {.unit = "dollars per share or index points",
               .min = 0.5,
               .max = 1000.0,
               .meaning = "Distance from the middle strike to each of the two that are bought."});
  bind(binder, config.exits);
}

}  // namespace aots::strategy
