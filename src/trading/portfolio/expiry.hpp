// Expiry: which contracts settle on a session, at which print, and what each leg is then worth.
//
// All legs of one class and expiry settle at one print: the close of the settlement session, or for
// AM-settled classes its open, which stands in for the special opening quotation and is marked
// approximate. Exercise is by exception: 0.01 in the money or more is exercised unless the holder
// instructs otherwise (OCC Rule 805). Only the settlement session's own prints count: a later day's
// price never settles an expired contract. Prices are per share. Everything here is a
// pure function of its arguments.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/option_class.hpp"
#include "domain/market.hpp"
#include "domain/trading.hpp"

namespace aots::trading {

inline constexpr Price kExerciseThreshold = Price::from_micros(kMicrosPerUnit / 100);

// The price at which a leg settles, and whether it stands in for the official print.
struct SettlementPrice {
  Price price;
  bool approximate = false;

  bool operator==(const SettlementPrice&) const = default;
};

// The contracts of a position that settle together.
struct SettlementGroup {
  ShortText root;
  Date expiry;

  auto operator<=>(const SettlementGroup&) const = default;
};

// Those with a leg still held, in order.
std::vector<SettlementGroup> unsettled_groups(const Position& position);

// What is known of an underlying on one session, in the prices that strikes relate to.
struct SessionPrints {
  std::optional<Price> open, close;  // of the session's bar
  std::optional<Price> last_spot;    // of the session's last chain
  bool rescaled = false;             // the bar was brought onto the chain's footing
};

// The print of the settlement session, or nothing when none is known: an AM-settled class needs
// the open; a PM-settled one takes the close, else the session's last spot.
std::optional<SettlementPrice> settlement_print(SettlementPrint print,
                                                const SessionPrints& session);

// What one unit of the contract delivers at the print less its strike (calls) or the reverse
// (puts); negative out of the money. `deliverable` is the number of shares behind one unit.
Price exercise_value(const OptionContract& contract, double deliverable, Price print);

struct LegSettlement {
  Price value;  // to the holder, per share
  bool exercised = false;
};

// How one leg ends at a print. `long_from` is the least value at which our own long legs are
// exercised: 0.01 by exception, more or nothing at all (never) by contrary instruction. The holders
// of our short legs go by exception.
LegSettlement settle_leg(const PositionLeg& leg, Price print, std::optional<Price> long_from);

// What settles a group of legs.
struct Settlement {
  SettlementGroup group;
  SettlementPrice price;
  Timestamp time;
  std::optional<Price> long_from = kExerciseThreshold;
  Money fee_per_contract;     // of an exercise or an assignment
  bool shares_leave = false;  // delivered shares are closed at the next open
  bool in_cash = false;       // physical classes too: nothing is delivered
};

// Ends every held leg of the group at the print and delivers the shares of physical classes, net
// over the legs. Adjusted series, whose deliverable is not all shares, are settled in cash. Returns
// the cash that came in.
Money settle(Position& position, const Settlement& settlement);

// Exercise of one short leg by its holder before expiry, at a print.
struct EarlyAssignment {
  std::size_t leg = 0;
  Price print;
  Timestamp time;
  Money fee_per_contract;
  bool shares_leave = false;
};

// As settle(), of one leg, which is in the money.
Money assign(Position& position, const EarlyAssignment& assignment);

}  // namespace aots::trading
