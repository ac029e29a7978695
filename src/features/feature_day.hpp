// FeatureDay: everything that the features of one symbol may know of one session.
//
// It is what stood at the end of the session, and no later record changes it: who reads history
// again with restated records makes new days (features/feature_stream.hpp). Absence is explicit.
// Prices are those of the session itself; what a split does to the prices before it is said by
// `split_ratio` on the day from which it counts, so that a row sees history in its own day's terms
// (D36).
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "domain/fixed.hpp"
#include "domain/types.hpp"
#include "features/option_day.hpp"

namespace aots::features {

struct DayBar {
  Price open, high, low, close;        // dollars per share or index points
  std::optional<std::int64_t> volume;  // shares; absent for indices

  bool operator==(const DayBar&) const = default;
};

struct FeatureDay {
  Date date{};
  std::optional<DayBar> bar{};
  // New shares for one old share where a split steps the series on this day, else 1: prices before
  // are divided by it, volumes and open interest multiplied. A series that was adjusted beforehand
  // does not step.
  double split_ratio = 1.0;
  std::optional<double> vix{};            // close of the volatility index of the market, points
  std::optional<double> market_return{};  // log return of the market index on this session
  std::optional<double> iv{};             // of the symbol's one IV series (D31), a fraction
  Regime regime = Regime::kUnknown;       // market-wide (D28), of this session
  // As known on this session: the next on or after it, the last one before it.
  std::optional<Date> next_earnings{};
  std::optional<Date> last_earnings{};
  std::optional<Date> next_fomc{};
  std::optional<Date> last_fomc{};
  std::optional<OptionDay> options{};

  bool operator==(const FeatureDay&) const = default;
};

}  // namespace aots::features
