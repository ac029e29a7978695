#include "strategy/gating.hpp"

#include <utility>

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

std::vector<Signal> signals_among(std::vector<Decision> decisions) {
  std::vector<Signal> signals;
  for (Decision& decision : decisions) {
    if (auto* signal = std::get_if<Signal>(&decision)) signals.push_back(std::move(*signal));
  }
  return signals;
}

}  // namespace aots::strategy
