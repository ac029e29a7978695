#include "strategy/hedged_strangle.hpp"

#include <algorithm>

#include "calendar/option_class.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {

Decision HedgedStrangleStrategy::structure(const MarketView& view, std::size_t expiry) const {
  const auto& root = view.chain.expiry(expiry).chain->root;
  if (calendar::option_class(root).delivery != Delivery::kPhysical) {
    return NoSignal{"no_shares_to_hedge_with", {}, {}};
  }
  const auto put = nearest_delta(view.chain, expiry, Right::kPut, -config_.short_delta, liquidity_);
  const auto call =
      nearest_delta(view.chain, expiry, Right::kCall, config_.short_delta, liquidity_);
  if (!put || !call) return NoSignal{"no_option_with_delta", {}, {}};
  if (quote_at(view.chain, *put).strike >= quote_at(view.chain, *call).strike) {
    return NoSignal{"short_strikes_meet", {}, {}};
  }
  Decision decision =
      make_structure(view, {"hedged_strangle", "sell_strangle", Direction::kNeutral},
                     {{*put, Side::kSell}, {*call, Side::kSell}}, liquidity_);
  auto* signal = std::get_if<Signal>(&decision);
  if (signal == nullptr) return decision;
  const auto down = loss_after(view.chain, *signal, expiry, -config_.stress_move);
  const auto up = loss_after(view.chain, *signal, expiry, config_.stress_move);
  if (!down || !up) return NoSignal{"no_option_with_vol", {}, {}};
  const double loss = std::max(*down, *up);
  // A jump that costs nothing is too small to size on.
  if (loss <= 0.0) return NoSignal{"no_loss_possible", loss, 0.0};
  signal->max_risk = Price::from_double(loss, Rounding::kUp);
  return decision;
}

std::optional<double> HedgedStrangleStrategy::hedge_band(const Position& position) const {
  const std::int64_t shares = packages_held(position) * position.signal.multiplier;
  return config_.delta_band * static_cast<double>(shares);
}

void bind(ConfigBinder& binder, HedgedStrangleConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("hedged_strangle");
  bind(binder, config.entry);
  binder.real("short_delta", config.short_delta,
              {.unit = "absolute delta",
               .min = 0.01,
               .max = 0.49,
               .meaning = "Delta of the put and of the call that are sold."});
  binder.real("delta_band", config.delta_band,
              {.unit = "net delta per share of a package",
               .min = 0.01,
               .max = 1.0,
               .meaning = "Shares bring the trade back to delta-neutral beyond this."});
  binder.real("stress_move", config.stress_move,
              {.unit = "fraction of spot",
               .min = 0.01,
               .max = 1.0,
               .meaning = "The trade is sized on its loss when the spot jumps this far."});
  bind(binder, config.exits);
}

}  // namespace aots::strategy
