#include "pricing/implied_vol.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/contract.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/detail/normalised_black.hpp"

namespace aots::pricing {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSqrt2Pi = 2.50662827463100050242;

// Time value is a difference of prices that are themselves rounded. With fewer than this many
// roundings of it, less than two digits are known and a vol would be noise.
constexpr double kLeastRoundings = 100.0;
// The step after which the next would be below rounding: errors shrink with their fourth power.
constexpr double kLastStep = 1e-5;
constexpr int kMaxIterations = 60;

// The quote without units: x <= 0 and a value between 0 and the bound.
struct Quote {
  double x;
  double bound;
  double value;
  double complement;  // bound - value
};

// The scale on which value is compared, chosen so that it is nearly linear in total vol.
enum class Scale {
  kDeep,   // 1/sqrt(ln(anchor/value)): value falls like exp(-x^2 / 2s^2)
  kPlain,  // value
  kBound,  // -ln(complement)
};

struct Start {
  Scale scale = Scale::kPlain;
  double total_vol = 0.0;  // the guess
  double low = 0.0;        // a bracket of the root
  double high = kInfinity;
  double log_anchor = 0.0;  // kDeep only
};

struct Solution {
  double total_vol = 0.0;
  int iterations = 0;
  bool converged = false;
};

// The deep wing, s = -x/a for some a above `edge`: ln(value) is nearly -(a^2/2 + 3 ln a) up to a
// constant, which is fixed at the edge. One Newton step inverts that.
double deep_guess(double x, double edge, double log_ratio) {
  const double level = 0.5 * edge * edge + 3.0 * std::log(edge) + log_ratio;
  const double first = std::sqrt(2.0 * level);
  const double excess = 0.5 * first * first + 3.0 * std::log(first) - level;
  return -x / std::max(edge, first - excess / (first + 3.0 / first));
}

// Around the money: Corrado and Miller, "A note on a simple, accurate formula to compute implied
// standard deviations", J. Banking and Finance 20 (1996), without units.
double central_guess(const Quote& quote) {
  const double forward_gap = 2.0 * std::sinh(-0.5 * quote.x);
  const double sum = 2.0 * std::cosh(0.5 * quote.x);
  const double middle = quote.value + 0.5 * forward_gap;
  const double inner =
      middle * middle - 2.0 * detail::kInvSqrt2Pi * detail::kInvSqrt2Pi * forward_gap * forward_gap;
  return kSqrt2Pi / sum * (middle + std::sqrt(std::max(0.0, inner)));
}

// z with Phi(-z) = tail, for tail <= 1/2, to three digits: the series around the median, else
// Hastings' formula (Abramowitz and Stegun 26.2.23).
double rough_quantile(double tail) {
  if (tail > 0.1) {
    const double z = kSqrt2Pi * (0.5 - tail);
    const double z2 = z * z;
    return z * (1.0 + z2 * (1.0 / 6.0 + z2 * (7.0 / 120.0 + z2 * (127.0 / 5040.0))));
  }
  const double w = std::sqrt(-2.0 * std::log(tail));
  const double above = 2.515517 + w * (0.802853 + w * 0.010328);
  const double below = 1.0 + w * (1.432788 + w * (0.189269 + w * 0.001308));
  return w - above / below;
}

// Near the upper bound: complement/bound = Phi(-z) + (a second tail), where z = x/s + s/2. The
// share of the second tail is taken at the inflection point of the value, s = sqrt(-2x).
double bound_guess(const Quote& quote) {
  const double second = detail::mills_ratio(std::sqrt(-2.0 * quote.x));
  const double share = second / (detail::mills_ratio(0.0) + second);
  const double z = rough_quantile(std::min(0.5, (1.0 - share) * quote.complement / quote.bound));
  return z + std::sqrt(z * z - 2.0 * quote.x);
}

// Where the search begins. The deep wing ends where -x/s is 1, or for far strikes at the
// inflection.
Start choose_start(const Quote& quote) {
  Start start;
  const double edge = std::max(1.0, std::sqrt(-0.5 * quote.x));
  const double edge_vol = -quote.x / edge;
  const double edge_value =
      edge_vol > 0.0 ? detail::normalised_black(quote.x, edge_vol, quote.bound).value : 0.0;
  if (quote.value < edge_value) {
    const double log_edge_value = std::log(edge_value);
    start.scale = Scale::kDeep;
    start.high = edge_vol;
    start.log_anchor = log_edge_value + 0.5 * edge * edge;
    start.total_vol = deep_guess(quote.x, edge, log_edge_value - std::log(quote.value));
    return start;
  }
  start.low = edge_vol;
  if (quote.complement < 0.5 * quote.bound) {
    start.scale = Scale::kBound;
    start.total_vol = bound_guess(quote);
  } else if (quote.x > -2.0) {
    start.total_vol = central_guess(quote);
  } else {
    // The tangent at the inflection point, where the slope is bound/sqrt(2 pi).
    start.total_vol = edge_vol + (quote.value - edge_value) / quote.bound * kSqrt2Pi;
  }
  return start;
}

// What a search step needs of the scale f(value(s)): the Newton step, and the ratios f''/f' and
// f'''/f' of its derivatives by value, times vega and vega squared.
struct Slopes {
  double newton = 0.0;
  double second = 0.0;
  double third = 0.0;
};

Slopes slopes(const Quote& quote, const Start& start, double goal,
              const detail::NormalisedBlack& at) {
  switch (start.scale) {
    case Scale::kDeep: {
      const double rate = at.vega / at.value;
      const double depth = start.log_anchor - std::log(at.value);
      const double root = 1.0 / std::sqrt(depth);
      const double second = rate * (1.5 / depth - 1.0);
      const double change = 1.0 - 1.5 * (depth - 1.0) / (depth * depth);
      return {(goal - root) * 2.0 * depth / (root * rate), second,
              second * second + change * rate * rate};
    }
    case Scale::kPlain:
      return {(quote.value - at.value) / at.vega, 0.0, 0.0};
    case Scale::kBound: {
      const double rate = at.vega / at.complement;
      return {std::log(at.complement / quote.complement) / rate, rate, 2.0 * rate * rate};
    }
  }
  return {};
}

// Householder's third-order step, with the second and third derivative of value by total vol s over
// its first: x^2/s^3 - s/4, and the square of that plus its slope.
double third_order_step(const Slopes& slope, double x, double s) {
  const double h2 = (x / s) * (x / s);
  const double value_second = h2 / s - 0.25 * s;
  const double value_third = value_second * value_second - 3.0 * h2 / (s * s) - 0.25;
  const double second = value_second + slope.second;
  const double third = value_third + 3.0 * value_second * slope.second + slope.third;
  const double step = slope.newton * (1.0 + 0.5 * second * slope.newton) /
                      (1.0 + slope.newton * (second + third * slope.newton / 6.0));
  // Far from the root the higher terms can turn the step around; Newton's own never does.
  return step * slope.newton > 0.0 ? step : slope.newton;
}

double middle(const Start& bracket) {
  if (bracket.high == kInfinity) return 2.0 * std::max(bracket.low, 1.0);
  return bracket.low > 0.0 ? std::sqrt(bracket.low * bracket.high) : 0.5 * bracket.high;
}

Solution solve(const Quote& quote) {
  Start search = choose_start(quote);
  const double goal = search.scale == Scale::kDeep
                          ? 1.0 / std::sqrt(search.log_anchor - std::log(quote.value))
                          : 0.0;
  double s = std::clamp(search.total_vol, search.low, search.high);
  for (int i = 1; i <= kMaxIterations; ++i) {
    const detail::NormalisedBlack at = detail::normalised_black(quote.x, s, quote.bound);
    const Slopes slope = slopes(quote, search, goal, at);
    if (slope.newton > 0.0) {
      search.low = std::max(search.low, s);
    } else {
      search.high = std::min(search.high, s);
    }
    const double next = s + third_order_step(slope, quote.x, s);
    if (std::abs(next - s) <= kLastStep * s) return {next, i, true};
    s = next > search.low && next < search.high ? next : middle(search);
  }
  return {s, kMaxIterations, false};
}

// What is left of the quote once its intrinsic value is taken out, undiscounted and per share.
struct TimeValue {
  double value = 0.0;
  double complement = 0.0;  // to the most that an option of this kind can be worth
  double intrinsic = 0.0;
  double rounding = 0.0;  // what of `value` may be noise
  double bound_rounding = 0.0;
};

TimeValue time_value(const IvQuery& query) {
  const double undiscounted = query.price / query.discount;
  const bool call = query.right == Right::kCall;
  const double gap = call ? query.forward - query.strike : query.strike - query.forward;
  const double most = call ? query.forward : query.strike;
  TimeValue result;
  result.intrinsic = std::max(0.0, gap);
  result.value = undiscounted - result.intrinsic;
  result.complement = most - undiscounted;
  // An out-of-the-money price is all time value and precise as it stands.
  if (gap > 0.0)
    result.rounding = kLeastRoundings * kEpsilon * std::max(query.forward, query.strike);
  result.bound_rounding = kLeastRoundings * kEpsilon * most;
  return result;
}

tl::unexpected<IvFailure> failure(IvStatus reason, double residual) {
  return tl::unexpected<IvFailure>(IvFailure{reason, 0, residual, std::nullopt});
}

}  // namespace

