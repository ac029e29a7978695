// SymbolPath: one simulated underlying: its bars, payments, reports, and the variance it lets
// expect.
//
// Bars are as traded: the split and the dividends step in them, as strikes and quotes do, so that a
// bar's close and the strikes of its session are always in the same units.
// Each random purpose has its own stream named after the symbol, so a symbol's path is the same
// whichever others are simulated beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "data/source/synthetic/chain_builder.hpp"
#include "data/source/synthetic/event_schedule.hpp"
#include "data/source/synthetic/market_path.hpp"
#include "data/source/synthetic/symbol_profile.hpp"
#include "domain/market.hpp"

namespace aots::data {

// How far ahead reports and payments are laid out: past the longest listed expiry.
inline constexpr int kHorizonDays = 420;

struct SymbolPathInputs {
  const SymbolProfile& profile;
  std::uint64_t seed = 0;
  std::span<const MarketDay> market;  // must outlive the path
  const calendar::ExchangeCalendar& calendar;
  std::optional<Split> split;
};

class SymbolPath {
 public:
  explicit SymbolPath(const SymbolPathInputs& inputs);

  const SymbolProfile& profile() const { return profile_; }
  const std::vector<Bar>& bars() const { return bars_; }  // one per session of the market
  const std::vector<Dividend>& dividends() const { return dividends_; }
  const std::optional<Split>& split() const { return split_; }
  // Also those after the last session that the variance of listed expiries rests on.
  const std::vector<EarningsEvent>& earnings() const { return earnings_; }

  // Implied total variance at the money from the close of session `index` to each horizon
  // (ascending): expected variance times the variance premium, plus that of the reports that move a
  // session on the way. Positive and growing where the years are.
  std::vector<double> total_variances(std::size_t index, std::span<const Horizon> horizons) const;

  // The forward at the close of session `index` for delivery `years` (ACT/365) later, after
  // `last_session`. Declared dividends count in cash, later ones in proportion to the price.
  double forward(std::size_t index, Date last_session, double years) const;

 private:
  struct Streams;
  struct Move {
    SessionReturn ordinary;  // all but earnings
    double variance = 0.0;   // expected of it
  };

  void simulate(const SymbolPathInputs& inputs);
  Move draw_move(const MarketDay& day, VolState& own, Streams& streams) const;
  Bar make_bar(const MarketDay& day, double open, const Move& move, Streams& streams) const;
  void declare_dividends(Date session, double close);
  double cash_going_ex(Date session) const;
  double split_ratio_between(Date after, Date to) const;

  SymbolProfile profile_;
  std::span<const MarketDay> market_;
  std::optional<Split> split_;
  std::vector<Bar> bars_;
  std::vector<VolState> own_vol_;  // at the close of each session
  std::vector<Dividend> dividends_;
  std::vector<Date> dividend_dates_;  // also after the last session
  std::vector<EarningsEvent> earnings_;
};

}  // namespace aots::data
