#include "pricing/black_scholes.hpp"

#include <cmath>
#include <limits>
#include <string_view>

#include "base/contract.hpp"
#include "pricing/detail/normalised_black.hpp"

namespace aots::pricing {
namespace {

constexpr double kDaysPerYear = 365.0;

bool is_positive(double value) {
  return value > 0.0 && value <= std::numeric_limits<double>::max();
}

bool is_not_negative(double value) { return value == 0.0 || is_positive(value); }

void expect_valid(const BlackInputs& inputs) {
  AOTS_EXPECTS(is_positive(inputs.forward));
  AOTS_EXPECTS(is_positive(inputs.strike));
  AOTS_EXPECTS(is_positive(inputs.discount));
  AOTS_EXPECTS(is_not_negative(inputs.years));
  AOTS_EXPECTS(is_not_negative(inputs.vol));
}

bool in_the_money(const BlackInputs& inputs) {
  return inputs.right == Right::kCall ? inputs.forward > inputs.strike
                                      : inputs.forward < inputs.strike;
}

// The probabilities that weigh forward and strike in the price, Phi(+-d1) and Phi(+-d2), and the
// density that they share.
struct Weights {
  double forward = 0.0;
  double strike = 0.0;
  double density = 0.0;  // forward * phi(d1) / sqrt(forward * strike), the same as for the strike
};

// Without volatility left the option pays its intrinsic value for certain; exactly at the money one
// half is the mean of both sides, and the density is that of the centre.
Weights certain_weights(const BlackInputs& inputs) {
  if (inputs.forward == inputs.strike) return {0.5, 0.5, detail::kInvSqrt2Pi};
  const double weight = in_the_money(inputs) ? 1.0 : 0.0;
  return {weight, weight, 0.0};
}

Weights weights(const BlackInputs& inputs, const detail::Moneyness& money, double total_vol) {
  const double h = money.x / total_vol;
  const double t = 0.5 * total_vol;
  const double exponent = 0.5 * (h * h + t * t);
  const bool no_density = !(exponent < detail::kLargestExponent);
  const double density = no_density ? 0.0 : detail::kInvSqrt2Pi * std::exp(-exponent);
  // Tails of the out-of-the-money option: Phi(h - t) is always a lower tail, Phi(h + t) may be past
  // the middle.
  const double edge = h + t;
  const double edge_tail =
      no_density ? 0.0 : density / money.bound * detail::mills_ratio(std::abs(edge));
  const double near = edge <= 0.0 ? edge_tail : 1.0 - edge_tail;
  const double far = no_density ? 0.0 : density * money.bound * detail::mills_ratio(t - h);
  const bool forward_below = inputs.forward < inputs.strike;
  const double on_forward = forward_below ? near : far;
  const double on_strike = forward_below ? far : near;
  const bool out_of_the_money = forward_below == (inputs.right == Right::kCall);
  if (out_of_the_money) return {on_forward, on_strike, density};
  return {1.0 - on_forward, 1.0 - on_strike, density};
}

double intrinsic(const BlackInputs& inputs) {
  if (!in_the_money(inputs)) return 0.0;
  return inputs.discount * std::abs(inputs.forward - inputs.strike);
}

double price_of(const BlackInputs& inputs, const detail::Moneyness& money, double total_vol) {
  if (total_vol == 0.0) return intrinsic(inputs);
  const double time_value = detail::normalised_black(money.x, total_vol, money.bound).value;
  return inputs.discount * money.scale * time_value + intrinsic(inputs);
}

Greeks greeks_of(const BlackInputs& inputs, const detail::Moneyness& money, double total_vol,
                 const SpotCarry& carry) {
  const Weights w = total_vol == 0.0 ? certain_weights(inputs) : weights(inputs, money, total_vol);
  const double side = inputs.right == Right::kCall ? 1.0 : -1.0;
  const double forward_value = inputs.discount * inputs.forward;
  const double strike_value = inputs.discount * inputs.strike;
  const double density_value = inputs.discount * money.scale * w.density;
  const double root_years = std::sqrt(inputs.years);

  Greeks greeks;
  greeks.delta = side * forward_value / carry.spot * w.forward;
  if (total_vol > 0.0) {
    greeks.gamma = density_value / (carry.spot * carry.spot * total_vol);
    const double decay = -0.5 * density_value * inputs.vol / root_years;
    greeks.theta_per_day = decay / kDaysPerYear;
  }
  const double carried =
      carry.dividend_yield * forward_value * w.forward - carry.rate * strike_value * w.strike;
  greeks.theta_per_day += side * carried / kDaysPerYear;
  greeks.vega_per_vol_point = 0.01 * density_value * root_years;
  greeks.rho_per_rate_pct = 0.01 * side * inputs.years * strike_value * w.strike;
  return greeks;
}

tl::unexpected<Error> bad_input(std::string_view name, double value, std::string_view expected) {
  return fail(
      ErrorCode::kData,
      "The {} of the option is {}, where {} was expected; correct it or leave the option out.",
      name, value, expected);
}

Status check(const EuropeanOption& option) {
  constexpr std::string_view kPositive = "a finite number above zero";
  constexpr std::string_view kNotNegative = "a finite number of zero or more";
  constexpr std::string_view kFinite = "a finite number";
  if (!is_positive(option.spot)) return bad_input("spot", option.spot, kPositive);
  if (!is_positive(option.strike)) return bad_input("strike", option.strike, kPositive);
  if (!is_not_negative(option.years)) return bad_input("years", option.years, kNotNegative);
  if (!std::isfinite(option.rate)) return bad_input("rate", option.rate, kFinite);
  if (!std::isfinite(option.dividend_yield)) {
    return bad_input("dividend_yield", option.dividend_yield, kFinite);
  }
  if (!is_not_negative(option.vol)) return bad_input("vol", option.vol, kNotNegative);
  return {};
}

}  // namespace

double black_price(const BlackInputs& inputs) {
  expect_valid(inputs);
  return price_of(inputs, detail::moneyness(inputs.forward, inputs.strike),
                  inputs.vol * std::sqrt(inputs.years));
}

Greeks black_greeks(const BlackInputs& inputs, const SpotCarry& carry) {
  expect_valid(inputs);
  AOTS_EXPECTS(is_positive(carry.spot));
  return greeks_of(inputs, detail::moneyness(inputs.forward, inputs.strike),
                   inputs.vol * std::sqrt(inputs.years), carry);
}

Result<Valuation> black_scholes(const EuropeanOption& option) {
  AOTS_CHECK_OK(check(option));
  const double discount = std::exp(-option.rate * option.years);
  const double forward =
      option.spot * std::exp((option.rate - option.dividend_yield) * option.years);
  if (!is_positive(discount) || !is_positive(forward)) {
    return fail(
        ErrorCode::kData,
        "A rate of {} and a dividend_yield of {} over {} years carry a spot of {} to a forward "
        "of {} at a discount factor of {}, where finite numbers above zero were expected; "
        "check that rates are fractions (0.05 is 5%) and years are years.",
        option.rate, option.dividend_yield, option.years, option.spot, forward, discount);
  }
  const BlackInputs inputs{option.right, forward,      option.strike,
                           discount,     option.years, option.vol};
  const detail::Moneyness money = detail::moneyness(forward, option.strike);
  const double total_vol = option.vol * std::sqrt(option.years);
  const SpotCarry carry{option.spot, option.rate, option.dividend_yield};
  return Valuation{price_of(inputs, money, total_vol), greeks_of(inputs, money, total_vol, carry)};
}

}  // namespace aots::pricing
