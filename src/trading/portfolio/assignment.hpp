// Assignment: when the holder of one of our short legs exercises before expiry.
//
// Two reasons are rational. A call in the money is exercised on the session before an ex-date when
// the dividend exceeds the time value that exercise gives up. A put in the money is exercised when
// the spot is at or below the American exercise boundary at the option's own vol or, where it has
// no vol (deep in the money there is none in the quote), when a night's interest on the strike
// exceeds its time value; never on the eve of a dividend that is worth more than that interest.
// For the rest there is a chance per session that falls in a line from `assignment_probability` at
// no time value to nothing at `assignment_time_value`: holders also exercise without a reason.
//
// The draw is a function of the run's seed, the position, the contract and the session alone, so
// the order in which books and legs are looked at does not matter. Prices are dollars per share,
// rates and vols annualised fractions. Everything here is pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "domain/trading.hpp"
#include "trading/portfolio/lifecycle_config.hpp"

namespace aots::trading {

// What a holder looks at after the close.
struct HolderView {
  Right right = Right::kCall;
  Price strike;
  Price spot;                // when the mid was quoted
  std::optional<Price> mid;  // absent: the option has no usable quote
  double dividend = 0.0;     // goes ex on the next session
  int nights = 1;            // calendar days to the next session
  double years = 0.0;        // to the cut-off
  std::optional<double> rate, dividend_yield, vol;
};

enum class AssignmentReason { kDividend, kCarry, kUnforced };
std::string_view to_string(AssignmentReason reason);  // dividend, carry, unforced

// What the option is worth beyond its intrinsic value, zero or more; of the model at the last known
// vol where there is no mid. Absent where there is neither: then nobody is known to gain by
// exercising.
std::optional<double> time_value(const HolderView& view);

bool dividend_exercise_is_due(const HolderView& view);
bool carry_exercise_is_due(const HolderView& view);

// Uniform on [0, 1).
double assignment_draw(std::uint64_t seed, PositionId position, const OptionContract& contract,
                       Date session);

// Whether the holder exercises now, and why. Out of the money nobody does.
std::optional<AssignmentReason> assignment(const HolderView& view, const LifecycleConfig& config,
                                           double draw);

}  // namespace aots::trading
