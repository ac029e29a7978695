// European option value and Greeks: Black-Scholes-Merton over the Black-76 core.
//
// Units: prices per share in the strike's currency; years ACT/365 to the expiry's cut-off; rate and
// dividend_yield continuously compounded fractions; vol an annualised fraction (0.20 is 20%).
// Greeks: delta and gamma per $1 of spot, theta per calendar day, vega per vol point (0.01), rho
// per 1% of rate, all of a long option per share. Sources: Black and Scholes 1973; Merton 1973;
// Black 1976; the scaled form of the normal tail that keeps deep wings exact is explained in
// docs/pricing.md.
#pragma once

#include "base/result.hpp"
#include "domain/trading.hpp"
#include "domain/types.hpp"

namespace aots::pricing {

struct EuropeanOption {
  Right right = Right::kCall;
  double spot = 0.0;
  double strike = 0.0;
  double years = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
  double vol = 0.0;
};

struct Valuation {
  double price = 0.0;
  Greeks greeks;
};

// Price and Greeks, or which input is wrong and what was expected of it (ErrorCode::kData): spot
// and strike positive, years and vol zero or more, everything finite. At years = 0 or vol = 0 the
// price is the discounted intrinsic value of the forward.
Result<Valuation> black_scholes(const EuropeanOption& option);

struct BlackInputs {
  Right right = Right::kCall;
  double forward = 0.0;  // of the underlying, for delivery at expiry
  double strike = 0.0;
  double discount = 1.0;  // today's value of one paid at expiry
  double years = 0.0;
  double vol = 0.0;
};

// Discounted Black-76 price. Preconditions (programmer errors): forward, strike and discount
// positive and finite, years and vol zero or more and finite. An out-of-the-money price keeps its
// relative precision down to the smallest double; an in-the-money one is that plus the intrinsic
// value.
double black_price(const BlackInputs& inputs);

// What turns the sensitivities to a forward into those to spot. Delta and gamma use only spot (the
// forward itself says how it moves with spot); rate and dividend_yield enter theta alone. With a
// forward from parity the yield that it implies (forward.hpp) is the consistent choice; for
// expiries of a few days, where a spot stamped seconds apart already distorts it, an assumed yield
// is better.
struct SpotCarry {
  double spot = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
};

// Greeks of the same option. Preconditions as black_price, and spot positive and finite.
// Without volatility left (years = 0 or vol = 0) they are those of the discounted intrinsic value;
// exactly at the money, where its slope jumps, delta is the mean of both sides and gamma is 0.
Greeks black_greeks(const BlackInputs& inputs, const SpotCarry& carry);

}  // namespace aots::pricing
