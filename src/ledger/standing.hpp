// BookStanding: how a book stood when its ledger was last written to, for a session that goes on
// with it.
#pragma once

#include <optional>
#include <vector>

#include "ledger/entries.hpp"

namespace aots::ledger {

struct BookStanding {
  Date date{};  // of the last session that was recorded
  Money equity;
  // Highest equity that the book ever had at a session's end, or began with. Where a first session
  // ended below the equity it began with, that is known from its drawdown, to the millionth.
  Money peak_equity;

  bool operator==(const BookStanding&) const = default;
};

// From the days of one run, as Ledger::read gives them. Nothing where no session was recorded.
std::optional<BookStanding> last_standing(const std::vector<EquityEntry>& days);

}  // namespace aots::ledger
