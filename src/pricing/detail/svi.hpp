// Svi: the shape that a smile has where its quotes do not say otherwise.
//
// Raw parametrization of Gatheral (2004), in the letters of Gatheral and Jacquier, "Arbitrage-free
// SVI volatility surfaces", Quantitative Finance 14 (2014):
//   w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)).
// Five parameters fit any quotes without following one of them, so this is what outliers are told
// by; it is neither close enough to liquid quotes nor free of arbitrage. The search runs in (a,
// left slope, right slope, m, sigma), in which w is linear in the first three; where m and sigma
// start is scanned with those three solved for (Zeliade Systems, "Quasi-explicit calibration of
// Gatheral's SVI model", 2009).
#pragma once

#include <cmath>
#include <optional>
#include <span>

#include "pricing/detail/least_squares.hpp"
#include "pricing/smile.hpp"

namespace aots::pricing::detail {

struct Svi {
  double a = 0.0;
  double b = 0.0;
  double rho = 0.0;
  double m = 0.0;
  double sigma = 0.0;

  Jet at(double k) const {
    const double x = k - m;
    const double root = std::sqrt(x * x + sigma * sigma);
    return {.value = a + b * (rho * x + root),
            .slope = b * (rho + x / root),
            .curvature = b * sigma * sigma / (root * root * root)};
  }
};

// One vol to be met, with one over its half-spread.
struct Target {
  double k = 0.0;
  double vol = 0.0;
  double sharpness = 0.0;
};

struct SviFit {
  Svi svi;
  int iterations = 0;
  bool converged = false;
};

// By least absolute residuals over a scan of m and sigma; absent where nothing sensible is near.
std::optional<Svi> scan_svi(std::span<const Target> targets, double years);
// From there on under a robust loss. Targets ascend by k.
SviFit fit_svi(std::span<const Target> targets, double years, const Svi& start, const Loss& loss,
               int iterations_max);

}  // namespace aots::pricing::detail
