// Universe: the tickers of `tickers.yaml`, and which model each gets on a day (seed 1.3, D1, D43).
//
// The reader is strict: an unknown key, a wrong type, a value out of range, a symbol given twice or
// bounds that contradict each other are errors with file and line, all reported at once. Days are
// calendar days.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "calendar/earnings_calendar.hpp"
#include "domain/types.hpp"

namespace aots::strategy {

// The widest bounds a ticker may have, and those it has where the file says nothing (D43).
inline constexpr int kDteMinDefault = 0;
inline constexpr int kDteMaxDefault = 45;
inline constexpr int kEarningsBlackoutDaysDefault = 5;

enum class TickerKind { kEtf, kStock, kIndex };
std::string_view to_string(TickerKind kind);  // etf, stock, index

struct Ticker {
  Symbol symbol{};
  std::string name{};
  std::string tier{};  // tier_1_etfs, tier_2_mega_caps, tier_3_sector_etfs, indices
  TickerKind kind = TickerKind::kStock;
  bool is_etf = false;
  bool active = true;  // tier 3 and indices are inactive unless they say `active: true`
  std::string sector{};
  std::vector<int> earnings_months{};  // as the file says; reports come from the earnings calendar
  int min_dte = kDteMinDefault;
  int max_dte = kDteMaxDefault;
  int earnings_blackout_days = kEarningsBlackoutDaysDefault;

  bool operator==(const Ticker&) const = default;
};

struct Universe {
  std::string file;  // for messages
  std::vector<Ticker> tickers;

  const Ticker* find(const Symbol& symbol) const;
  // The same, or an error that names the symbol and the file (D26); never nullptr.
  Result<const Ticker*> require(const Symbol& symbol) const;
};

// Strict reader: every error with file and line, all at once.
Result<Universe> read_universe(std::string_view yaml, std::string_view file);
// The universe that is built in (configs/tickers.yaml as shipped).
Universe default_universe();

enum class ModelKind { kCore, kEarnings, kBlackout };
std::string_view to_string(ModelKind model);

struct TickerContext {
  Symbol symbol{};
  std::string tier{};
  ModelKind model = ModelKind::kCore;
  std::optional<int> days_to_earnings{};  // absent for ETFs, and in the days after a report
  bool is_blackout = false;
  int quiet_days = 0;  // before a report, in which core strategies open nothing
  bool is_etf = false;
  int min_dte = kDteMinDefault;
  int max_dte = kDteMaxDefault;

  bool operator==(const TickerContext&) const = default;
};

struct EarningsWindow {
  int window_days = 5;
  int days_after = calendar::kEarningsWindowDaysAfter;
};

// The context of one ticker as of a day, from what the calendar knows then.
TickerContext ticker_context(const Ticker& ticker, const calendar::EarningsCalendar& earnings,
                             const EarningsWindow& window, Date today);

}  // namespace aots::strategy
