// World: the daily series of one market, recorded or simulated, in one form.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "domain/market.hpp"
#include "statistics.hpp"

namespace aots::bench {

struct World {
  std::map<std::string, std::map<Date, double>> closes;      // split-adjusted; indices too
  std::map<std::string, std::map<Date, double>> ranges;      // log of high over low
  std::map<std::string, std::vector<Date>> report_sessions;  // whose return holds a report
};

// From 2010, or from the first bar. Needs the daily bars, indices and earnings of the recorded
// sets.
Result<World> recorded_world(const data::Lake& lake, const calendar::ExchangeCalendar& calendar);
// Of all twelve tickers, with a nine-day index of the SPY surface as VIX9D.
World simulated_world(std::uint64_t seed, Date from, Date to,
                      const calendar::ExchangeCalendar& calendar);

// Returns, co-movement, volatility index, reports.
Figures series_figures(const World& world);

}  // namespace aots::bench
