#include "strategy/dear_vol.hpp"

#include "strategy/gating.hpp"
#include "strategy/iv_rank.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {

Decision DearVolStrategy::evaluate(const MarketView& view) const {
  const auto veto = entry_.regime_veto ? RegimeVeto::kOn : RegimeVeto::kOff;
  if (auto declined = declined_by_context(view, veto)) return *declined;
  const double rank = view.iv_rank->rank;
  if (rank < entry_.min_iv_rank) return NoSignal{"iv_rank_too_low", rank, entry_.min_iv_rank};
  if (auto declined = declined_by_forecast(view.forecast)) return *declined;
  const auto expiry = expiry_of(view);
  if (!expiry) return NoSignal{"no_expiry_in_window", {}, {}};
  Decision decision = structure(view, *expiry);
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence =
        iv_rank_confidence(rank, view.regime, probability(view.forecast), Side::kSell);
  }
  return decision;
}

std::vector<Signal> DearVolStrategy::candidates(const MarketView& view) const {
  const auto expiry = expiry_of(view);
  if (view.ticker.model != ModelKind::kCore || !expiry) return {};
  return signals_among({structure(view, *expiry)});
}

std::optional<std::string> DearVolStrategy::exit_reason(const PositionContext& context) const {
  return exit_by_rules(exits_, context);
}

std::optional<std::size_t> DearVolStrategy::expiry_of(const MarketView& view) const {
  const DteWindow window = dte_window(entry_.min_dte, entry_.max_dte, view.ticker);
  return nearest_expiry(view.chain, window, (window.min + window.max) / 2);
}

void bind(ConfigBinder& binder, DearVolEntry& entry) {
  binder.real("min_iv_rank", entry.min_iv_rank,
              {.unit = "iv_rank, 0 to 1",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Open when the IV rank is at or above this."});
  const auto days = [&](const char* key, std::int64_t& value, const char* meaning) {
    binder.integer(key, value, {.unit = "calendar days", .min = 0, .max = 365, .meaning = meaning});
  };
  days("min_dte", entry.min_dte, "Shortest time to expiry that is opened.");
  days("max_dte", entry.max_dte, "Longest time to expiry that is opened.");
  binder.flag("regime_veto", entry.regime_veto, "Open nothing in a neutral or unknown regime.");
}

}  // namespace aots::strategy
