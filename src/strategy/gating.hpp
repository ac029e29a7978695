// Gating: what must hold before a core structure is looked for, shared by the strategies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/config.hpp"
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

// When and how far out a structure is opened that earns from vol being high in its own year.
struct DearVolEntry {
  double min_iv_rank = 0.50;  // below it nothing is opened
  std::int64_t min_dte = 30;  // calendar days
  std::int64_t max_dte = 45;
  bool regime_veto = true;  // neutral and unknown regimes open nothing
};

// Binds the keys in the section that is open.
void bind(ConfigBinder& binder, DearVolEntry& entry);

// The expiry to open in, nearest the middle of the window; or why there is none: the above,
// "iv_rank_too_low" or "no_expiry_in_window".
std::variant<std::size_t, NoSignal> expiry_for_dear_vol(const MarketView& view,
                                                        const DearVolEntry& entry);

// The same expiry, whatever the rank, the regime and the forecast say; nothing where the window
// lists none.
std::optional<std::size_t> expiry_of(const MarketView& view, const DearVolEntry& entry);

// The signals among decisions, for candidates().
std::vector<Signal> signals_among(std::vector<Decision> decisions);

// The confidence of such a structure: that of a sale by IV rank.
double dear_vol_confidence(const MarketView& view);

}  // namespace aots::strategy
