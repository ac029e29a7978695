#include "strategy/butterfly.hpp"

#include "strategy/gating.hpp"
#include "strategy/iv_rank.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {

Decision ButterflyStrategy::evaluate(const MarketView& view) const {
  const auto veto = config_.regime_veto ? RegimeVeto::kOn : RegimeVeto::kOff;
  if (auto declined = declined_by_context(view, veto)) return *declined;
  const double rank = view.iv_rank->rank;
  if (rank < config_.min_iv_rank) return NoSignal{"iv_rank_too_low", rank, config_.min_iv_rank};
  if (auto declined = declined_by_forecast(view.forecast)) return *declined;
  const DteWindow window = dte_window(config_.min_dte, config_.max_dte, view.ticker);
  const auto expiry = nearest_expiry(view.chain, window, (window.min + window.max) / 2);
  if (!expiry) return NoSignal{"no_expiry_in_window", {}, {}};
  const auto& forward = view.chain.carry(*expiry).forward;
  if (!forward) return NoSignal{"no_forward", {}, {}};
  const auto middle = nearest_strike(view.chain, *expiry, Right::kPut, forward->forward);
  if (!middle) return NoSignal{"no_strike_near_forward", {}, {}};
  const Price width = Price::from_double(config_.wing_width);
  const Price strike = quote_at(view.chain, *middle).strike;
  const auto lower = at_strike(view.chain, *expiry, Right::kPut, strike - width);
  const auto upper = at_strike(view.chain, *expiry, Right::kPut, strike + width);
  if (!lower || !upper) return NoSignal{"no_protection_strike", {}, {}};
  Decision decision = make_structure(
      view, {"butterfly", "buy_put_butterfly", Direction::kNeutral},
      {{*lower, Side::kBuy}, {*middle, Side::kSell, 2}, {*upper, Side::kBuy}}, liquidity_);
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence =
        iv_rank_confidence(rank, view.regime, probability(view.forecast), Side::kSell);
  }
  return decision;
}

std::optional<std::string> ButterflyStrategy::exit_reason(const PositionContext& context) const {
  return exit_by_rules(config_.exits, context);
}

void bind(ConfigBinder& binder, ButterflyConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("butterfly");
  binder.real("min_iv_rank", config.min_iv_rank,
              {.unit = "iv_rank, 0 to 1",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Buy a butterfly when the IV rank is at or above this."});
  binder.integer("min_dte", config.min_dte,
                 {.unit = "calendar days",
                  .min = 0,
                  .max = 365,
                  .meaning = "Shortest time to expiry that is opened."});
  binder.integer("max_dte", config.max_dte,
                 {.unit = "calendar days",
                  .min = 0,
                  .max = 365,
                  .meaning = "Longest time to expiry that is opened."});
  binder.real("wing_width", config.wing_width,
              {.unit = "dollars per share or index points",
               .min = 0.5,
               .max = 1000.0,
               .meaning = "Distance from the middle strike to each of the two that are bought."});
  binder.flag("regime_veto", config.regime_veto, "Open nothing in a neutral or unknown regime.");
  bind(binder, config.exits);
}

}  // namespace aots::strategy
