// Smile: the total variance of one expiry as a function of log-moneyness, and what makes it free of
// arbitrage.
//
// w(k) = vol^2 years over k = ln(strike / forward): a natural cubic spline, so that w, its slope
// and its curvature are continuous, with straight wings beyond the outermost knots (Lee 2004: a
// wing is straight at most, and no steeper than two). On every piece w is a polynomial. Both checks
// below use that to decide for every k on the real line, not on a grid; docs/surface.md has the
// argument. Vols are annualised fractions, years ACT/365.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

namespace aots::pricing {

// A function of log-moneyness with its first two derivatives, at one point.
struct Jet {
  double value = 0.0;
  double slope = 0.0;
  double curvature = 0.0;
};

class Smile {
 public:
  static constexpr std::size_t kKnotsMax = 16;
  // A cubic, or a straight wing, in the distance of k from its anchor.
  struct Piece {
    double anchor = 0.0;
    std::array<double, 4> c{};  // in rising powers
  };

  // One vol at every strike: the smile of Black and Scholes.
  static Smile flat(double vol, double years);
  // Through these total variances at these ascending knots, two at least and kKnotsMax at most.
  // Preconditions are programmer errors; whether it is a smile at all, butterfly_at() says.
  static Smile through(std::span<const double> knots, std::span<const double> variances);

  double total_variance(double k) const {
    const Piece& piece = piece_at(k);
    const double x = k - piece.anchor;
    return piece.c[0] + x * (piece.c[1] + x * (piece.c[2] + x * piece.c[3]));
  }
  double vol(double k, double years) const { return std::sqrt(total_variance(k) / years); }
  Jet at(double k) const;
  // The steepness of the wings, dw/d|k|.
  double left_slope() const { return -pieces_[0].c[1]; }
  double right_slope() const { return pieces_[count_].c[1]; }

  std::span<const double> knots() const { return {knots_.data(), count_}; }
  // The left wing, the pieces between the knots, the right wing; the wings anchored at the
  // outermost knots, all others at their left one.
  std::span<const Piece> pieces() const { return {pieces_.data(), count_ + 1}; }
  // The same smile with this much more total variance at every strike.
  Smile raised(double by) const;

 private:
  const Piece& piece_at(double k) const {
    std::size_t piece = 0;
    for (std::size_t i = 0; i < kKnotsMax; ++i) piece += static_cast<std::size_t>(k >= knots_[i]);
    return pieces_[piece];
  }

  std::size_t count_ = 0;
  std::array<double, kKnotsMax> knots_{};  // infinite beyond count_
  std::array<Piece, kKnotsMax + 1> pieces_{};
};

// Durrleman's g. The density of ln(S_T / forward) at k is g(k) phi(d2) / sqrt(w), so a negative g
// is a butterfly that costs less than nothing.
double durrleman_g(const Jet& w, double k);

// Where freedom from butterfly arbitrage could not be proved: a log-moneyness at which g or the
// variance is not above zero, or so close to it that rounding decides. Nothing where it is proved
// for every strike: w > 0, g > 0, and wings that rise outwards and stay below Lee's bound, so that
// calls go to zero.
std::optional<double> butterfly_at(const Smile& smile);

// Where it could not be proved that `far`, the later expiry, has at least the total variance of
// `near`: a calendar spread at this log-moneyness costs less than nothing. Nothing where it is
// proved for every strike.
std::optional<double> calendar_at(const Smile& near, const Smile& far);

}  // namespace aots::pricing
