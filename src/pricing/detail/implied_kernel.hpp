// Implied vols of a pack of quotes.
//
// The quote is reduced to its out-of-the-money part over the smaller of forward and strike, c. The
// first guess inverts the Bachelier formula, which is Black's for small total vols, and corrects it
// in powers of the total vol; Householder steps of third order on ln c (on ln(1 - c) near the upper
// bound) do the rest, mostly one or two. docs/pricing.md derives it.
#pragma once

#include "pricing/detail/value_kernel.hpp"

namespace aots::pricing::detail {

// Time value is a difference of prices that are themselves rounded. With fewer than this many
// roundings of it, less than two digits are known and a vol would be noise.
inline constexpr double kLeastRoundings = 100.0;
// The step after which the next would be below rounding: errors shrink with their fourth power.
inline constexpr double kLastStep = 5e-5;
inline constexpr int kMaxIterations = 60;
// Above this share of its bound an option is solved by what it lacks to the bound.
inline constexpr double kUpperShare = 0.6;

template <class P>
struct Quotes {
  typename P::Mask upper;
  P k;           // |ln(forward / strike)|
  P value;       // c
  P complement;  // 1 - c
};

// h + t = z backwards: s/2 - k/s = z.
AOTS_KERNEL P total_vol_at_edge(P z, P k) {
  const P root = sqrt(fma(z, z, k + k));
  const auto rising = z > P::of(0.0);
  const P sum = root + select(rising, z, P::of(0.0) - z);
  return select(rising, sum, (k + k) / sum);
}

// z with Phi(-z) = tail, for a tail up to 1/2, to three digits: Hastings' formula (Abramowitz and
// Stegun 26.2.23).
AOTS_KERNEL P rough_quantile(P tail) {
  const P w = sqrt(P::of(2.0) * log_ratio(P::of(1.0), tail));
  const P above = fma(w, fma(w, P::of(0.010328), P::of(0.802853)), P::of(2.515517));
  const P below =
      fma(w, fma(w, fma(w, P::of(0.001308), P::of(0.189269)), P::of(1.432788)), P::of(1.0));
  return w - above / below;
}

// Far from Bachelier's world: c = Phi(z) - phi(z) M(sqrt(z^2 + 2k)) with z = s/2 - k/s. The second
// term is taken at z = 0, then once more where that leads.
AOTS_KERNEL P wide_guess(const Quotes<P>& quotes) {
  const P half = P::of(0.5);
  P density = P::of(kInvSqrt2Pi);
  P z = P::of(0.0);
  for (int round = 0; round < 2; ++round) {
    const P beyond = at_most(sqrt(fma(z, z, quotes.k + quotes.k)), kLargestArgument);
    const P second = density * mills_ratio(beyond + half);
    P rest = quotes.complement - second;
    const P least = P::of(0.25) * quotes.complement;
    rest = select(rest < least, least, rest);
    const auto rising = rest < half;
    const P share = quotes.value + second;
    const P tail = select(rising, rest, select(share < half, share, half));
    const P quantile = rough_quantile(tail);
    z = select(rising, quantile, P::of(0.0) - quantile);
    density = P::of(kInvSqrt2Pi) * exp(P::of(-0.5) * z * z);
  }
  return total_vol_at_edge(z, quotes.k);
}

// Bachelier's total vol for the value b over sqrt(forward * strike) at distance k, to 6e-6: with
// a = k/s, b = s (phi(a) - a Phi(-a)). Up to a = 1.5 a rational function of an even variable, from
// there one of sqrt(2 ln(k/b)).
AOTS_KERNEL P bachelier_total_vol(P b, P k) {
  static constexpr double kNearAbove[] = {2.5066145820977623, -1.3297826850624215,
                                          0.2192837254559054, -0.010725074844077186};
  static constexpr double kNearBelow[] = {1.0, -0.45098493639316684, 0.05697308439431387,
                                          -0.001505160240729842};
  static constexpr double kDeepAbove[] = {-0.5493633629462972, 1.312277825887811,
                                          -0.6978138059109383, 0.1496025422563811,
                                          0.03393055765397619};
  static constexpr double kDeepBelow[] = {1.0, -0.3275245428891376, 0.15248853058780598,
                                          0.033913317251007706};
  const P middle = fma(P::of(0.5), k, b);
  const P ratio = k / middle;
  const P u = ratio * ratio;
  const P near = middle * horner(kNearAbove, u) / horner(kNearBelow, u);
  const auto deep = u > P::of(3.7048);
  if (!any(deep)) return near;
  const P w = sqrt(P::of(2.0) * log_ratio(k, b));
  return select(deep, k * horner(kDeepBelow, w) / horner(kDeepAbove, w), near);
}

AOTS_KERNEL P first_guess(const Quotes<P>& quotes) {
  // 1 - a^2 (1 - a M(a)), to 3e-4.
  static constexpr double kAbove[] = {1.0002430223646073, 1.336307643133819, 0.5759624535353213};
  static constexpr double kBelow[] = {1.0, 1.3494559213547161, 1.4693795256334485,
                                      0.4319670433348457, 0.1922727290881303};
  const P b = quotes.value * exp(P::of(-0.5) * quotes.k);
  const P normal = bachelier_total_vol(b, quotes.k);
  const P a = quotes.k / normal;
  const P fall = horner(kAbove, a) / horner(kBelow, a);
  const P first = normal * normal * fall * P::of(1.0 / 24.0);
  const P second = fma(fall, P::of(-1.4), P::of(3.5)) * first;
  const P guess = normal * fma(first, P::of(1.0) + second, P::of(1.0));
  const auto wide = quotes.upper | ~(first < P::of(0.2));
  if (!any(wide)) return guess;
  return select(wide, wide_guess(quotes), guess);
}

// At a trial total vol: Newton's relative step on ln(value), or on ln(complement) where that is the
// smaller, and s times the slope of that logarithm.
template <class P>
struct Slope {
  P newton, rate;
};

AOTS_KERNEL Slope<P> slope_at(const Quotes<P>& quotes, P s, P inverse, P h, P t) {
  const P e = t - h;
  const Tails<P> tail = tails<false>(at_most(h, kLargestArgument), at_most(t, kLargestArgument),
                                     at_most(e, kLargestArgument));
  // ln phi(e) is known without an exponential, and survives where phi underflows.
  const P half_e = P::of(0.5) * e;
  const P gap = log_ratio(quotes.value, tail.difference) + fma(half_e, e, P::of(kLogSqrt2Pi));
  Slope<P> slope{gap * (tail.difference * inverse), s / tail.difference};
  const auto rare = tail.far | quotes.upper;
  if (any(rare)) {
    const P density = P::of(kInvSqrt2Pi) * exp(P::of(-1.0) * half_e * e);
    const P one = P::of(1.0);
    const P outside = density * (tail.near + tail.beyond);
    const P inside = density * tail.difference;
    const P complement = select(tail.far, outside, one - inside);
    const P value = select(tail.far, one - outside, inside);
    const P goal = select(quotes.upper, quotes.complement, quotes.value);
    const P here = select(quotes.upper, complement, value);
    const P sign = select(quotes.upper, P::of(-1.0), one);
    const P rate = sign * s * density / here;
    slope.rate = select(rare, rate, slope.rate);
    slope.newton = select(rare, log_ratio(goal, here) / rate, slope.newton);
  }
  return slope;
}

// Householder's third-order step relative to s, for f = ln value: f''/f' and f'''/f' times s and
// s^2 follow from value''/value' = (h^2 - t^2)/s.
AOTS_KERNEL P third_order_step(const Slope<P>& slope, P h, P t) {
  const P h2 = h * h;
  const P t2 = t * t;
  const P v2 = h2 - t2;
  const P v3 = fma(v2, v2, fma(P::of(-3.0), h2, P::of(-1.0) * t2));
  const P f2 = v2 - slope.rate;
  const P f3 = fma(slope.rate, fma(P::of(2.0), slope.rate, P::of(-3.0) * v2), v3);
  const P n = slope.newton;
  const P above = fma(P::of(0.5) * f2, n, P::of(1.0));
  const P below = fma(n, fma(P::of(1.0 / 6.0) * f3, n, f2), P::of(1.0));
  const P step = n * above / below;
  // Far from the root the higher terms can turn the step around; Newton's own never does.
  return select(step * n > P::of(0.0), step, n);
}

template <class P>
struct TotalVols {
  P total_vol, iterations;
  typename P::Mask converged;
};

// Lanes outside `wanted` are not looked at.
AOTS_KERNEL TotalVols<P> solve(const Quotes<P>& quotes, typename P::Mask wanted) {
  const P zero = P::of(0.0);
  const P infinity = P::of(__builtin_inf());
  P s = first_guess(quotes);
  P low = zero;
  P high = infinity;
  P iterations = zero;
  auto open = wanted;
  for (int i = 0; i < kMaxIterations && any(open); ++i) {
    const P inverse = P::of(1.0) / s;
    const P h = quotes.k * inverse;
    const P t = P::of(0.5) * s;
    const Slope<P> slope = slope_at(quotes, s, inverse, h, t);
    const P step = third_order_step(slope, h, t);
    P next = fma(s, step, s);
    const auto last = abs(step) <= P::of(kLastStep);
    const auto up = slope.newton > zero;
    low = select(up & (s > low), s, low);
    high = select(~up & (s < high), s, high);
    const auto astray = ~(last | ((next > low) & (next < high)));
    if (any(astray & open)) {
      const P doubled = select(s > P::of(0.5), s + s, P::of(1.0));
      const P middle = select(low > zero, sqrt(low) * sqrt(high), P::of(0.5) * high);
      next = select(astray, select(high < infinity, middle, doubled), next);
    }
    s = select(open, next, s);
    iterations = select(open, iterations + P::of(1.0), iterations);
    open = open & ~last;
  }
  return {s, iterations, ~open};
}

// The quote of a pack, and which of its options have no vol, and why (the codes of kernels.hpp).
template <class P>
struct Reading {
  Quotes<P> quotes;
  P code;
};

AOTS_KERNEL Reading<P> read_quotes(typename P::Mask call, P price, P forward, P strike, P discount,
                                   P years) {
  constexpr double kRounding = kLeastRoundings * 0x1p-52;
  const P zero = P::of(0.0);
  const P undiscounted = price / discount;
  const P gap = select(call, forward - strike, strike - forward);
  const P most = select(call, forward, strike);
  const auto in_the_money = gap > zero;
  const P value = undiscounted - select(in_the_money, gap, zero);
  const P complement = most - undiscounted;
  const auto above = forward > strike;
  const P larger = select(above, forward, strike);
  const P smaller = select(above, strike, forward);
  // An out-of-the-money price is all time value and precise as it stands.
  const P rounding = select(in_the_money, P::of(kRounding) * larger, zero);

  Reading<P> reading;
  P code = select(complement <= P::of(kRounding) * most, P::of(kCodeAboveBound), zero);
  code = select(value <= rounding, P::of(kCodeNoTimeValue), code);
  code = select(value < zero - rounding, P::of(kCodeBelowIntrinsic), code);
  code = select(years <= zero, P::of(kCodeExpired), code);
  const auto usable = is_not_negative(price) & is_positive(forward) & is_positive(strike) &
                      is_positive(discount) & is_finite(years);
  reading.code = select(usable, code, P::of(kCodeNoQuote));
  reading.quotes.k = abs(log_ratio(forward, strike));
  reading.quotes.value = value / smaller;
  reading.quotes.complement = complement / smaller;
  reading.quotes.upper = reading.quotes.value > P::of(kUpperShare);
  return reading;
}

template <class P>
[[gnu::always_inline]] inline void store_vols(P vol, P code, P iterations, const ImpliedArrays& out,
                                              std::size_t at, std::size_t count) {
  const auto fine = code == P::of(kCodeOk);
  store_some(vol, out.vol + at, count);
  if (out.iterations != nullptr) store_some(iterations, out.iterations + at, count);
  if (all(fine)) {
    for (std::size_t i = 0; i < count; ++i) out.status[at + i] = static_cast<IvStatus>(0);
    return;
  }
  double codes[P::kWidth];
  code.store(codes);
  for (std::size_t i = 0; i < count; ++i) {
    out.status[at + i] = static_cast<IvStatus>(static_cast<int>(codes[i]));
  }
}

AOTS_KERNEL void imply_pack(const Reading<P>& reading, P years, VolRange range,
                            const ImpliedArrays& out, std::size_t at, std::size_t count) {
  const auto open = reading.code == P::of(kCodeOk);
  P vol = P::of(__builtin_nan(""));
  P code = reading.code;
  P iterations = P::of(0.0);
  if (any(open)) {
    const TotalVols<P> found = solve(reading.quotes, open);
    vol = select(open, found.total_vol / sqrt(years), vol);
    iterations = found.iterations;
    code = select(open & (vol < P::of(range.min)), P::of(kCodeNoTimeValue), code);
    code = select(open & (vol > P::of(range.max)), P::of(kCodeAboveBound), code);
    code = select(open & ~found.converged, P::of(kCodeNotConverged), code);
  }
  store_vols(vol, code, iterations, out, at, count);
}

template <class P>
void imply_chain(const ExpiryTerms& terms, std::size_t count, const Right* right,
                 const double* price, const double* strike, VolRange range,
                 const ImpliedArrays& out) {
  const P forward = P::of(terms.forward);
  const P discount = P::of(terms.discount);
  const P years = P::of(terms.years);
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    const Reading<P> reading =
        read_quotes(load_calls<P>(right + at, some), load_some<P>(price + at, some), forward,
                    load_some<P>(strike + at, some), discount, years);
    imply_pack(reading, years, range, out, at, some);
  }
}

template <class P>
void imply_options(std::size_t count, const QuoteArrays& in, VolRange range,
                   const ImpliedArrays& out) {
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    const P years = load_some<P>(in.years + at, some);
    const Reading<P> reading =
        read_quotes(load_calls<P>(in.right + at, some), load_some<P>(in.price + at, some),
                    load_some<P>(in.forward + at, some), load_some<P>(in.strike + at, some),
                    load_some<P>(in.discount + at, some), years);
    imply_pack(reading, years, range, out, at, some);
  }
}

}  // namespace aots::pricing::detail
