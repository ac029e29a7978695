// exp, expm1, log of a ratio, and the Mills ratio over a pack, in a fixed order of operations.
//
// Largest errors are about one unit in the last place (docs/pricing.md has the measured ones).
// Coefficients are interpolations at Chebyshev nodes worked out with 60 digits
// (tests/oracle/pricing/kernel_coefficients.py).
#pragma once

#include <cstddef>

// Kernels are only fast as one body: every step is inlined into the loop over packs.
#define AOTS_KERNEL  \
  template <class P> \
  [[gnu::always_inline]] inline

namespace aots::pricing::detail {

inline constexpr double kInvSqrt2Pi = 0.39894228040143267794;
inline constexpr double kLogSqrt2Pi = 0.91893853320467274178;
inline constexpr double kSqrt2Pi = 2.50662827463100050242;
// ln 2 in two parts; the first is short enough that its product with an exponent is exact.
inline constexpr double kLn2High = 0x1.62e42fefa2000p-1;
inline constexpr double kLn2Low = 0x1.9ef35793c7673p-41;

// Coefficients in rising powers.
template <std::size_t N, class P>
[[gnu::always_inline]] inline P horner(const double (&coefficients)[N], P x) {
  P sum = P::of(coefficients[N - 1]);
#pragma GCC unroll 16
  for (std::size_t i = 1; i < N; ++i) sum = fma(sum, x, P::of(coefficients[N - 1 - i]));
  return sum;
}

// The same with even and odd powers in parallel, where nothing else keeps the processor busy.
template <std::size_t N, class P>
[[gnu::always_inline]] inline P even_odd(const double (&coefficients)[N], P x) {
  static_assert(N % 2 == 0);
  const P square = x * x;
  P even = P::of(coefficients[N - 2]);
  P odd = P::of(coefficients[N - 1]);
#pragma GCC unroll 16
  for (std::size_t i = 1; i < N / 2; ++i) {
    even = fma(even, square, P::of(coefficients[N - 2 - 2 * i]));
    odd = fma(odd, square, P::of(coefficients[N - 1 - 2 * i]));
  }
  return fma(x, odd, even);
}

// exp(y) = 2^n (1 + p).
template <class P>
struct SplitExponential {
  P n;
  P p;
};

AOTS_KERNEL SplitExponential<P> split_exponential(P y) {
  static constexpr double kSeries[] = {
      0x1.0000000000001p-1,  0x1.5555555555556p-3,  0x1.5555555553d37p-5,  0x1.11111111109a6p-7,
      0x1.6c16c1789d1d7p-10, 0x1.a01a01a7cebcdp-13, 0x1.a019b8ca26fcfp-16, 0x1.71de0d85293b8p-19,
      0x1.2891d4ffbb0f9p-22, 0x1.af390ba7e6f47p-26};
  const P magic = P::of(0x1.8p52);
  const P n = fma(y, P::of(0x1.71547652b82fep+0), magic) - magic;
  const P r = fnma(n, P::of(kLn2Low), fnma(n, P::of(kLn2High), y));
  return {n, fma(r * r, even_odd(kSeries, r), r)};
}

// Zero below about -745, infinity above 709.78.
AOTS_KERNEL P exp(P y) {
  y = select(y > P::of(720.0), P::of(720.0), y);
  y = select(y < P::of(-760.0), P::of(-760.0), y);
  const SplitExponential<P> split = split_exponential(y);
  // In two halves, so that a subnormal result is rounded once.
  const P magic = P::of(0x1.8p52);
  const P half = fma(split.n, P::of(0.5), magic) - magic;
  const P body = (P::of(1.0) + split.p) * power_of_two(half);
  return body * power_of_two(split.n - half);
}

// exp(y) - 1 without the cancellation near zero.
AOTS_KERNEL P expm1(P y) {
  y = select(y > P::of(709.0), P::of(709.0), y);
  y = select(y < P::of(-700.0), P::of(-700.0), y);
  const SplitExponential<P> split = split_exponential(y);
  const P scale = power_of_two(split.n);
  return fma(scale, split.p, scale - P::of(1.0));
}

// ln(a/b) for positive a and b: precise also where the ratio is close to one, overflows or
// underflows.
AOTS_KERNEL P log_ratio(P a, P b) {
  static constexpr double kSeries[] = {
      0x1.5555555555555p-2, 0x1.9999999999a38p-3, 0x1.2492492476b3ap-3, 0x1.c71c720185873p-4,
      0x1.745cf8f202ec3p-4, 0x1.3b1c394ad6439p-4, 0x1.0fbe2c6462195p-4, 0x1.0c07eabbb6eabp-4};
  const P zero = P::of(0.0);
  const P one = P::of(1.0);
  const P half = P::of(0.5);
  const P root2 = P::of(0x1.6a09e667f3bcdp+0);
  const P smallest = P::of(0x1p-1022);
  P shift = zero;
  if (any((a < smallest) | (b < smallest))) {
    const auto small_a = a < smallest;
    const auto small_b = b < smallest;
    shift = select(small_b, P::of(54.0), zero) - select(small_a, P::of(54.0), zero);
    a = select(small_a, a * P::of(0x1p54), a);
    b = select(small_b, b * P::of(0x1p54), b);
  }
  P above = mantissa(a);
  P below = mantissa(b);
  const auto high = above > root2 * below;
  const auto low = below > root2 * above;
  above = select(high, half * above, above);
  below = select(low, half * below, below);
  const P k =
      (exponent(a) - exponent(b)) + (shift + (select(high, one, zero) - select(low, one, zero)));
  // ln(m) = 2 atanh((m - 1)/(m + 1)); the difference above the line is exact.
  const P f = (above - below) / (above + below);
  const P square = f * f;
  const P twice = f + f;
  const P tail = fma(k, P::of(kLn2Low), twice * (square * even_odd(kSeries, square)));
  return fma(k, P::of(kLn2High), twice) + tail;
}

// The Mills ratio M(a) = Phi(-a)/phi(a) for a >= -1/2, given y = a + 1/2. A rational function of
// degree 10 over 11; all coefficients are positive, so nothing cancels.
template <class P>
struct MillsFraction {
  P above, below;
};

AOTS_KERNEL MillsFraction<P> mills_fraction(P y) {
  static constexpr double kAbove[] = {0x1.df45a77d8fde3p+19,
                                      0x1.8dfc9c2eeb4abp+20,
                                      0x1.5097fdd1aa19fp+20,
                                      0x1.73b5b1f72c662p+19,
                                      0x1.24df15844b61cp+18,
                                      0x1.55ca0d0fa1d98p+16,
                                      0x1.2a86688fdc338p+14,
                                      0x1.81f48c1c33b05p+11,
                                      0x1.6352e136e4f9ep+8,
                                      0x1.a913779274e33p+4,
                                      1.0};
  static constexpr double kBelow[] = {
      0x1.e80d822aaf383p+18, 0x1.45c51e768fe1dp+20, 0x1.985856e7c68aap+20, 0x1.3dfbe3c98571bp+20,
      0x1.56d872a5e5ee3p+19, 0x1.0da36617e3947p+18, 0x1.3d092fb430522p+16, 0x1.18228dc17fb19p+14,
      0x1.6f2184f7f2608p+11, 0x1.570a457a50ffep+8,  0x1.a113779274e5bp+4,  1.0};
  return {horner(kAbove, y), horner(kBelow, y)};
}

AOTS_KERNEL P mills_ratio(P y) {
  const MillsFraction<P> fraction = mills_fraction(y);
  return fraction.above / fraction.below;
}

// 1 - a M(a), the fall of the Mills ratio at a >= 0, as a ratio of its own: the difference would
// cancel as 1/a^2.
AOTS_KERNEL P mills_slope(P a) {
  static constexpr double kAbove[] = {0x1.e506b9d93100ep+21,
                                      0x1.600772d6644b9p+22,
                                      0x1.01b10e46e9fb3p+22,
                                      0x1.eb81b96fcf551p+20,
                                      0x1.4eba6bfdea98ep+19,
                                      0x1.526c323ac90a4p+17,
                                      0x1.00c79a5216cefp+15,
                                      0x1.212aba92c476fp+12,
                                      0x1.d0c97e069e7f2p+8,
                                      0x1.e615944811f47p+4,
                                      1.0};
  static constexpr double kBelow[] = {0x1.e506b9d93100ep+21,
                                      0x1.47fcb3da7d2e4p+23,
                                      0x1.a2a8fec14ab5fp+23,
                                      0x1.4e267200b1119p+23,
                                      0x1.74581e76ddbfbp+22,
                                      0x1.31f98672cd128p+21,
                                      0x1.7d8881b962bd1p+19,
                                      0x1.6d2d0fae7603fp+17,
                                      0x1.0ba05346275cdp+15,
                                      0x1.26dcfb4f9e207p+12,
                                      0x1.d3c97e069e675p+8,
                                      0x1.e615944811f50p+4,
                                      1.0};
  return horner(kAbove, a) / horner(kBelow, a);
}

// M(h - t) - M(h + t) for 0 <= t <= kSeriesReach by its Taylor series in t. With w = h^2 the odd
// derivatives m_n of the Mills ratio obey m_3 = (w + 3) m_1 - 1 and
// m_{n+2} = (w + 2n + 1) m_n - n (n - 1) m_{n-2}.
inline constexpr double kSeriesReach = 0.125;

AOTS_KERNEL P mills_difference_series(P h, P t) {
  const P w = h * h;
  const P t2 = t * t;
  const P m1 = mills_slope(h);
  const P m3 = fma(w + P::of(3.0), m1, P::of(-1.0));
  const P m5 = fma(w + P::of(7.0), m3, P::of(-6.0) * m1);
  const P m7 = fma(w + P::of(11.0), m5, P::of(-20.0) * m3);
  const P m9 = fma(w + P::of(15.0), m7, P::of(-42.0) * m5);
  const P m11 = fma(w + P::of(19.0), m9, P::of(-72.0) * m7);
  const P m13 = fma(w + P::of(23.0), m11, P::of(-110.0) * m9);
  // Nested powers of t^2 / ((n + 1)(n + 2)).
  P series = fma(t2 * P::of(1.0 / 156.0), m13, m11);
  series = fma(t2 * P::of(1.0 / 110.0), series, m9);
  series = fma(t2 * P::of(1.0 / 72.0), series, m7);
  series = fma(t2 * P::of(1.0 / 42.0), series, m5);
  series = fma(t2 * P::of(1.0 / 20.0), series, m3);
  series = fma(t2 * P::of(1.0 / 6.0), series, m1);
  return (t + t) * series;
}

}  // namespace aots::pricing::detail
