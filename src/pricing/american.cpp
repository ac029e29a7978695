#include "pricing/american.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "pricing/detail/certain.hpp"
#include "pricing/detail/dispatch.hpp"
#include "pricing/detail/exercise.hpp"
#include "pricing/detail/vol_search.hpp"

namespace aots::pricing {
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr double kVolBump = 1e-4;
constexpr double kRateBump = 1e-5;

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
    return certain ? std::max(solved.european.price, detail::certain_price(option, {}))
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

Result<std::vector<double>, AmericanFailure> american_prices(const AmericanOption& option,
                                                             std::span<const double> spots,
                                                             AmericanScheme scheme) {
  const SimdTarget target = widest_target();
  AmericanOption moved = option;
  moved.spot = option.strike;
  const auto solved = solve(moved, scheme, target);
  if (!solved) return tl::make_unexpected(solved.error());
  std::vector<double> prices;
  prices.reserve(spots.size());
  for (const double spot : spots) {
    moved.spot = spot;
    const Result<Valuation> european_value = black_scholes(european(moved));
    if (!european_value) return tl::make_unexpected(AmericanFailure::kInvalid);
    Solved here{as_put(moved), *european_value, solved->boundary};
    if (here.boundary) {
      // The put of a call has the spot for its strike, and a boundary is in proportion to it.
      const double scale = here.as.put.strike / option.strike;
      here.boundary->start *= scale;
      here.boundary->now *= scale;
    }
    prices.push_back(price_of(moved, here, target));
  }
  return prices;
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
                        quote.rate,  quote.dividend_yield, 0.0};
  return detail::american_vol(quote, {.yield_spot = quote.spot},
                              [&](double vol) -> std::optional<double> {
                                option.vol = vol;
                                const auto price = american_price(option, scheme);
                                return price ? std::optional(*price) : std::nullopt;
                              });
}

}  // namespace aots::pricing
