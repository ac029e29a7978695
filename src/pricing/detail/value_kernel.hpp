// European price and five Greeks of a pack of options in one pass.
//
// With k = |ln(F/K)|, total vol s, h = k/s, t = s/2 and e = t - h, the out-of-the-money option on
// the smaller and the larger of D F and D K is worth
//   low Phi(e) - high Phi(-h - t) = low phi(e) (M(h - t) - M(h + t)),   M the Mills ratio,
// so one exponential serves the price and every Greek. docs/pricing.md derives it.
#pragma once

#include "pricing/detail/elementary.hpp"
#include "pricing/detail/kernels.hpp"

namespace aots::pricing::detail {

// What the options of a pack are written on; the members are those of ExpiryTerms.
template <class P>
struct Terms {
  P base, carry, growth, forward, discount, years, root_years, decay_scale, inverse_spot, rate,
      dividend_yield;
};

template <class P>
struct Values {
  P price, delta, gamma, theta, vega, rho;
};

// The far tail past which M(h - t) would leave the range of mills_ratio; there the other tail is
// the small one.
inline constexpr double kFarEdge = 0.5;
inline constexpr double kInvDaysPerYear = 1.0 / 365.0;
inline constexpr double kLargest = 0x1.fffffffffffffp+1023;

AOTS_KERNEL typename P::Mask is_positive(P a) { return (a > P::of(0.0)) & (a <= P::of(kLargest)); }

AOTS_KERNEL typename P::Mask is_not_negative(P a) {
  return ((a > P::of(0.0)) | (a == P::of(0.0))) & (a <= P::of(kLargest));
}

AOTS_KERNEL typename P::Mask is_finite(P a) { return abs(a) <= P::of(kLargest); }

AOTS_KERNEL P decay_scale_of(P root_years) {
  const auto some_time = root_years > P::of(0.0);
  const P inverse = P::of(-0.5 * kInvDaysPerYear) / root_years;
  return select(some_time, inverse, P::of(0.0));
}

AOTS_KERNEL Terms<P> terms_of_spot(P spot, P years, P rate, P dividend_yield) {
  Terms<P> terms;
  terms.base = spot;
  terms.carry = (rate - dividend_yield) * years;
  terms.growth = expm1(terms.carry);
  terms.forward = fma(spot, terms.growth, spot);
  terms.discount = exp(P::of(-1.0) * rate * years);
  terms.years = years;
  terms.root_years = sqrt(years);
  terms.decay_scale = decay_scale_of(terms.root_years);
  terms.inverse_spot = P::of(1.0) / spot;
  terms.rate = rate;
  terms.dividend_yield = dividend_yield;
  return terms;
}

// M(h - t) and M(h + t), and their difference kept precise where t is small.
template <class P>
struct Tails {
  typename P::Mask far;   // e > kFarEdge: near is M(e), the tail on the other side
  typename P::Mask tiny;  // the difference is summed as a series
  P near, beyond, difference;
};

// kNear: whether near is wanted where the difference does not need it.
template <bool kNear, class P>
[[gnu::always_inline]] inline Tails<P> tails(P h, P t, P e) {
  Tails<P> result;
  result.far = e > P::of(kFarEdge);
  result.tiny = t < P::of(kSeriesReach);
  result.near = P::of(0.0);
  result.beyond = P::of(0.0);
  result.difference = P::of(0.0);
  const bool all_tiny = all(result.tiny);
  if (kNear || !all_tiny) {
    result.near = mills_ratio(select(result.far, e, P::of(0.0) - e) + P::of(0.5));
  }
  if (!all_tiny) {
    result.beyond = mills_ratio((t + h) + P::of(0.5));
    result.difference = result.near - result.beyond;
  }
  if (any(result.tiny)) {
    result.difference = select(result.tiny, mills_difference_series(h, t), result.difference);
  }
  return result;
}

// Past this argument every tail is zero; it keeps the rational functions finite.
inline constexpr double kLargestArgument = 100.0;

AOTS_KERNEL P at_most(P a, double limit) { return select(a > P::of(limit), P::of(limit), a); }

// The parts of one option: low Phi(e) and what it lacks to low, high Phi(-h - t), their difference,
// the density that all Greeks share, and one over the total vol.
template <class P>
struct Parts {
  P low_share, low_rest, high_share, time_value, density, inverse_total_vol;
};

// Without volatility left the option pays its intrinsic value for certain; exactly at the money one
// half is the mean of both sides, and the density is that of the centre.
AOTS_KERNEL void make_certain(typename P::Mask certain, P k, P low, P high, Parts<P>& parts) {
  const P zero = P::of(0.0);
  const auto at_the_money = k == zero;
  const P weight = select(at_the_money, P::of(0.5), zero);
  const P density = select(at_the_money, P::of(kInvSqrt2Pi), zero);
  parts.low_share = select(certain, weight * low, parts.low_share);
  parts.low_rest = select(certain, low - weight * low, parts.low_rest);
  parts.high_share = select(certain, weight * high, parts.high_share);
  parts.time_value = select(certain, zero, parts.time_value);
  parts.density = select(certain, density * low, parts.density);
  parts.inverse_total_vol = select(certain, zero, parts.inverse_total_vol);
}

template <bool kGreeks, class P>
[[gnu::always_inline]] inline Parts<P> parts_of(P k, P total_vol, P low, P high) {
  Parts<P> parts;
  const P zero = P::of(0.0);
  const auto certain = ~(total_vol > zero);
  parts.inverse_total_vol = P::of(1.0) / total_vol;
  const P h = at_most(k * parts.inverse_total_vol, kLargestArgument);
  const P t = at_most(P::of(0.5) * total_vol, kLargestArgument);
  const P e = t - h;
  const Tails<P> tail = tails<kGreeks>(h, t, e);
  parts.density = low * (P::of(kInvSqrt2Pi) * exp(P::of(-0.5) * e * e));
  const P near = parts.density * tail.near;
  parts.time_value = select(tail.far, low - parts.density * (tail.near + tail.beyond),
                            parts.density * tail.difference);
  parts.low_share = select(tail.far, low - near, near);
  parts.low_rest = select(tail.far, near, low - near);
  parts.high_share =
      select(tail.tiny, parts.low_share - parts.time_value, parts.density * tail.beyond);
  if (any(certain)) make_certain(certain, k, low, high, parts);
  return parts;
}

template <bool kGreeks, class P>
[[gnu::always_inline]] inline Values<P> value_pack(typename P::Mask call, P strike, P vol,
                                                   const Terms<P>& terms) {
  const P zero = P::of(0.0);
  const P total_vol = vol * terms.root_years;
  const P x = log_ratio(terms.base, strike) + terms.carry;
  const auto below = x < zero;  // the forward is below the strike
  const P forward_value = terms.discount * terms.forward;
  const P strike_value = terms.discount * strike;
  const P low = select(below, forward_value, strike_value);
  const P high = select(below, strike_value, forward_value);
  const Parts<P> parts = parts_of<kGreeks>(abs(x), total_vol, low, high);
  const auto out_of_the_money = ~(below ^ call);
  // Forward less strike without the rounding of the forward.
  const P gap = abs(fma(terms.base, terms.growth, terms.base - strike));

  Values<P> values;
  values.price = parts.time_value + select(out_of_the_money, zero, terms.discount * gap);
  if constexpr (kGreeks) {
    const P on_low = select(out_of_the_money, parts.low_share, parts.low_rest);
    const P on_high = select(out_of_the_money, parts.high_share, high - parts.high_share);
    const P side = select(call, P::of(1.0), P::of(-1.0));
    const P on_forward = side * select(below, on_low, on_high);
    const P on_strike = side * select(below, on_high, on_low);
    const P vega = parts.density * terms.root_years;
    values.delta = on_forward * terms.inverse_spot;
    values.gamma =
        parts.density * parts.inverse_total_vol * terms.inverse_spot * terms.inverse_spot;
    const P carried = fma(terms.dividend_yield, on_forward, P::of(-1.0) * terms.rate * on_strike);
    values.theta = fma(parts.density * vol, terms.decay_scale, carried * P::of(kInvDaysPerYear));
    values.vega = P::of(0.01) * vega;
    values.rho = P::of(0.01) * (terms.years * on_strike);
  }
  return values;
}

// The first `count` of a pack from an array; the rest are zeros, which every kernel takes for
// unusable.
template <class P>
[[gnu::always_inline]] inline P load_some(const double* from, std::size_t count) {
  if (count == P::kWidth) return P::load(from);
  double lanes[P::kWidth] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return P::load(lanes);
}

template <class P>
[[gnu::always_inline]] inline typename P::Mask load_calls(const Right* from, std::size_t count) {
  if (count == P::kWidth) return P::is_call(from);
  Right lanes[P::kWidth] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return P::is_call(lanes);
}

template <class P>
[[gnu::always_inline]] inline void store_some(P value, double* to, std::size_t count) {
  if (count == P::kWidth) {
    value.store(to);
    return;
  }
  double lanes[P::kWidth];
  value.store(lanes);
  for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
}

template <bool kGreeks, class P>
[[gnu::always_inline]] inline void store_values(Values<P> values, typename P::Mask valid,
                                                const ValueArrays& out, std::size_t at,
                                                std::size_t count) {
  const P none = P::of(__builtin_nan(""));
  store_some(select(valid, values.price, none), out.price + at, count);
  if constexpr (kGreeks) {
    store_some(select(valid, values.delta, none), out.delta + at, count);
    store_some(select(valid, values.gamma, none), out.gamma + at, count);
    store_some(select(valid, values.theta, none), out.theta_per_day + at, count);
    store_some(select(valid, values.vega, none), out.vega_per_vol_point + at, count);
    store_some(select(valid, values.rho, none), out.rho_per_rate_pct + at, count);
  }
  if (all(valid)) {
    for (std::size_t i = 0; i < count; ++i) out.status[at + i] = static_cast<ValuationStatus>(0);
    return;
  }
  double codes[P::kWidth];
  select(valid, P::of(0.0), P::of(1.0)).store(codes);
  for (std::size_t i = 0; i < count; ++i) {
    out.status[at + i] = static_cast<ValuationStatus>(static_cast<int>(codes[i]));
  }
}

template <class P>
Terms<P> broadcast(const ExpiryTerms& from) {
  return {P::of(from.base),       P::of(from.carry),         P::of(from.growth),
          P::of(from.forward),    P::of(from.discount),      P::of(from.years),
          P::of(from.root_years), P::of(from.decay_scale),   P::of(from.inverse_spot),
          P::of(from.rate),       P::of(from.dividend_yield)};
}

template <bool kGreeks, class P>
void value_chain_loop(const ExpiryTerms& shared, std::size_t count, const Right* right,
                      const double* strike, const double* vol, const ValueArrays& out) {
  const Terms<P> terms = broadcast<P>(shared);
  const P usable = P::of(shared.valid ? 1.0 : 0.0);
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    const P strikes = load_some<P>(strike + at, some);
    const P vols = load_some<P>(vol + at, some);
    const auto valid = is_positive(strikes) & is_not_negative(vols) & (usable > P::of(0.0));
    store_values<kGreeks>(
        value_pack<kGreeks>(load_calls<P>(right + at, some), strikes, vols, terms), valid, out, at,
        some);
  }
}

