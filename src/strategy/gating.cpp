#include "strategy/gating.hpp"

#include <utility>

#include "strategy/iv_rank.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {
namespace {

NoSignal no_signal(std::string rule) {
  return NoSignal{std::move(rule), std::nullopt, std::nullopt};
}

}  // namespace

std::optional<NoSignal> declined_by_context(const MarketView& view, RegimeVeto veto) {
  switch (view.ticker.model) {
    case ModelKind::kCore:
      break;
    case ModelKind::kEarnings:
      return no_signal("earnings_window");
    case ModelKind::kBlackout:
      return no_signal("earnings_blackout");
  }
  if (veto == RegimeVeto::kOn) {
    if (view.regime == Regime::kNeutral) return no_signal("neutral_regime");
    if (view.regime == Regime::kUnknown) return no_signal("unknown_regime");
  }
  if (!view.iv_rank) return no_signal("iv_rank_absent");
  return std::nullopt;
}

std::optional<double> probability(const models::ForecastAnswer& answer) {
  const auto* forecast = std::get_if<models::Forecast>(&answer);
  if (forecast == nullptr) return std::nullopt;
  return forecast->probability;
}

std::optional<NoSignal> declined_by_forecast(const models::ForecastAnswer& answer) {
  constexpr double kMinProbability = 0.65;  // abs(p - 0.5) * 2 > 0.3 together with p > 0.5
  const auto p = probability(answer);
  if (!p || *p > kMinProbability) return std::nullopt;
  return NoSignal{"forecast_declines", *p, kMinProbability};
}

std::variant<std::size_t, NoSignal> expiry_for_dear_vol(const MarketView& view,
                                                        const DearVolEntry& entry) {
  const auto veto = entry.regime_veto ? RegimeVeto::kOn : RegimeVeto::kOff;
  if (auto declined = declined_by_context(view, veto)) return *declined;
  const double rank = view.iv_rank->rank;
  if (rank < entry.min_iv_rank) return NoSignal{"iv_rank_too_low", rank, entry.min_iv_rank};
  if (auto declined = declined_by_forecast(view.forecast)) return *declined;
  const auto expiry = expiry_of(view, entry);
  if (!expiry) return no_signal("no_expiry_in_window");
  return *expiry;
}

std::optional<std::size_t> expiry_of(const MarketView& view, const DearVolEntry& entry) {
  const DteWindow window = dte_window(entry.min_dte, entry.max_dte, view.ticker);
  return nearest_expiry(view.chain, window, (window.min + window.max) / 2);
}

std::vector<Signal> signals_among(std::vector<Decision> decisions) {
  std::vector<Signal> signals;
  for (Decision& decision : decisions) {
    if (auto* signal = std::get_if<Signal>(&decision)) signals.push_back(std::move(*signal));
  }
  return signals;
}

double dear_vol_confidence(const MarketView& view) {
  return iv_rank_confidence(view.iv_rank->rank, view.regime, probability(view.forecast),
                            Side::kSell);
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
