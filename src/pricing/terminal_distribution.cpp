#include "pricing/terminal_distribution.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "base/normal.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::pricing {

namespace {

bool positive(double value) { return std::isfinite(value) && value > 0.0; }

// P(ln(S_T / forward) <= k): N(-d2) + phi(d2) d sqrt(w)/dk.
double smile_below(const Smile& smile, double k) {
  const Jet w = smile.at(k);
  const double root = std::sqrt(w.value);
  const double d2 = -k / root - 0.5 * root;
  const double below = normal_cdf(-d2) + normal_density(d2) * w.slope / (2.0 * root);
  // Far out the two terms cancel to a rounding, which may have either sign.
  return std::clamp(below, 0.0, 1.0);
}

// Of ln(S_T / forward).
double smile_density(const Smile& smile, double k) {
  const Jet w = smile.at(k);
  const double root = std::sqrt(w.value);
  return durrleman_g(w, k) * normal_density(-k / root - 0.5 * root) / root;
}

double smile_price(const Smile& smile, Right right, double forward, double strike) {
  return black_price({.right = right,
                      .forward = forward,
                      .strike = strike,
                      .discount = 1.0,
                      .years = 1.0,
                      .vol = std::sqrt(smile.total_variance(std::log(strike / forward)))});
}

// f(near) and f(far) in the proportion of the mix; `far` is not asked where it has no weight.
template <class F>
double mixed(const SmileMix& mix, F&& f) {
  const double near = f(mix.near);
  return mix.far_weight == 0.0 ? near : near + mix.far_weight * (f(mix.far) - near);
}

}  // namespace

TerminalDistribution::TerminalDistribution(const LognormalEnd& lognormal)
    : TerminalDistribution(lognormal.forward, Smile::flat(lognormal.vol, lognormal.years)) {}

TerminalDistribution::TerminalDistribution(double forward, const SmileMix& smile)
    : forward_(forward), smile_(smile) {
  AOTS_EXPECTS(positive(forward));
  AOTS_EXPECTS(!butterfly_at(smile.near) && !butterfly_at(smile.far));
  AOTS_EXPECTS(smile.far_weight >= 0.0 && smile.far_weight <= 1.0);
}

double TerminalDistribution::probability_below(double price) const {
  if (price <= 0.0) return 0.0;
  if (std::isinf(price)) return 1.0;
  const double k = std::log(price / forward_);
  return mixed(smile_, [k](const Smile& smile) { return smile_below(smile, k); });
}

double TerminalDistribution::probability_between(double lower, double upper) const {
  AOTS_EXPECTS(lower <= upper);
  return std::max(0.0, probability_below(upper) - probability_below(lower));
}

double TerminalDistribution::density(double price) const {
  if (price <= 0.0 || std::isinf(price)) return 0.0;
  const double k = std::log(price / forward_);
  return mixed(smile_, [k](const Smile& smile) { return smile_density(smile, k); }) / price;
}

double TerminalDistribution::quantile(double probability) const {
  AOTS_EXPECTS(probability > 0.0 && probability < 1.0);
  // Log-moneyness is bracketed by doubling and then halved down to a double's precision.
  const auto below = [&](double k) { return probability_below(forward_ * std::exp(k)); };
  double low = -1.0;
  double high = 1.0;
  while (below(low) > probability && low > -512.0) low *= 2.0;
  while (below(high) < probability && high < 512.0) high *= 2.0;
  for (int i = 0; i < 80 && low < high; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle == low || middle == high) break;
    (below(middle) < probability ? low : high) = middle;
  }
  return forward_ * std::exp(0.5 * (low + high));
}

double TerminalDistribution::call(double strike) const {
  AOTS_EXPECTS(strike >= 0.0);
  if (strike == 0.0) return forward_;
  return mixed(smile_, [&](const Smile& smile) {
    return smile_price(smile, Right::kCall, forward_, strike);
  });
}

double TerminalDistribution::put(double strike) const {
  AOTS_EXPECTS(strike >= 0.0);
  if (strike == 0.0) return 0.0;
  return mixed(smile_, [&](const Smile& smile) {
    return smile_price(smile, Right::kPut, forward_, strike);
  });
}

double TerminalDistribution::expected_move() const { return 2.0 * call(forward_); }

double TerminalDistribution::probability_of_profit(const PayoffLine& payoff) const {
  const auto& points = payoff.points;
  AOTS_EXPECTS(!points.empty() && points.front().underlying == 0.0);
  double probability = 0.0;
  // The part of one straight line on which it is above zero.
  const auto add = [&](double from, double to, double profit, double slope) {
    double lower = from;
    double upper = to;
    if (slope == 0.0) {
      if (profit <= 0.0) return;
    } else {
      const double zero = from - profit / slope;
      if (slope > 0.0) lower = std::max(lower, zero);
      if (slope < 0.0) upper = std::min(upper, zero);
    }
    if (lower < upper) probability += probability_between(lower, upper);
  };
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const PayoffPoint& from = points[i];
    const PayoffPoint& to = points[i + 1];
    AOTS_EXPECTS(from.underlying < to.underlying);
    add(from.underlying, to.underlying, from.profit,
        (to.profit - from.profit) / (to.underlying - from.underlying));
  }
  add(points.back().underlying, std::numeric_limits<double>::infinity(), points.back().profit,
      payoff.slope_beyond);
  return std::min(probability, 1.0);
}

double TerminalDistribution::expected_profit(const PayoffLine& payoff) const {
  const auto& points = payoff.points;
  AOTS_EXPECTS(!points.empty() && points.front().underlying == 0.0);
  // The payoff is its value at zero and a call for every change of slope.
  double expected = points.front().profit;
  double slope_before = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double slope = payoff.slope_beyond;
    if (i + 1 < points.size()) {
      const double step = points[i + 1].underlying - points[i].underlying;
      AOTS_EXPECTS(step > 0.0);
      slope = (points[i + 1].profit - points[i].profit) / step;
    }
    if (slope != slope_before) expected += (slope - slope_before) * call(points[i].underlying);
    slope_before = slope;
  }
  return expected;
}

}  // namespace aots::pricing