std::string_view to_string(IvStatus status) {
  switch (status) {
    case IvStatus::kOk:
      return "ok";
    case IvStatus::kBelowIntrinsic:
      return "below_intrinsic";
    case IvStatus::kAboveBound:
      return "above_bound";
    case IvStatus::kNoTimeValue:
      return "no_time_value";
    case IvStatus::kExpired:
      return "expired";
    case IvStatus::kNoQuote:
      return "no_quote";
    case IvStatus::kNotConverged:
      return "not_converged";
  }
  contract_violation("enumerator", "IvStatus", __FILE__, __LINE__);
}

Result<double, IvFailure> implied_vol(const IvQuery& query) {
  AOTS_EXPECTS(query.forward > 0.0 && std::isfinite(query.forward));
  AOTS_EXPECTS(query.strike > 0.0 && std::isfinite(query.strike));
  AOTS_EXPECTS(query.discount > 0.0 && std::isfinite(query.discount));
  AOTS_EXPECTS(std::isfinite(query.years));
  if (!std::isfinite(query.price) || query.price < 0.0) return failure(IvStatus::kNoQuote, 0.0);
  if (query.years <= 0.0) return failure(IvStatus::kExpired, 0.0);

  const TimeValue time = time_value(query);
  const double above_intrinsic = query.price - query.discount * time.intrinsic;
  if (time.value < -time.rounding) return failure(IvStatus::kBelowIntrinsic, above_intrinsic);
  if (time.value <= time.rounding) return failure(IvStatus::kNoTimeValue, above_intrinsic);
  if (time.complement <= time.bound_rounding) {
    return failure(IvStatus::kAboveBound, -query.discount * time.complement);
  }

  const detail::Moneyness money = detail::moneyness(query.forward, query.strike);
  const Solution found =
      solve({money.x, money.bound, time.value / money.scale, time.complement / money.scale});
  const double vol = found.total_vol / std::sqrt(query.years);
  if (!found.converged) {
    const double model =
        black_price({query.right, query.forward, query.strike, query.discount, query.years, vol});
    return tl::unexpected<IvFailure>(
        IvFailure{IvStatus::kNotConverged, found.iterations, query.price - model, vol});
  }
  return vol;
}

Result<double, IvFailure> implied_vol(const IvQuery& query, const IvBounds& bounds) {
  AOTS_EXPECTS(bounds.min >= 0.0 && bounds.min < bounds.max);
  const Result<double, IvFailure> vol = implied_vol(query);
  if (!vol || (*vol >= bounds.min && *vol <= bounds.max)) return vol;
  const bool below = *vol < bounds.min;
  const double nearest = black_price({query.right, query.forward, query.strike, query.discount,
                                      query.years, below ? bounds.min : bounds.max});
  return tl::unexpected<IvFailure>(IvFailure{below ? IvStatus::kNoTimeValue : IvStatus::kAboveBound,
                                             0, query.price - nearest, *vol});
}

}  // namespace aots::pricing
