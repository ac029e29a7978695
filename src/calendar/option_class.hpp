// OptionClass: what a root's contracts are: exercise, delivery, settlement print, multiplier,
// ticks.
//
// Sources: Cboe contract specifications (SPX, SPXW, XSP, VIX, DJX, RUT, NDX), OCC by-laws for
// equity options (American, physical, 100 shares), Cboe Rule 5.4 (once 6.42) for minimum
// increments: 0.05 below 3.00 and 0.10 from there; 0.01 and 0.05 in the penny program; 0.01
// throughout for SPY, QQQ and IWM (D40). Membership of the penny program changes; the table holds
// the classes that this product trades by default, as of today, and every other stock counts as
// outside the program. Prices are dollars per share or index points.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/short_text.hpp"
#include "domain/fixed.hpp"
#include "domain/types.hpp"

namespace aots::calendar {

// Minimum increments of a class, per share.
struct TickRule {
  Price below;      // for premiums under the threshold
  Price from;       // for premiums at the threshold or above
  Price threshold;  // 3.00 in every class
  Price package;    // net price of a package of legs

  bool operator==(const TickRule&) const = default;
};

struct OptionClass {
  ShortText root;
  Symbol underlying;
  ExerciseStyle style = ExerciseStyle::kAmerican;
  Delivery delivery = Delivery::kPhysical;
  SettlementPrint settlement = SettlementPrint::kPm;
  std::int64_t multiplier = 100;
  TickRule tick;
  // Quotes run to 15 minutes after the close (broad indices and ETFs) except on the day of expiry.
  bool late_quotes = false;
  // A root with a digit at its end ("SPY7") names a series whose deliverable was adjusted by OCC;
  // its multiplier and deliverable are unknown here and it is not tradable (D48).
  bool adjusted = false;

  bool operator==(const OptionClass&) const = default;
};

// The class of a root. Roots without an entry of their own are stock options.
OptionClass option_class(const ShortText& root);
// OptionClass::adjusted alone.
bool is_adjusted(const ShortText& root);

// The increment of one leg at a premium, and of the net price of a package.
Price leg_tick(const OptionClass& option_class, Price premium);
Price package_tick(const OptionClass& option_class);
// Of the net price of an order with so many legs: a single leg trades at its own increment.
Price net_tick(const OptionClass& option_class, std::size_t legs, Price net);

// When trading in a class ends on a full session, in minutes since New York midnight: 16:15 for
// classes with late quotes, 16:00 for others and for PM-settled contracts on their last trading
// day.
enum class TradingDay { kOrdinary, kLastOfContract };
std::chrono::minutes trading_end_minutes(const OptionClass& option_class, TradingDay day);

}  // namespace aots::calendar
