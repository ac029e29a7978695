// Universe: the tickers of the seed's `tickers.yaml`, and which model each gets on a day (seed 1.3, D1, D43).
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

struct Ticker {
  Symbol symbol;
  std::string name;
  std::string tier;  // tier_1_etfs, tier_2_mega_caps, tier_3_sector_etfs
  bool is_etf = false;
  bool active = true;  // tier 3 is inactive unless it says `active: true`
  std::string sector;
  int min_dte = 0;   // D43: absent bounds mean 0..45
  int max_dte = 45;
  int earnings_blackout_days = 5;
};

struct Universe {
  std::string file;  // for messages
  std::vector<Ticker> tickers;

  const Ticker* find(const Symbol& symbol) const;
};

// Strict reader: every error with file and line, all at once.
Result<Universe> read_universe(std::string_view yaml, std::string_view file);
// The universe that is built in (configs/tickers.yaml as shipped).
Universe default_universe();

enum class ModelKind { kCore, kEarnings, kBlackout };
std::string_view to_string(ModelKind model);

struct TickerContext {
  Symbol symbol;
  std::string tier;
  ModelKind model = ModelKind::kCore;
  std::optional<int> days_to_earnings;
  bool is_blackout = false;
  bool is_etf = false;
  int min_dte = 0;
  int max_dte = 45;
};

struct EarningsWindow {
  int window_days = 5;
  int days_after = 2;  // D1: an event's window ends this many days after the announcement
};

// The context of one ticker as of a day, from what the calendar knows then.
TickerContext ticker_context(const Ticker& ticker, const calendar::EarningsCalendar& earnings,
                             const EarningsWindow& window, Date today);

}  // namespace aots::strategy
