// The first boundary of an American put, and the normal distributions under its equation.
//
// M. Li, "Analytical approximations for the critical stock prices of American options: a
// performance comparison", Review of Derivatives Research 13 (2010), the approximation QD+: the
// early-exercise premium solves an ordinary differential equation in spot, and smooth pasting gives
// one equation for the boundary at each time left.
#pragma once

#include "pricing/detail/value_kernel.hpp"

namespace aots::pricing::detail {

// Phi(d) from the tail of the side that d is on, and phi(d).
template <class P>
struct Normal {
  P distribution, density;
};

AOTS_KERNEL Normal<P> normal(P d) {
  const P size = at_most(abs(d), kLargestArgument);
  const P density = P::of(kInvSqrt2Pi) * exp(P::of(-0.5) * size * size);
  const P tail = density * mills_ratio(size + P::of(0.5));
  return {select(d > P::of(0.0), P::of(1.0) - tail, tail), density};
}

// Phi(x/s + s/2) and Phi(x/s - s/2) for x = offset + sqrt(height).
template <class P>
void exercise_pair(std::size_t count, const double* height, const double* offset, const double* s,
                   double* upper, double* lower) {
  const P zero = P::of(0.0);
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    const P squared = load_some<P>(height + at, some);
    const P x = load_some<P>(offset + at, some) + sqrt(select(squared > zero, squared, zero));
    const P deviation = load_some<P>(s + at, some);
    const P centre = x / deviation;
    const P half = P::of(0.5) * deviation;
    store_some(normal(centre + half).distribution, upper + at, some);
    store_some(normal(centre - half).distribution, lower + at, some);
  }
}

// What QD+ needs of one time left; the names are those of the paper.
template <class P>
struct QdPlus {
  P strike, rate, yield, tau, deviation, rate_discount, yield_discount, alpha, beta, decay;
};

AOTS_KERNEL QdPlus<P> qd_plus_terms(const PutTerms& put, P tau) {
  const double variance = put.vol * put.vol;
  const P one = P::of(1.0);
  QdPlus<P> terms;
  terms.strike = P::of(put.strike);
  terms.rate = P::of(put.rate);
  terms.yield = P::of(put.dividend_yield);
  terms.tau = tau;
  terms.deviation = P::of(put.vol) * sqrt(tau);
  const P interest = expm1(P::of(-1.0) * terms.rate * tau);
  terms.rate_discount = one + interest;
  terms.yield_discount = exp(P::of(-1.0) * terms.yield * tau);
  // r / (1 - exp(-r tau)), which is 1/tau where there is no rate.
  const auto some_rate = abs(interest) > P::of(0.0);
  const P speed = select(some_rate, P::of(-1.0) * terms.rate / interest, one / tau);
  const P drift = P::of(2.0 * (put.rate - put.dividend_yield) / variance - 1.0);
  const P root = sqrt(fma(drift, drift, P::of(8.0 / variance) * speed));
  const P lambda = P::of(-0.5) * (drift + root);
  const P lambda_slope = P::of(2.0 / variance) * speed * speed / root;
  // 2 lambda + drift is -root.
  terms.alpha = P::of(-2.0 / variance) * terms.rate_discount / root;
  terms.beta = terms.alpha * (speed - lambda_slope / root) - lambda;
  terms.decay = P::of(0.5 * put.vol) / sqrt(tau);
  return terms;
}

// One Newton step for the boundary.
AOTS_KERNEL P qd_plus_step(const QdPlus<P>& t, P spot) {
  const P one = P::of(1.0);
  const P zero = P::of(0.0);
  const P half = P::of(0.5);
  const P d_plus =
      (log_ratio(spot, t.strike) + (t.rate - t.yield) * t.tau) / t.deviation + half * t.deviation;
  const P d_minus = d_plus - t.deviation;
  const Normal<P> plus = normal(zero - d_plus);
  const P spot_tail = t.yield_discount * plus.distribution;
  const P strike_value = t.strike * t.rate_discount * normal(zero - d_minus).distribution;
  const P put = strike_value - spot * spot_tail;
  const P theta = t.rate * strike_value - t.yield * spot * spot_tail -
                  t.decay * spot * t.yield_discount * plus.density;
  const P charm = P::of(-1.0) * t.yield_discount *
                  (plus.density * ((t.rate - t.yield) / t.deviation - half * d_minus / t.tau) +
                   t.yield * plus.distribution);
  const P weight = t.alpha / t.rate_discount;
  const P rest = one - spot_tail;
  const P value = rest * spot - t.beta * (t.strike - spot - put) + weight * theta;
  const P slope =
      rest + t.yield_discount * plus.density / t.deviation + t.beta * rest + weight * charm;
  return value / slope;
}

template <class P>
void boundary_guess(const PutTerms& put, std::size_t count, const double* tau, double* boundary) {
  constexpr int kSteps = 4;
  const P highest = P::of(put.dividend_yield > put.rate ? put.strike * put.rate / put.dividend_yield
                                                        : put.strike);
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    const QdPlus<P> terms = qd_plus_terms(put, load_some<P>(tau + at, some));
    P spot = load_some<P>(boundary + at, some);
    for (int step = 0; step < kSteps; ++step) {
      const P next = spot - qd_plus_step(terms, spot);
      const P least = P::of(0.5) * spot;
      spot = select(next > least, select(next > highest, highest, next), least);
    }
    store_some(spot, boundary + at, some);
  }
}

}  // namespace aots::pricing::detail
