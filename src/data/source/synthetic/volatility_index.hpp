// VolatilityIndex: a simulated VIX from the surface of a simulated underlying.
//
// The close is 100 times the root of the annualised variance-swap variance over 30 calendar days
// (ssvi.hpp), as VIX is built from a strip of options. The rest of the bar is drawn around it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"

namespace aots::data {

struct IndexClose {
  Date session;
  double value = 0.0;  // index points
};

// Index points of a total variance-swap variance over 30 calendar days.
double index_level(double swap_variance);

// Bars around the closes. Recorded bars of VIX, 2010-2026: the overnight change has a standard
// deviation of 0.044, the rest of the session 0.068, both in logs.
std::vector<Bar> volatility_index_bars(const Symbol& index, std::uint64_t seed,
                                       std::span<const IndexClose> closes,
                                       const calendar::ExchangeCalendar& calendar);

}  // namespace aots::data
