// Laws that hold for every option. RapidCheck prints its seed; RC_PARAMS="seed=N" repeats a run.
#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "pricing/black_scholes.hpp"
#include "pricing/forward.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
// Below this, prices lose digits to underflow.
constexpr double kSmallest = 1e-290;

double any_between(double low, double high) {
  // inRange narrows with the size of a test, so that is held at its largest.
  constexpr int kSteps = 1'000'000;
  const auto steps = rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, kSteps + 1));
  return low + (high - low) * *steps / kSteps;
}

Right any_right() { return *rc::gen::element(Right::kCall, Right::kPut); }

// Total vol from a hundredth to ten, strikes up to e^4 of the forward either way.
BlackInputs any_inputs() {
  const double forward = std::exp(any_between(-5.0, 10.0));
  const double years = std::exp(any_between(-8.0, 3.0));
  return {.right = any_right(),
          .forward = forward,
          .strike = forward * std::exp(any_between(-4.0, 4.0)),
          .discount = any_between(0.5, 1.1),
          .years = years,
          .vol = std::exp(any_between(-4.6, 2.3)) / std::sqrt(years)};
}

double rounding(const BlackInputs& inputs) {
  return 8 * kEpsilon * inputs.discount * std::max(inputs.forward, inputs.strike);
}

RC_GTEST_PROP(BlackPriceProperty, ObeysPutCallParity, ()) {
  BlackInputs inputs = any_inputs();
  inputs.right = Right::kCall;
  const double call = black_price(inputs);
  inputs.right = Right::kPut;
  const double put = black_price(inputs);
  const double parity = inputs.discount * (inputs.forward - inputs.strike);
  RC_ASSERT(std::abs(call - put - parity) <= rounding(inputs));
}

RC_GTEST_PROP(BlackPriceProperty, LiesBetweenIntrinsicValueAndItsBound, ()) {
  const BlackInputs inputs = any_inputs();
  const double price = black_price(inputs);
  const bool call = inputs.right == Right::kCall;
  const double gap = call ? inputs.forward - inputs.strike : inputs.strike - inputs.forward;
  const double most = call ? inputs.forward : inputs.strike;
  RC_ASSERT(price >= inputs.discount * std::max(0.0, gap));
  RC_ASSERT(price <= inputs.discount * most + rounding(inputs));
}

RC_GTEST_PROP(BlackPriceProperty, RisesWithVol, ()) {
  BlackInputs inputs = any_inputs();
  const double price = black_price(inputs);
  inputs.vol *= 1.0 + any_between(1e-6, 1.0);
  RC_ASSERT(black_price(inputs) >= price - rounding(inputs));
  // Out of the money there is no intrinsic value to hide in: the rise is strict.
  const bool out = (inputs.right == Right::kCall) == (inputs.forward < inputs.strike);
  if (out && price > 0.0 &&
      price < 0.9 * inputs.discount * std::min(inputs.forward, inputs.strike)) {
    RC_ASSERT(black_price(inputs) > price);
  }
}

RC_GTEST_PROP(BlackPriceProperty, IsConvexInStrike, ()) {
  BlackInputs inputs = any_inputs();
  const double width = inputs.strike * any_between(1e-3, 0.5);
  const double middle = black_price(inputs);
  inputs.strike -= width;
  const double below = black_price(inputs);
  inputs.strike += 2.0 * width;
  const double above = black_price(inputs);
  RC_ASSERT(below + above - 2.0 * middle >= -2.0 * rounding(inputs));
}

RC_GTEST_PROP(BlackPriceProperty, IsMonotoneInStrike, ()) {
  BlackInputs inputs = any_inputs();
  const double price = black_price(inputs);
  inputs.strike *= 1.0 + any_between(1e-6, 0.5);
  const double higher = black_price(inputs);
  const double rise = inputs.right == Right::kCall ? price - higher : higher - price;
  RC_ASSERT(rise >= -rounding(inputs));
}

RC_GTEST_PROP(BlackPriceProperty, IsOnlyAMatterOfScale, ()) {
  BlackInputs inputs = any_inputs();
  const double price = black_price(inputs);
  const double unit = std::exp2(std::floor(any_between(-20.0, 20.0)));
  inputs.forward *= unit;
  inputs.strike *= unit;
  RC_ASSERT(std::abs(black_price(inputs) - unit * price) <=
            16 * kEpsilon * unit * price + kSmallest);
}

RC_GTEST_PROP(BlackGreeksProperty, KeepTheirSignsAndBounds, ()) {
  const BlackInputs inputs = any_inputs();
  const SpotCarry carry{.spot = inputs.forward, .rate = 0.0, .dividend_yield = 0.0};
  const Greeks greeks = black_greeks(inputs, carry);
  const double sign = inputs.right == Right::kCall ? 1.0 : -1.0;
  RC_ASSERT(sign * greeks.delta >= 0.0);
  RC_ASSERT(sign * greeks.delta <= inputs.discount * (1.0 + kEpsilon));
  RC_ASSERT(greeks.gamma >= 0.0);
  RC_ASSERT(greeks.vega_per_vol_point >= 0.0);
  RC_ASSERT(greeks.theta_per_day <= 0.0);
  RC_ASSERT(sign * greeks.rho_per_rate_pct >= 0.0);
}

