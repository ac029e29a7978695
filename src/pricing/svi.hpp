// Svi: the total variance of one expiry as a function of log-moneyness, and what makes it free of
// arbitrage.
//
// Raw parametrization of Gatheral (2004), in the letters of Gatheral and Jacquier, "Arbitrage-free
// SVI volatility surfaces", Quantitative Finance 14 (2014):
//   w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)),  k = ln(strike / forward),
//   w = vol^2 years. Vols are annualised fractions, years ACT/365.
// Both checks decide for every k on the real line, not on a grid; docs/surface.md has the argument.
#pragma once

#include <cmath>
#include <optional>

namespace aots::pricing {

// A function of log-moneyness with its first two derivatives, at one point.
struct Jet {
  double value = 0.0;
  double slope = 0.0;
  double curvature = 0.0;
};

struct Svi {
  double a = 0.0;
  double b = 0.0;    // zero or more
  double rho = 0.0;  // between -1 and 1
  double m = 0.0;
  double sigma = 0.0;  // above zero where b is

  double total_variance(double k) const {
    const double x = k - m;
    return a + b * (rho * x + std::sqrt(x * x + sigma * sigma));
  }
  double vol(double k, double years) const { return std::sqrt(total_variance(k) / years); }
  Jet at(double k) const;
  // The steepness of the wings, dw/d|k| in the limit; Lee (2004): neither may exceed two.
  double left_slope() const { return b * (1.0 - rho); }
  double right_slope() const { return b * (1.0 + rho); }
  double least_variance() const { return a + b * sigma * std::sqrt((1.0 - rho) * (1.0 + rho)); }

  bool operator==(const Svi&) const = default;
};

// The smile of Black and Scholes: one vol at every strike.
Svi flat_smile(double vol, double years);

// Durrleman's g. The density of ln(S_T / forward) at k is g(k) phi(d2) / sqrt(w), so a negative g
// is a butterfly that costs less than nothing.
double durrleman_g(const Jet& w, double k);

// Where freedom from butterfly arbitrage could not be proved: a log-moneyness at which g or the
// variance is negative, or so close to zero that rounding decides. Nothing where it is proved for
// every strike: w > 0, g > 0, and wings flatter than Lee's bound, so that calls go to zero.
std::optional<double> butterfly_at(const Svi& smile);

// Where it could not be proved that `far`, the later expiry, has at least the total variance of
// `near`: a calendar spread at this log-moneyness costs less than nothing. Nothing where it is
// proved for every strike.
std::optional<double> calendar_at(const Svi& near, const Svi& far);

}  // namespace aots::pricing
