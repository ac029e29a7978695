// Implied volatility of a European option: the vol at which the Black-76 price equals the quote.
//
// Vol is an annualised fraction (0.20 is 20%); price is today's price per share, years ACT/365.
// A price without an implied vol is a failure that says why, never a clamped or guessed number.
// The method (normalised out-of-the-money value, solved in log space by third-order steps inside a
// bracket) follows the ideas of P. Jaeckel, "Let's Be Rational", Wilmott 2015; see docs/pricing.md.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "domain/types.hpp"

namespace aots::pricing {

enum class IvStatus {
  kOk,
  kBelowIntrinsic,  // less than the discounted intrinsic value by more than rounding
  kAboveBound,      // at or above what the option can ever be worth (or above IvBounds::max)
  kNoTimeValue,     // equals intrinsic value within rounding, so every small vol fits
  kExpired,         // no time left
  kNoQuote,         // no price: not finite, or negative
  kNotConverged,    // the solver gave up; never seen, kept so that it could not go unnoticed
};

// ok, below_intrinsic, above_bound, no_time_value, expired, no_quote, not_converged.
std::string_view to_string(IvStatus status);

struct IvFailure {
  IvStatus reason = IvStatus::kNotConverged;
  int iterations = 0;
  double residual = 0.0;           // price minus the nearest price that would have had a vol
  std::optional<double> last_vol;  // where the search stood, if it had begun

  bool operator==(const IvFailure&) const = default;
};

struct IvQuery {
  Right right = Right::kCall;
  double price = 0.0;
  double forward = 0.0;
  double strike = 0.0;
  double discount = 1.0;
  double years = 0.0;
};

// The vol, or why there is none. Pure; does not allocate.
// Preconditions (programmer errors): forward, strike and discount positive and finite, years
// finite.
Result<double, IvFailure> implied_vol(const IvQuery& query);

// The vols that a trading policy is willing to believe; the defaults are the seed's.
struct IvBounds {
  double min = 0.01;
  double max = 5.0;
};

// The same under a policy: a vol below min is kNoTimeValue, one above max is kAboveBound, and
// last_vol then holds the vol that was found.
Result<double, IvFailure> implied_vol(const IvQuery& query, const IvBounds& bounds);

}  // namespace aots::pricing
