// The kernel under prices, Greeks and implied vols: an out-of-the-money Black price without units.
//
// With x = -|ln(F/K)| <= 0 and total vol s = vol * sqrt(years), the undiscounted price over
// sqrt(F*K) is b(x, s) = exp(x/2) Phi(x/s + s/2) - exp(-x/2) Phi(x/s - s/2), between 0 and
// exp(x/2). Everything is written with the Mills ratio M(a) = Phi(-a)/phi(a), which neither
// underflows nor cancels: with h = x/s and t = s/2, b = db/ds * (M(-h-t) - M(-h+t)). Derivation:
// docs/pricing.md.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace aots::pricing::detail {

inline constexpr double kInvSqrt2Pi = 0.39894228040143267794;
// Beyond it exp(-exponent) is zero: an option is then worth nothing, or all that it can be.
inline constexpr double kLargestExponent = 745.0;

// Coefficients in rising powers; even and odd powers run in parallel.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  static_assert(N % 2 == 0);
  const double square = x * x;
  double even = coefficients[N - 2];
  double odd = coefficients[N - 1];
  for (std::size_t i = N - 2; i >= 2; i -= 2) {
    even = even * square + coefficients[i - 2];
    odd = odd * square + coefficients[i - 1];
  }
  return even + x * odd;
}

// Phi(-a) / phi(a) for a >= 0, to about 2 units in the last place. Rational interpolation in
// (a - 4)/(a + 4) at Chebyshev nodes, so it holds from 0 to infinity; all coefficients are
// positive, so nothing cancels.
inline double mills_ratio(double a) {
  static constexpr std::array<double, 12> kAbove = {0x1.625b46e5d5182p+20,
                                                    0x1.310fafe278ea8p+21,
                                                    0x1.0365b5384c8b6p+21,
                                                    0x1.1a6803f08a3b3p+20,
                                                    0x1.b079174c6f070p+18,
                                                    0x1.e4f0c2df7ba08p+16,
                                                    0x1.9304eec1c4b7ep+14,
                                                    0x1.eb4a5ad99b85fp+11,
                                                    0x1.a67a301134beep+8,
                                                    0x1.d2fe75169831dp+4,
                                                    1.0,
                                                    0.0};
  static constexpr std::array<double, 12> kBelow = {
      0x1.1abc51a39f934p+20, 0x1.6432e995c1e58p+21, 0x1.a47da391232a2p+21, 0x1.33aa76d5452c8p+21,
      0x1.36de04067aa5fp+20, 0x1.c8d8a91627a36p+18, 0x1.f410b5e88f896p+16, 0x1.9996d781fc03ep+14,
      0x1.eef057c3c9a4dp+11, 0x1.a77a301134b68p+8,  0x1.d2fe751698321p+4,  1.0};
  return polynomial(kAbove, a) / polynomial(kBelow, a);
}

// 1 - a * mills_ratio(a), the fall of the Mills ratio, as a ratio of its own: the difference would
// cancel as 1/a^2.
inline double mills_slope(double a) {
  static constexpr std::array<double, 12> kAbove = {0x1.e506b9d93100ep+21,
                                                    0x1.600772d6644b9p+22,
                                                    0x1.01b10e46e9fb3p+22,
                                                    0x1.eb81b96fcf551p+20,
                                                    0x1.4eba6bfdea98ep+19,
                                                    0x1.526c323ac90a4p+17,
                                                    0x1.00c79a5216cefp+15,
                                                    0x1.212aba92c476fp+12,
                                                    0x1.d0c97e069e7f2p+8,
                                                    0x1.e615944811f47p+4,
                                                    1.0,
                                                    0.0};
  // One power more than twelve, so the highest (a^12) is added apart.
  static constexpr std::array<double, 12> kBelow = {
      0x1.e506b9d93100ep+21, 0x1.47fcb3da7d2e4p+23, 0x1.a2a8fec14ab5fp+23, 0x1.4e267200b1119p+23,
      0x1.74581e76ddbfbp+22, 0x1.31f98672cd128p+21, 0x1.7d8881b962bd1p+19, 0x1.6d2d0fae7603fp+17,
      0x1.0ba05346275cdp+15, 0x1.26dcfb4f9e207p+12, 0x1.d3c97e069e675p+8,  0x1.e615944811f50p+4};
  const double square = a * a;
  const double twelfth = square * square * square * square * square * square;
  return polynomial(kAbove, a) / (polynomial(kBelow, a) + twelfth);
}

