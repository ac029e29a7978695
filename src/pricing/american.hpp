// American options with a continuous dividend yield: price, Greeks, exercise boundary, implied vol.
//
// Units and Greeks as in black_scholes.hpp. Method: L. Andersen, M. Lake, D. Offengenden, "High
// performance American option pricing", J. Computational Finance 20 (2016): the boundary is the
// fixed point of an integral equation, collocated at Chebyshev nodes; the price is the European one
// plus the integral of what early exercise earns. Calls are puts with spot and strike, rate and
// yield exchanged (McDonald and Schroder 1998). Accuracy and speed: docs/pricing.md.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/types.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/implied_vol.hpp"
#include "pricing/simd.hpp"

namespace aots::pricing {

struct AmericanOption {
  Right right = Right::kCall;
  double spot = 0.0;
  double strike = 0.0;
  double years = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
  double vol = 0.0;
};

enum class AmericanFailure {
  kInvalid,      // an input that black_scholes() refuses
  kUnsupported,  // two boundaries: puts with yield < rate < 0, calls with rate < yield < 0
};

std::string_view to_string(AmericanFailure failure);  // invalid, unsupported

// kFast is for pricing many options, kAccurate for reference values.
enum class AmericanScheme { kFast, kAccurate };

// The same bits on every target.
Result<double, AmericanFailure> american_price(const AmericanOption& option,
                                               AmericanScheme scheme = AmericanScheme::kFast,
                                               SimdTarget target = widest_target());

// The same option at many spots: the prices of american_price() but for rounding, at a fraction of
// the cost, since one boundary serves them all. A spot that is not above zero is refused as
// invalid.
Result<std::vector<double>, AmericanFailure> american_prices(
    const AmericanOption& option, std::span<const double> spots,
    AmericanScheme scheme = AmericanScheme::kFast);

// Price and Greeks. Where exercise is due now they are those of the intrinsic value. Vega and rho
// are central differences, so this costs five prices.
Result<Valuation, AmericanFailure> american_valuation(
    const AmericanOption& option, AmericanScheme scheme = AmericanScheme::kFast);

// The spot at which exercising now is worth as much as holding on: at it and below (puts), at it
// and above (calls) exercise is due. Absent where exercise before expiry is never due. The spot of
// the option is not used.
Result<std::optional<double>, AmericanFailure> exercise_boundary(
    const AmericanOption& option, AmericanScheme scheme = AmericanScheme::kFast);

struct AmericanQuote {
  Right right = Right::kCall;
  double price = 0.0;
  double spot = 0.0;
  double strike = 0.0;
  double years = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
};

// The vol at which american_price() is the quote. The statuses are those of implied_vol():
// kBelowIntrinsic below what exercising now pays, kNoTimeValue at it or where the quote is what the
// option is worth without any vol, kNoQuote also for unusable inputs and two boundaries.
Result<double, IvFailure> american_implied_vol(const AmericanQuote& quote,
                                               AmericanScheme scheme = AmericanScheme::kFast);

}  // namespace aots::pricing
