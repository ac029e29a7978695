#include "pricing/smile.hpp"

#include <algorithm>
#include <limits>

#include "base/contract.hpp"
#include "pricing/detail/polynomial.hpp"

namespace aots::pricing {

namespace {

using detail::Polynomial;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Total variances of two expiries that agree to this share are equal: a vol to half of that.
constexpr double kTouching = 1e-10;
constexpr double kLeeBound = 2.0;

// The cubic of a piece in t, where k = from + length t.
Polynomial<4> over(const Smile::Piece& piece, double from, double length) {
  const auto& c = piece.c;
  const double x = from - piece.anchor;
  return {{c[0] + x * (c[1] + x * (c[2] + x * c[3])),
           length * (c[1] + x * (2.0 * c[2] + 3.0 * x * c[3])),
           length * length * (c[2] + 3.0 * x * c[3]), length * length * length * c[3]}};
}

template <std::size_t N>
Polynomial<N - 1> derivative(const Polynomial<N>& p) {
  Polynomial<N - 1> result;
  for (std::size_t i = 1; i < N; ++i) result.c[i - 1] = static_cast<double>(i) * p.c[i];
  return result;
}

// A point of [from, from + length] where w or 16 w^2 g = (4 w - 2 k w')^2 - w'^2 (4 w + w^2) +
// 8 w^2 w'' is not proved positive.
std::optional<double> butterfly_within(const Smile::Piece& piece, double from, double length) {
  const Polynomial<4> w = over(piece, from, length);
  if (const auto t = detail::not_positive_at(w)) return from + length * *t;
  const Polynomial<3> slope = (1.0 / length) * derivative(w);
  const Polynomial<2> curvature = (1.0 / length) * derivative(slope);
  const Polynomial<2> k{{from, length}};
  const auto tilt = 4.0 * w - 2.0 * (k * slope);
  const auto square = w * w;
  const auto g = tilt * tilt - slope * slope * (4.0 * w + square) + 8.0 * (square * curvature);
  if (const auto t = detail::not_positive_at(g)) return from + length * *t;
  return std::nullopt;
}

// The same beyond an outermost knot, where w = value + slope x at a distance x. Seen from the right
// and, mirrored, from the left: `k` is the knot's distance outwards from zero.
bool wing_is_free(double value, double slope, double k) {
  if (!(value > 0.0) || !(slope >= 0.0) || !(slope < kLeeBound)) return false;
  const double square = slope * slope;
  const double tilt = 4.0 * value - 2.0 * k * slope;
  const double c0 = tilt * tilt - square * (4.0 * value + value * value);
  const double c1 = 4.0 * tilt * slope - square * slope * (4.0 + 2.0 * value);
  const double c2 = square * (4.0 - square);
  const double margin = 1e-13 * (tilt * tilt + square * (4.0 * value + value * value));
  const double least = c1 < 0.0 ? c0 - 0.25 * c1 * c1 / c2 : c0;
  return least > margin;
}

// Where far - near is not proved to be zero or more on [from, from + length], which no knot
// divides.
std::optional<double> calendar_within(const Smile& near, const Smile& far, double from,
                                      double length) {
  const double middle = from + 0.5 * length;
  const auto piece_of = [middle](const Smile& smile) {
    const auto knots = smile.knots();
    const auto after = std::upper_bound(knots.begin(), knots.end(), middle);
    return smile.pieces()[static_cast<std::size_t>(after - knots.begin())];
  };
  const Polynomial<4> later = over(piece_of(far), from, length);
  Polynomial<4> gap = later - over(piece_of(near), from, length);
  gap.c[0] += kTouching * std::max(later.c[0], far.total_variance(from + length));
  const auto t = detail::not_positive_at(gap);
  if (!t) return std::nullopt;
  return from + length * *t;
}

}  // namespace

Smile Smile::flat(double vol, double years) {
  const std::array knots{0.0, 1.0};
  const std::array variances{vol * vol * years, vol * vol * years};
  return through(knots, variances);
}

Smile Smile::through(std::span<const double> knots, std::span<const double> variances) {
  const std::size_t n = knots.size();
  AOTS_EXPECTS(n >= 2 && n <= kKnotsMax && variances.size() == n);
  Smile smile;
  smile.count_ = n;
  smile.knots_.fill(kInfinity);
  std::copy(knots.begin(), knots.end(), smile.knots_.begin());
  std::array<double, kKnotsMax> rise{};
  for (std::size_t i = 0; i + 1 < n; ++i) {
    AOTS_EXPECTS(knots[i] < knots[i + 1]);
    rise[i] = (variances[i + 1] - variances[i]) / (knots[i + 1] - knots[i]);
  }
  // Second derivatives at the knots, zero at both ends: a tridiagonal system by elimination.
  std::array<double, kKnotsMax> bend{};
  std::array<double, kKnotsMax> diagonal{};
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double before = knots[i] - knots[i - 1];
    const double after = knots[i + 1] - knots[i];
    const double factor = i > 1 ? before / diagonal[i - 1] : 0.0;
    diagonal[i] = 2.0 * (before + after) - factor * before;
    bend[i] = 6.0 * (rise[i] - rise[i - 1]) - factor * bend[i - 1];
  }
  for (std::size_t i = n - 1; i-- > 1;) {
    bend[i] = (bend[i] - (knots[i + 1] - knots[i]) * bend[i + 1]) / diagonal[i];
  }
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double length = knots[i + 1] - knots[i];
    smile.pieces_[i + 1] = {
        .anchor = knots[i],
        .c = {variances[i], rise[i] - length * (2.0 * bend[i] + bend[i + 1]) / 6.0, 0.5 * bend[i],
              (bend[i + 1] - bend[i]) / (6.0 * length)}};
  }
  const double last = knots[n - 1] - knots[n - 2];
  smile.pieces_[0] = {.anchor = knots[0], .c = {variances[0], smile.pieces_[1].c[1], 0.0, 0.0}};
  smile.pieces_[n] = {.anchor = knots[n - 1],
                      .c = {variances[n - 1], rise[n - 2] + last * bend[n - 2] / 6.0, 0.0, 0.0}};
  return smile;
}

