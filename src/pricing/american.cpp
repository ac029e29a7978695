#include "pricing/american.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/contract.hpp"
#include "pricing/detail/dispatch.hpp"
#include "pricing/detail/exercise.hpp"

namespace aots::pricing {
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr double kVolBump = 1e-4;
constexpr double kRateBump = 1e-5;
// Vols that american_implied_vol looks at; listed options know none outside.
constexpr double kLeastVol = 1e-4;
constexpr double kLargestVol = 20.0;
constexpr int kMaxSearch = 100;

// Every option as a put: a call is one with spot and strike, rate and yield exchanged.
struct AsPut {
  double spot;
  detail::PutTerms put;
};

AsPut as_put(const AmericanOption& option) {
  if (option.right == Right::kPut) {
    return {option.spot,
            {option.strike, option.years, option.rate, option.dividend_yield, option.vol}};
  }
  return {option.strike,
          {option.spot, option.years, option.dividend_yield, option.rate, option.vol}};
}

EuropeanOption european(const AmericanOption& option) {
  return {option.right, option.spot,           option.strike, option.years,
          option.rate,  option.dividend_yield, option.vol};
}

double intrinsic_value(const AmericanOption& option) {
  const double gap = option.spot - option.strike;
  return std::max(0.0, option.right == Right::kCall ? gap : -gap);
}

bool has_two_boundaries(const detail::PutTerms& put) {
  return put.rate < 0.0 && put.dividend_yield < put.rate;
}

// Exercising a put earns interest on the strike and loses the yield of the spot.
bool ever_exercised(const detail::PutTerms& put) {
  return put.rate > 0.0 || (put.rate == 0.0 && put.dividend_yield < 0.0);
}

// Without vol the future is known: the best moment is now, at expiry, or where the gains of waiting
// turn.
double certain_price(const AsPut& option) {
  const detail::PutTerms& put = option.put;
  const auto exercised_at = [&](double years) {
    return std::max(0.0, put.strike * std::exp(-put.rate * years) -
                             option.spot * std::exp(-put.dividend_yield * years));
  };
  double best = std::max(exercised_at(0.0), exercised_at(put.years));
  const double ratio = put.dividend_yield * option.spot / (put.rate * put.strike);
  if (ratio > 0.0 && put.dividend_yield != put.rate) {
    const double turn = std::log(ratio) / (put.dividend_yield - put.rate);
    if (turn > 0.0 && turn < put.years) best = std::max(best, exercised_at(turn));
  }
  return best;
}

// An option that was found fit for the engine: the European value, and the boundary if there is
// one.
struct Solved {
  AsPut as;
  Valuation european;
  std::optional<detail::Boundary> boundary;
};

Result<Solved, AmericanFailure> solve(const AmericanOption& option, AmericanScheme scheme,
                                      SimdTarget target) {
  const Result<Valuation> plain = black_scholes(european(option));
  if (!plain) return tl::make_unexpected(AmericanFailure::kInvalid);
  Solved solved{as_put(option), *plain, std::nullopt};
  const detail::PutTerms& put = solved.as.put;
  if (has_two_boundaries(put)) return tl::make_unexpected(AmericanFailure::kUnsupported);
  if (ever_exercised(put) && put.years > 0.0 && put.vol > 0.0) {
    solved.boundary = detail::solve_boundary(put, scheme, detail::kernels_of(target));
  }
  return solved;
}

bool exercised_now(const Solved& solved) {
  return solved.boundary && solved.as.spot <= solved.boundary->now;
}

double price_of(const AmericanOption& option, const Solved& solved, SimdTarget target) {
  const double intrinsic = intrinsic_value(option);
  if (exercised_now(solved)) return intrinsic;
  if (!solved.boundary) {
    const bool certain = solved.as.put.vol == 0.0 || solved.as.put.years == 0.0;
    return certain ? std::max(solved.european.price, certain_price(solved.as))
                   : std::max(solved.european.price, intrinsic);
  }
  const double premium = detail::exercise_premium(solved.as.put, solved.as.spot, *solved.boundary,
                                                  detail::kernels_of(target));
  return std::max(intrinsic, solved.european.price + std::max(0.0, premium));
}

// Delta and gamma of the premium, whose put is the option itself or, for a call, its mirror image
// with C(S, K) = P(K, S), a function of degree one in both.
void add_slopes(const AmericanOption& option, const Solved& solved, Greeks& greeks) {
  const detail::PutTerms& put = solved.as.put;
  const double at = solved.as.spot;
  const detail::Premium premium =
      detail::exercise_slopes(put, at, *solved.boundary, detail::kernels_of(widest_target()));
  if (option.right == Right::kPut) {
    greeks.delta += premium.delta;
    greeks.gamma += premium.gamma;
    return;
  }
  greeks.delta += (premium.value - at * premium.delta) / put.strike;
  greeks.gamma += at * at * premium.gamma / (put.strike * put.strike);
}

IvFailure refused(IvStatus reason, double residual) { return {reason, 0, residual, std::nullopt}; }

// Why a quote cannot have a vol, as far as that shows without pricing.
std::optional<IvFailure> refusal(const AmericanQuote& quote, const AmericanOption& least) {
  if (!std::isfinite(quote.price) || quote.price < 0.0) return refused(IvStatus::kNoQuote, 0.0);
  if (std::isfinite(quote.years) && quote.years <= 0.0) return refused(IvStatus::kExpired, 0.0);
  const auto floor = american_price(least);
  if (!floor) return refused(IvStatus::kNoQuote, 0.0);
  const double intrinsic = intrinsic_value(least);
  const double rounding =
      100.0 * std::numeric_limits<double>::epsilon() * std::max(quote.spot, quote.strike);
  const double worthless_vol = std::max(intrinsic, *floor);
  if (quote.price < intrinsic - rounding) {
    return refused(IvStatus::kBelowIntrinsic, quote.price - intrinsic);
  }
  if (quote.price <= worthless_vol + rounding) {
    return refused(IvStatus::kNoTimeValue, quote.price - worthless_vol);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(AmericanFailure failure) {
  switch (failure) {
    case AmericanFailure::kInvalid:
      return "invalid";
    case AmericanFailure::kUnsupported:
      return "unsupported";
  }
  contract_violation("enumerator", "AmericanFailure", __FILE__, __LINE__);
}

Result<double, AmericanFailure> american_price(const AmericanOption& option, AmericanScheme scheme,
                                               SimdTarget target) {
  const auto solved = solve(option, scheme, target);
  if (!solved) return tl::make_unexpected(solved.error());
  return price_of(option, *solved, target);
}

Result<Valuation, AmericanFailure> american_valuation(const AmericanOption& option,
                                                      AmericanScheme scheme) {
  const SimdTarget target = widest_target();
  const auto solved = solve(option, scheme, target);
  if (!solved) return tl::make_unexpected(solved.error());
  Valuation result;
  result.price = price_of(option, *solved, target);
  const double side = option.right == Right::kCall ? 1.0 : -1.0;
  if (exercised_now(*solved)) {
    result.greeks.delta = side;
    return result;
  }
  result.greeks = solved->european.greeks;
  if (!solved->boundary) return result;
  add_slopes(option, *solved, result.greeks);
  // What holds on to the option in the region of waiting is the Black-Scholes equation.
  const Greeks& greeks = result.greeks;
  const double diffusion = 0.5 * option.vol * option.vol * option.spot * option.spot * greeks.gamma;
  const double drift = (option.rate - option.dividend_yield) * option.spot * greeks.delta;
  result.greeks.theta_per_day = (option.rate * result.price - drift - diffusion) / kDaysPerYear;
  const auto bumped = [&](double AmericanOption::*what, double bump) {
    AmericanOption up = option;
    AmericanOption down = option;
    up.*what += bump;
    down.*what -= bump;
    const auto high = american_price(up, scheme, target);
    const auto low = american_price(down, scheme, target);
    // A bump that leaves the engine's world (a rate through zero) is taken on the other side.
    if (!high) return (result.price - low.value_or(result.price)) / bump;
    return low ? (*high - *low) / (2.0 * bump) : (*high - result.price) / bump;
  };
  const double vol_bump = std::min(kVolBump, 0.5 * option.vol);
  result.greeks.vega_per_vol_point = 0.01 * bumped(&AmericanOption::vol, vol_bump);
  result.greeks.rho_per_rate_pct = 0.01 * bumped(&AmericanOption::rate, kRateBump);
  return result;
}

Result<std::optional<double>, AmericanFailure> exercise_boundary(const AmericanOption& option,
                                                                 AmericanScheme scheme) {
  AmericanOption at_strike = option;
  at_strike.spot = option.strike;
  const auto solved = solve(at_strike, scheme, widest_target());
  if (!solved) return tl::make_unexpected(solved.error());
  if (!solved->boundary) return std::optional<double>();
  const double boundary = solved->boundary->now;
  // The boundary scales with the strike; that of a call lies at strike^2 over that of its put.
  if (option.right == Right::kPut) return std::optional(boundary);
  return std::optional(option.strike * (option.strike / boundary));
}

Result<double, IvFailure> american_implied_vol(const AmericanQuote& quote, AmericanScheme scheme) {
  AmericanOption option{quote.right, quote.spot,           quote.strike, quote.years,
                        quote.rate,  quote.dividend_yield, kLeastVol};
  if (const auto reason = refusal(quote, option)) return tl::make_unexpected(*reason);
  const auto excess = [&](double vol) {
    option.vol = vol;
    return american_price(option, scheme).value_or(0.0) - quote.price;
  };
  double low = kLeastVol;
  double high = kLargestVol;
  double above = excess(high);
  if (above < 0.0) return tl::make_unexpected(refused(IvStatus::kAboveBound, -above));
  double below = excess(low);
  // Regula falsi in the variant of Illinois, with a bisection wherever that is slower: the price
  // rises with vol, but is flat where exercise is due.
  double vol = high;
  for (int i = 1; i <= kMaxSearch; ++i) {
    const double width = high - low;
    vol = high - above * width / (above - below);
    if (i % 3 == 0 || !(vol > low && vol < high)) vol = std::sqrt(low * high);
    const double here = excess(vol);
    if (here == 0.0) return vol;
    if (here < 0.0) {
      low = vol;
      below = here;
      above *= i % 3 == 0 ? 1.0 : 0.5;
    } else {
      high = vol;
      above = here;
      below *= i % 3 == 0 ? 1.0 : 0.5;
    }
    if (high - low <= 1e-12 * high) return vol;
  }
  return tl::make_unexpected(IvFailure{IvStatus::kNotConverged, kMaxSearch, excess(vol), vol});
}

}  // namespace aots::pricing
