#include "ledger/standing.hpp"

#include <algorithm>

namespace aots::ledger {
namespace {

// What the book had fallen from: drawdown = 1 - equity / peak.
Money peak_behind(const EquityEntry& day) {
  if (day.drawdown <= 0.0 || day.drawdown >= 1.0) return day.equity;
  return Money::from_double(day.equity.to_double() / (1.0 - day.drawdown));
}

}  // namespace

std::optional<BookStanding> last_standing(const std::vector<EquityEntry>& days) {
  if (days.empty()) return std::nullopt;
  const EquityEntry& last = *std::ranges::max_element(days, {}, &EquityEntry::date);
  BookStanding standing{last.date, last.equity, last.equity};
  for (const EquityEntry& day : days) {
    standing.peak_equity = std::max({standing.peak_equity, day.equity, peak_behind(day)});
  }
  return standing;
}

}  // namespace aots::ledger