Jet Smile::at(double k) const {
  const Piece& piece = piece_at(k);
  const auto& c = piece.c;
  const double x = k - piece.anchor;
  return {.value = c[0] + x * (c[1] + x * (c[2] + x * c[3])),
          .slope = c[1] + x * (2.0 * c[2] + 3.0 * x * c[3]),
          .curvature = 2.0 * c[2] + 6.0 * x * c[3]};
}

Smile Smile::raised(double by) const {
  Smile smile = *this;
  for (Piece& piece : smile.pieces_) piece.c[0] += by;
  return smile;
}

double durrleman_g(const Jet& w, double k) {
  const double tilt = 1.0 - 0.5 * k * w.slope / w.value;
  return tilt * tilt - 0.25 * w.slope * w.slope * (1.0 / w.value + 0.25) + 0.5 * w.curvature;
}

std::optional<double> butterfly_at(const Smile& smile) {
  const auto knots = smile.knots();
  const auto pieces = smile.pieces();
  for (const Smile::Piece& piece : pieces) {
    for (const double c : piece.c) {
      if (!std::isfinite(c)) return piece.anchor;
    }
  }
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    if (const auto k = butterfly_within(pieces[i + 1], knots[i], knots[i + 1] - knots[i])) {
      return k;
    }
  }
  if (!wing_is_free(pieces.front().c[0], smile.left_slope(), -knots.front())) return -kInfinity;
  if (!wing_is_free(pieces.back().c[0], smile.right_slope(), knots.back())) return kInfinity;
  return std::nullopt;
}

std::optional<double> calendar_at(const Smile& near, const Smile& far) {
  std::array<double, 2 * Smile::kKnotsMax> knots{};
  const auto end = std::merge(near.knots().begin(), near.knots().end(), far.knots().begin(),
                              far.knots().end(), knots.begin());
  for (auto knot = knots.begin(); knot + 1 != end; ++knot) {
    if (*knot == *(knot + 1)) continue;
    if (const auto k = calendar_within(near, far, *knot, *(knot + 1) - *knot)) return k;
  }
  // Both are straight beyond, and ordered at the last knot.
  if (far.left_slope() < near.left_slope()) return -kInfinity;
  if (far.right_slope() < near.right_slope()) return kInfinity;
  return std::nullopt;
}

}  // namespace aots::pricing