// M(-h-t) - M(-h+t) for small t by its Taylor series in t. With w = h^2 the odd derivatives m_n of
// the Mills ratio obey m_3 = (w + 3) m_1 - 1 and m_{n+2} = (w + 2n + 1) m_n - n (n - 1) m_{n-2}.
inline double mills_difference_series(double h, double t) {
  const double w = h * h;
  const double t2 = t * t;
  const double m1 = mills_slope(-h);
  const double m3 = (w + 3.0) * m1 - 1.0;
  const double m5 = (w + 7.0) * m3 - 6.0 * m1;
  const double m7 = (w + 11.0) * m5 - 20.0 * m3;
  const double m9 = (w + 15.0) * m7 - 42.0 * m5;
  const double m11 = (w + 19.0) * m9 - 72.0 * m7;
  const double m13 = (w + 23.0) * m11 - 110.0 * m9;
  const double m15 = (w + 27.0) * m13 - 156.0 * m11;
  const double m17 = (w + 31.0) * m15 - 210.0 * m13;
  // Nested powers of t^2 / ((n + 1)(n + 2)).
  double series = m15 + t2 * (1.0 / 272.0) * m17;
  series = m13 + t2 * (1.0 / 210.0) * series;
  series = m11 + t2 * (1.0 / 156.0) * series;
  series = m9 + t2 * (1.0 / 110.0) * series;
  series = m7 + t2 * (1.0 / 72.0) * series;
  series = m5 + t2 * (1.0 / 42.0) * series;
  series = m3 + t2 * (1.0 / 20.0) * series;
  series = m1 + t2 * (1.0 / 6.0) * series;
  return 2.0 * t * series;
}

// A forward and a strike without units.
struct Moneyness {
  double x;      // -|ln(forward / strike)|
  double bound;  // exp(x/2), the most an out-of-the-money option can be worth
  double scale;  // sqrt(forward * strike); bound * scale is the smaller of the two
};

inline Moneyness moneyness(double forward, double strike) {
  const double low = forward < strike ? forward : strike;
  const double high = forward < strike ? strike : forward;
  const double root_low = std::sqrt(low);
  const double root_high = std::sqrt(high);
  const double ratio = high / low;
  // Near the money the difference is exact and the quotient is not; far out the quotient overflows.
  const double distance = ratio < 2.0     ? std::log1p((high - low) / low)
                          : ratio < 1e300 ? std::log(ratio)
                                          : std::log(high) - std::log(low);
  return {-distance, root_low / root_high, root_low * root_high};
}

struct NormalisedBlack {
  double value;       // b
  double complement;  // bound - b, precise also where b is nearly all of the bound
  double vega;        // db/ds
};

// x <= 0, s > 0, bound = exp(x/2).
inline NormalisedBlack normalised_black(double x, double s, double bound) {
  const double h = x / s;
  const double t = 0.5 * s;
  const double exponent = 0.5 * (h * h + t * t);
  if (!(exponent < kLargestExponent)) {
    return -h > t ? NormalisedBlack{0.0, bound, 0.0} : NormalisedBlack{bound, 0.0, 0.0};
  }
  const double vega = kInvSqrt2Pi * std::exp(-exponent);
  if (t < 0.25 && x > -2.0) {
    const double value = vega * mills_difference_series(h, t);
    return {value, bound - value, vega};
  }
  const double edge = h + t;
  const double near = mills_ratio(std::abs(edge));
  const double far = mills_ratio(t - h);
  if (edge <= 0.0) {
    const double value = vega * (near - far);
    return {value, bound - value, vega};
  }
  const double complement = vega * (near + far);
  return {bound - complement, complement, vega};
}

}  // namespace aots::pricing::detail
