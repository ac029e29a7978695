// Regime: the market-wide condition of volatility (seed 2.2.2, D25, D28).
//
// Inputs: the close of VIX and of the market index (SPY or SPX), as known at the time. rv_20 is the
// sample standard deviation of the last 20 log returns times sqrt(252) (D36).
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"
#include "domain/types.hpp"
#include "features/iv_rank.hpp"

namespace aots::features {

struct RegimeInputs {
  double vix = 0.0;          // index points
  double vix_rank = 0.0;     // percentile of score over 252 sessions, [0, 1]
  double hv_iv_ratio = 0.0;  // rv_20 / (vix / 100)
};

// D25: a VIX or index close older than this leaves the regime unknown.
inline constexpr int kStaleSessionsMax = 3;

Regime classify_regime(const RegimeInputs& inputs);

struct RegimeObservation {
  Date date{};  // session whose closes it rests on
  std::optional<double> vix{};
  std::optional<double> vix_rank{};
  std::optional<double> rv_20{};
  std::optional<double> hv_iv_ratio{};
  Regime regime = Regime::kUnknown;
  Regime previous = Regime::kUnknown;
  bool changed = false;
  bool vix_stale = false;  // the last known VIX is 1 to 3 sessions old (D25)
};

// A transition, as it is logged; a change to high_vol is the risk signal of the seed.
struct RegimeChange {
  Date date;
  Regime from = Regime::kUnknown;
  Regime to = Regime::kUnknown;

  bool operator==(const RegimeChange&) const = default;
};

// Fed with bars as they become known; answers for the session that just ended.
class RegimeDetector {
 public:
  RegimeDetector(Symbol volatility_index, Symbol market_index,
                 const calendar::ExchangeCalendar& calendar);

  // Ignored: bars of other symbols, bars on days that are no session (VIX on holidays), and bars
  // older than the latest of their symbol. A bar sent again for the latest session replaces the
  // first.
  void on_bar(const Bar& bar);
  // Brings the market index's closes before the ex date to the terms after it.
  void on_split(const Symbol& symbol, Date ex_date, double ratio);
  // Closes the session and returns its observation; sessions must ascend.
  RegimeObservation on_session_end(Date session);
  // The latest observation; regime kUnknown before the first.
  const RegimeObservation& current() const { return current_; }
  // Every transition so far, ascending; the first leaves kUnknown.
  const std::vector<RegimeChange>& changes() const { return changes_; }

 private:
  using Closes = std::vector<std::pair<Date, double>>;  // ascending, those behind rv_20

  // Sessions between the latest value and `session`; nothing without a value or beyond D25.
  std::optional<int> age_sessions(std::optional<Date> latest, Date session) const;
  // Whether the closes behind rv_20 lack at most three sessions.
  bool closes_are_dense() const;

  const calendar::ExchangeCalendar& calendar_;
  Symbol volatility_index_;
  Symbol market_index_;
  YearWindow vix_;
  Closes closes_;
  std::optional<Date> ended_;  // the last session closed
  RegimeObservation current_;
  std::vector<RegimeChange> changes_;
};

}  // namespace aots::features
