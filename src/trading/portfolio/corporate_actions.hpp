// Corporate actions: how splits, spin-offs and special dividends change contracts and shares.
//
// A whole-number split N:1 gives N times the contracts at strike / N, rounded to a cent as the OCC
// does, under the same root: they stay tradable. Any other ratio (3:2, a reverse split, a spin-off
// that a source calls a split) leaves the strike and changes what a contract delivers; a special
// dividend lowers the strike by its amount. Both make an adjusted series, whose root gets a digit
// and which is not tradable (D48; OCC By-Laws, Article VI, section 11A).
//
// A leg whose contract changes ends at a carry value and the leg of the new contract begins at it.
// The carry value is the last mark, cut so that it divides exactly: the profit of a trade stays the
// exact sum over its legs.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "domain/trading.hpp"

namespace aots::trading {

struct CorporateAction {
  Symbol symbol;
  Date ex_date;
  double ratio = 1.0;      // new shares, or their value, for one old share
  Price special_dividend;  // zero: none
};

// 2:1, 10:1; false for 1.998, 1.5, 0.1 and 1.
bool is_whole_split(double ratio);

// Whether prices moved by the ratio between two moments: the nearer of "it stepped" and "it did
// not". A series that was adjusted beforehand does not step.
bool steps_by(Price before, Price after, double ratio);

// A price brought onto another footing; exactly itself where the footing is 1.
Price on_footing(Price price, double footing);

// The root of the series that an adjustment makes: XLF, XLF1, XLF2.
std::string adjusted_root(const std::string& root);

// The contract that the action turns this one into.
OptionContract contract_after(const OptionContract& contract, const CorporateAction& action);

// Ends the leg, which is still held, and returns the leg that goes on.
PositionLeg carry_across(PositionLeg& leg, const CorporateAction& action);

// Takes a whole position across: every held leg, and its shares. Shares are multiplied at a
// whole-number split. At any other ratio what one share brought beyond itself is booked as a
// distribution at the price `after` the action, and the shares go at the next open. Returns the
// cash that came in.
Money carry_across(Position& position, const CorporateAction& action, std::optional<Price> after,
                   Timestamp time);

}  // namespace aots::trading