template <class P>
void value_chain(const ExpiryTerms& terms, std::size_t count, const Right* right,
                 const double* strike, const double* vol, const ValueArrays& out) {
  if (out.delta == nullptr) {
    value_chain_loop<false, P>(terms, count, right, strike, vol, out);
  } else {
    value_chain_loop<true, P>(terms, count, right, strike, vol, out);
  }
}

template <bool kGreeks, class P>
void value_options_loop(std::size_t count, const OptionArrays& in, const ValueArrays& out) {
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    const P spot = load_some<P>(in.spot + at, some);
    const P strike = load_some<P>(in.strike + at, some);
    const P years = load_some<P>(in.years + at, some);
    const P rate = load_some<P>(in.rate + at, some);
    const P yield = load_some<P>(in.dividend_yield + at, some);
    const P vol = load_some<P>(in.vol + at, some);
    const Terms<P> terms = terms_of_spot(spot, years, rate, yield);
    const auto valid = is_positive(spot) & is_positive(strike) & is_not_negative(years) &
                       is_finite(rate) & is_finite(yield) & is_not_negative(vol) &
                       is_positive(terms.forward) & is_positive(terms.discount);
    store_values<kGreeks>(
        value_pack<kGreeks>(load_calls<P>(in.right + at, some), strike, vol, terms), valid, out, at,
        some);
  }
}

template <class P>
void value_options(std::size_t count, const OptionArrays& in, const ValueArrays& out) {
  if (out.delta == nullptr) {
    value_options_loop<false, P>(count, in, out);
  } else {
    value_options_loop<true, P>(count, in, out);
  }
}

}  // namespace aots::pricing::detail
