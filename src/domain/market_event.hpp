// MarketEvent: one thing that became known. The engine sees the world only through these, in order
// of known_time.
#pragma once

#include <variant>

#include "domain/market.hpp"

namespace aots {

// The end of a session, after its bars are known: books are marked, expiries settle.
struct SessionEnd {
  Date session;
  Timestamp known_time;

  bool operator==(const SessionEnd&) const = default;
};

using MarketEvent = std::variant<RateObservation, FomcDecision, EarningsReport, Dividend, Split,
                                 OptionChain, Bar, SessionEnd>;

Timestamp known_time(const MarketEvent& event);

// A total order for events: known_time, then the order of the alternatives above, then symbol and
// date, then the rest of the record. Two histories with the same records are the same sequence.
bool ordered_before(const MarketEvent& a, const MarketEvent& b);

}  // namespace aots
