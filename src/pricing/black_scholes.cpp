#include "pricing/black_scholes.hpp"

#include <cmath>
#include <limits>
#include <string_view>

#include "base/contract.hpp"
#include "pricing/batch.hpp"
#include "pricing/detail/kernels.hpp"

namespace aots::pricing {
namespace {

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

// One option through the kernels of width one.
struct OneValue {
  Valuation value;
  ValuationStatus status = ValuationStatus::kInvalid;

  detail::ValueArrays arrays() {
    Greeks& greeks = value.greeks;
    return {.price = &value.price,
            .delta = &greeks.delta,
            .gamma = &greeks.gamma,
            .theta_per_day = &greeks.theta_per_day,
            .vega_per_vol_point = &greeks.vega_per_vol_point,
            .rho_per_rate_pct = &greeks.rho_per_rate_pct,
            .status = &status};
  }
  detail::ValueArrays price_alone() {
    detail::ValueArrays only = arrays();
    only.delta = nullptr;
    return only;
  }
};

void value_on(const detail::ExpiryTerms& terms, Right right, double strike, double vol,
              const detail::ValueArrays& out) {
  detail::scalar_kernels().value_chain(terms, 1, &right, &strike, &vol, out);
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
  OneValue one;
  value_on(detail::terms_on_forward(inputs.forward, inputs.discount, inputs.years), inputs.right,
           inputs.strike, inputs.vol, one.price_alone());
  return one.value.price;
}

Greeks black_greeks(const BlackInputs& inputs, const SpotCarry& carry) {
  expect_valid(inputs);
  AOTS_EXPECTS(is_positive(carry.spot));
  AOTS_EXPECTS(std::isfinite(carry.rate) && std::isfinite(carry.dividend_yield));
  OneValue one;
  value_on(detail::terms_on_forward(inputs.forward, inputs.discount, inputs.years, carry.spot,
                                    carry.rate, carry.dividend_yield),
           inputs.right, inputs.strike, inputs.vol, one.arrays());
  return one.value.greeks;
}

Result<Valuation> black_scholes(const EuropeanOption& option) {
  AOTS_CHECK_OK(check(option));
  const detail::ExpiryTerms terms =
      detail::terms_on_spot(option.spot, option.years, option.rate, option.dividend_yield);
  if (!terms.valid) {
    return fail(
        ErrorCode::kData,
        "A rate of {} and a dividend_yield of {} over {} years carry a spot of {} to a forward "
        "of {} at a discount factor of {}, where finite numbers above zero were expected; "
        "check that rates are fractions (0.05 is 5%) and years are years.",
        option.rate, option.dividend_yield, option.years, option.spot, terms.forward,
        terms.discount);
  }
  OneValue one;
  value_on(terms, option.right, option.strike, option.vol, one.arrays());
  return one.value;
}

}  // namespace aots::pricing
