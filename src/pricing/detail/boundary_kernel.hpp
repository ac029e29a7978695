// The first boundary of an American put, and the normal distributions under its equations.
//
// M. Li, "Analytical approximations for the critical stock prices of American options: a
// performance comparison", Review of Derivatives Research 13 (2010), the approximation QD+: the
// early-exercise premium solves an ordinary differential equation in spot, and smooth pasting gives
// one equation for the boundary at each time left.
#pragma once

#include "pricing/detail/value_kernel.hpp"

namespace aots::pricing::detail {

// Phi(d) from the tail of the side that d is on, and phi(d), for two arguments at once: they share
// a division.
template <class P>
struct Normals {
  P first, second, first_density, second_density;
};

AOTS_KERNEL Normals<P> normals(P a, P b) {
  const P half = P::of(0.5);
  const P one = P::of(1.0);
  const P zero = P::of(0.0);
  const P a_size = at_most(abs(a), kLargestArgument);
  const P b_size = at_most(abs(b), kLargestArgument);
  const P a_density = P::of(kInvSqrt2Pi) * exp(P::of(-0.5) * a_size * a_size);
  const P b_density = P::of(kInvSqrt2Pi) * exp(P::of(-0.5) * b_size * b_size);
  const MillsFraction<P> a_mills = mills_fraction(a_size + half);
  const MillsFraction<P> b_mills = mills_fraction(b_size + half);
  const P inverse = one / (a_mills.below * b_mills.below);
  const P a_tail = a_density * (a_mills.above * b_mills.below * inverse);
  const P b_tail = b_density * (b_mills.above * a_mills.below * inverse);
  return {select(a > zero, one - a_tail, a_tail), select(b > zero, one - b_tail, b_tail), a_density,
          b_density};
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
  const Normals<P> tails = normals(zero - d_plus, zero - d_minus);
  const P spot_tail = t.yield_discount * tails.first;
  const P strike_value = t.strike * t.rate_discount * tails.second;
  const P put = strike_value - spot * spot_tail;
  const P theta = t.rate * strike_value - t.yield * spot * spot_tail -
                  t.decay * spot * t.yield_discount * tails.first_density;
  const P charm =
      P::of(-1.0) * t.yield_discount *
      (tails.first_density * ((t.rate - t.yield) / t.deviation - half * d_minus / t.tau) +
       t.yield * tails.first);
  const P weight = t.alpha / t.rate_discount;
  const P rest = one - spot_tail;
  const P value = rest * spot - t.beta * (t.strike - spot - put) + weight * theta;
  const P slope =
      rest + t.yield_discount * tails.first_density / t.deviation + t.beta * rest + weight * charm;
  return value / slope;
}

// Where the search begins: a curve from X towards the boundary of an option that never expires
// (Bjerksund and Stensland 1993).
template <class P>
struct Beginning {
  P drift, spread, last, reach, scale;
};

AOTS_KERNEL Beginning<P> beginning_of(const PutTerms& put, double start) {
  const double variance = put.vol * put.vol;
  const double carry = put.rate - put.dividend_yield;
  const double drift = carry / variance - 0.5;
  const double power = -drift - __builtin_sqrt(drift * drift + 2.0 * put.rate / variance);
  const double forever = put.strike * power / (power - 1.0);
  const double last = forever < 0.999 * start ? forever : 0.999 * start;
  const double reach = start - last;
  return {P::of(carry), P::of(-2.0 * put.vol), P::of(last), P::of(reach), P::of(start / reach)};
}

// The first boundary over X at the times left of one pack.
AOTS_KERNEL P boundary_guess(const PutTerms& put, double start, const Beginning<P>& begin, P tau) {
  constexpr int kSteps = 4;
  const P zero = P::of(0.0);
  const P moved = begin.scale * fma(begin.drift, tau, begin.spread * sqrt(tau));
  P spot = fma(begin.reach, exp(select(moved < zero, moved, zero)), begin.last);
  const P highest = P::of(start);
  const QdPlus<P> terms = qd_plus_terms(put, tau);
  for (int step = 0; step < kSteps; ++step) {
    const P next = spot - qd_plus_step(terms, spot);
    const P least = P::of(0.5) * spot;
    spot = select(next > least, select(next > highest, highest, next), least);
  }
  return spot / highest;
}

}  // namespace aots::pricing::detail