RC_GTEST_PROP(BlackGreeksProperty, ObeyTheParityOfCallAndPut, ()) {
  BlackInputs inputs = any_inputs();
  const SpotCarry carry{.spot = inputs.forward, .rate = 0.03, .dividend_yield = 0.02};
  inputs.right = Right::kCall;
  const Greeks call = black_greeks(inputs, carry);
  inputs.right = Right::kPut;
  const Greeks put = black_greeks(inputs, carry);
  RC_ASSERT(std::abs(call.delta - put.delta - inputs.discount) <= 8 * kEpsilon);
  RC_ASSERT(call.gamma == put.gamma);
  RC_ASSERT(call.vega_per_vol_point == put.vega_per_vol_point);
}

// The pricing equation that all of this solves: the value of waiting pays for the curvature,
// theta + (r - q) S delta + s^2 S^2 gamma / 2 = r V, per year.
RC_GTEST_PROP(BlackGreeksProperty, SolveTheBlackScholesEquation, ()) {
  const double years = any_between(0.01, 3.0);
  const EuropeanOption option{.right = any_right(),
                              .spot = any_between(20.0, 500.0),
                              .strike = any_between(20.0, 500.0),
                              .years = years,
                              .rate = any_between(-0.02, 0.1),
                              .dividend_yield = any_between(-0.01, 0.08),
                              .vol = any_between(0.05, 1.5)};
  const Valuation found = black_scholes(option).value();
  const double gain =
      365.0 * found.greeks.theta_per_day +
      (option.rate - option.dividend_yield) * option.spot * found.greeks.delta +
      0.5 * option.vol * option.vol * option.spot * option.spot * found.greeks.gamma;
  RC_ASSERT(std::abs(gain - option.rate * found.price) <= 1e-11 * (option.spot + option.strike));
}

RC_GTEST_PROP(ImpliedVolProperty, UndoesThePrice, ()) {
  const BlackInputs inputs = any_inputs();
  const double price = black_price(inputs);
  const auto found = implied_vol({.right = inputs.right,
                                  .price = price,
                                  .forward = inputs.forward,
                                  .strike = inputs.strike,
                                  .discount = inputs.discount,
                                  .years = inputs.years});
  const bool call = inputs.right == Right::kCall;
  const double gap = call ? inputs.forward - inputs.strike : inputs.strike - inputs.forward;
  const double most = inputs.discount * (call ? inputs.forward : inputs.strike);
  const double time_value = price - inputs.discount * std::max(0.0, gap);
  const double slack = 300.0 * kEpsilon * inputs.discount * std::max(inputs.forward, inputs.strike);
  if (!found) {
    // Only where rounding has eaten the information.
    RC_ASSERT((gap > 0.0 && time_value <= slack) || price == 0.0 || most - price <= slack);
    return;
  }
  // The vol may move by as much as rounding moves the price: a few units of the last place where
  // the price is all time value, more where it hides behind intrinsic value or under the bound.
  const Greeks greeks =
      black_greeks(inputs, {.spot = inputs.forward, .rate = 0.0, .dividend_yield = 0.0});
  const double per_vol = 100.0 * greeks.vega_per_vol_point;
  const double x = std::log(inputs.forward / inputs.strike);
  const double s = inputs.vol * std::sqrt(inputs.years);
  const double depth = 1.0 + 0.5 * (x * x / (s * s) + 0.25 * s * s);
  const double noise = kEpsilon * (price + std::max(0.0, gap)) +
                       kEpsilon * depth * std::min(time_value, most - price);
  RC_PRE(price > kSmallest);
  RC_ASSERT(std::abs(*found - inputs.vol) <= 8.0 * (noise / per_vol + kEpsilon * inputs.vol));
}

RC_GTEST_PROP(ImpliedVolProperty, RisesWithPrice, ()) {
  const BlackInputs inputs = any_inputs();
  IvQuery query{inputs.right,  black_price(inputs), inputs.forward,
                inputs.strike, inputs.discount,     inputs.years};
  RC_PRE(query.price > kSmallest);
  const auto low = implied_vol(query);
  query.price *= 1.0 + any_between(1e-9, 0.1);
  const auto high = implied_vol(query);
  RC_PRE(low && high);
  RC_ASSERT(*high > *low);
}

RC_GTEST_PROP(ForwardProperty, RecoversTheForwardUnderAnySpreadThatIsCentred, ()) {
  const double forward = any_between(50.0, 5000.0);
  const double discount = any_between(0.8, 1.0);
  std::vector<ParityPair> pairs;
  for (int i = -8; i <= 8; ++i) {
    const double strike = forward * (1.0 + 0.01 * i + any_between(0.0, 0.005));
    const double call = black_price({Right::kCall, forward, strike, discount, 0.2, 0.4});
    const double put = black_price({Right::kPut, forward, strike, discount, 0.2, 0.4});
    const double half = 0.2 * std::min(call, put) * any_between(0.0, 1.0);
    pairs.push_back({strike, call - half, call + half, put - half, put + half});
  }
  const auto found = estimate_forward(pairs, discount, std::nullopt);
  RC_ASSERT(found.has_value());
  RC_ASSERT(found->source == ForwardSource::kParity);
  RC_ASSERT(std::abs(found->forward / forward - 1.0) <= 1e-12);
}

}  // namespace
}  // namespace aots::pricing
