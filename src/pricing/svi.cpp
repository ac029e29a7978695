#include "pricing/svi.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "pricing/detail/polynomial.hpp"

namespace aots::pricing {

namespace {

using detail::Polynomial;

// Total variances of two expiries that agree to this share are equal: a vol to a tenth of that.
constexpr double kTouching = 1e-10;
constexpr int kPiecesMax = 20'000;
constexpr double kWingMax = 1 << 20;

bool finite(const Svi& s) {
  return std::isfinite(s.a) && std::isfinite(s.b) && std::isfinite(s.rho) && std::isfinite(s.m) &&
         std::isfinite(s.sigma);
}

// g(k) times 16 D^3 W^2 > 0 as a polynomial in t, where k = m + sigma (t - 1/t)/2, D = t^2 + 1 and
// w = W(t)/t. Its sign for t > 0 is that of g for all k.
Polynomial<11> scaled_g(const Svi& s) {
  const double left = s.left_slope();
  const double right = s.right_slope();
  const Polynomial<3> square{{1.0, 0.0, 1.0}};                                       // D
  const Polynomial<3> variance{{0.5 * s.sigma * left, s.a, 0.5 * s.sigma * right}};  // W
  const Polynomial<3> slope{{-left, 0.0, right}};                                    // w' D
  const Polynomial<3> moneyness{{-s.sigma, 2.0 * s.m, s.sigma}};                     // 2 t k
  const Polynomial<2> t{{0.0, 1.0}};
  const auto first = 4.0 * (square * variance) - moneyness * slope;
  const auto slope_square = slope * slope * square;
  const Polynomial<4> t_cube{{0.0, 0.0, 0.0, 64.0 * s.b / s.sigma}};
  return square * (first * first) - slope_square * (4.0 * (t * variance) + variance * variance) +
         t_cube * (variance * variance);
}

double log_moneyness(const Svi& s, double t) { return s.m + 0.5 * s.sigma * (t - 1.0 / t); }

// At or beyond k = `from`, which is right of the centres for side +1 and left for -1, a smile lies
// above its asymptote and by less than at `from`.
bool wing_ordered(const Svi& near, const Svi& far, double from, double side) {
  const double near_slope = side > 0.0 ? near.right_slope() : near.left_slope();
  const double far_slope = side > 0.0 ? far.right_slope() : far.left_slope();
  if (far_slope < near_slope) return false;
  const double near_value = near.total_variance(from);
  const double far_asymptote = far.a + far_slope * side * (from - far.m);
  return far_asymptote >= near_value * (1.0 - kTouching);
}

// The tangent of the later smile is below it and the chord of the earlier one above, as both are
// convex. Halves [low, high] until the two straight lines are ordered on every piece.
std::optional<double> calendar_within(const Svi& near, const Svi& far, double low, double high) {
  std::vector<std::pair<double, double>> pieces{{low, high}};
  for (int work = 0; !pieces.empty(); ++work) {
    const auto [from, to] = pieces.back();
    pieces.pop_back();
    const double middle = 0.5 * (from + to);
    const Jet tangent = far.at(middle);
    const double slack = kTouching * tangent.value;
    if (tangent.value < near.total_variance(middle) - slack || work == kPiecesMax) return middle;
    const double reach = 0.5 * (to - from);
    const bool ordered =
        tangent.value - reach * tangent.slope >= near.total_variance(from) - slack &&
        tangent.value + reach * tangent.slope >= near.total_variance(to) - slack;
    if (ordered) continue;
    pieces.emplace_back(from, middle);
    pieces.emplace_back(middle, to);
  }
  return std::nullopt;
}

}  // namespace

Jet Svi::at(double k) const {
  const double x = k - m;
  const double root = std::sqrt(x * x + sigma * sigma);
  if (root == 0.0) return {.value = a, .slope = b * rho, .curvature = 0.0};
  return {.value = a + b * (rho * x + root),
          .slope = b * (rho + x / root),
          .curvature = b * sigma * sigma / (root * root * root)};
}

Svi flat_smile(double vol, double years) {
  return {.a = vol * vol * years, .b = 0.0, .rho = 0.0, .m = 0.0, .sigma = 1.0};
}

double durrleman_g(const Jet& w, double k) {
  const double tilt = 1.0 - 0.5 * k * w.slope / w.value;
  return tilt * tilt - 0.25 * w.slope * w.slope * (1.0 / w.value + 0.25) + 0.5 * w.curvature;
}

std::optional<double> butterfly_at(const Svi& s) {
  if (!finite(s) || s.b < 0.0 || std::fabs(s.rho) > 1.0 || s.sigma < 0.0) return s.m;
  if (s.least_variance() <= 0.0) return s.m - s.sigma * s.rho;
  if (s.b == 0.0) return std::nullopt;
  if (s.sigma == 0.0) return s.m;
  if (s.left_slope() >= 2.0) return -std::numeric_limits<double>::infinity();
  if (s.right_slope() >= 2.0) return std::numeric_limits<double>::infinity();
  const Polynomial<11> g = scaled_g(s);
  // Right wing with t -> 1/t, so that both halves of the line are t in [0, 1].
  if (const auto t = detail::not_positive_at(g)) return log_moneyness(s, std::max(*t, 1e-300));
  if (const auto t = detail::not_positive_at(g.reversed())) {
    return log_moneyness(s, 1.0 / std::max(*t, 1e-300));
  }
  return std::nullopt;
}

std::optional<double> calendar_at(const Svi& near, const Svi& far) {
  const double width = std::max(near.sigma, far.sigma);
  double low = std::min(near.m, far.m) - width;
  double high = std::max(near.m, far.m) + width;
  while (!wing_ordered(near, far, high, 1.0)) {
    if (high - far.m > kWingMax * width) return std::numeric_limits<double>::infinity();
    high += high - std::min(near.m, far.m);
  }
  while (!wing_ordered(near, far, low, -1.0)) {
    if (far.m - low > kWingMax * width) return -std::numeric_limits<double>::infinity();
    low -= std::max(near.m, far.m) - low;
  }
  return calendar_within(near, far, low, high);
}

}  // namespace aots::pricing
