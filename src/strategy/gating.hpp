// Gating: what must hold before a core structure is looked for, shared by the strategies.
#pragma once

#include <optional>
#include <vector>

#include "strategy/strategy.hpp"

namespace aots::strategy {

enum class RegimeVeto { kOff, kOn };

// "earnings_window", "earnings_blackout", "neutral_regime", "unknown_regime" or "iv_rank_absent";
// nothing where a core structure may be looked for.
std::optional<NoSignal> declined_by_context(const MarketView& view, RegimeVeto veto);

// The probability of profit, where a model gave one.
std::optional<double> probability(const models::ForecastAnswer& answer);

// "forecast_declines": seed 2.3.4 with D11, a core forecast trades when it is above one half and
// decided enough. Without a forecast the rules decide alone.
std::optional<NoSignal> declined_by_forecast(const models::ForecastAnswer& answer);

// The signals among decisions, for candidates().
std::vector<Signal> signals_among(std::vector<Decision> decisions);

}  // namespace aots::strategy
