// American options on a stock whose dividends are known: cash amounts, shares of the spot, or both.
//
// Between ex-dates the spot moves as in american.hpp, with the continuous yield of the option; at
// an ex-date it falls by what is paid (the "spot" model; it never falls below zero). Units and
// Greeks as in black_scholes.hpp. Method: finite differences with the dividends and, on the same
// grid, without them; the difference is added to american_price(), so that the grid's own error
// almost cancels and no dividend means no difference. Decision 0011 says why; accuracy and cost:
// docs/pricing.md.
#pragma once

#include <span>

#include "base/result.hpp"
#include "pricing/american.hpp"

namespace aots::pricing {

struct KnownDividend {
  double years = 0.0;  // until the ex-date; 0: exercise now is the last before it
  double cash = 0.0;   // per share of stock
  double share = 0.0;  // of the spot, 0 to 1, taken before the cash
};

// The spot that a dividend leaves.
double spot_after(const KnownDividend& dividend, double spot);

// Dividends in any order; those past expiry do not matter. kInvalid also for a dividend that is
// negative, no number, or has gone ex already. Without vol or time left the best moment is known
// and the price exact.
Result<double, AmericanFailure> american_price(const AmericanOption& option,
                                               std::span<const KnownDividend> dividends,
                                               AmericanScheme scheme = AmericanScheme::kFast);

// Price and Greeks. Where exercise is due now they are those of the intrinsic value. Vega and rho
// are central differences, so this costs five prices.
Result<Valuation, AmericanFailure> american_valuation(
    const AmericanOption& option, std::span<const KnownDividend> dividends,
    AmericanScheme scheme = AmericanScheme::kFast);

// Whether to exercise now: what that pays, and what the option is worth to a holder who does not. A
// dividend with no years left goes ex next, so this is the question of the evening before it.
struct EarlyExercise {
  double pays = 0.0;
  double holding = 0.0;
  bool due = false;
};

Result<EarlyExercise, AmericanFailure> early_exercise(
    const AmericanOption& option, std::span<const KnownDividend> dividends,
    AmericanScheme scheme = AmericanScheme::kFast);

// The vol at which american_price() is the quote, to 1e-8 of itself; failures as without dividends.
Result<double, IvFailure> american_implied_vol(const AmericanQuote& quote,
                                               std::span<const KnownDividend> dividends,
                                               AmericanScheme scheme = AmericanScheme::kFast);

}  // namespace aots::pricing
