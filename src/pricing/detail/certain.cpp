#include "pricing/detail/certain.hpp"

#include <algorithm>

#include "pricing/detail/kernels.hpp"

namespace aots::pricing::detail {
namespace {

// The best moment between two dividends: at either end, or where the gains of waiting turn.
double best_between(const AmericanOption& option, double spot, double from, double until) {
  const double side = option.right == Right::kCall ? 1.0 : -1.0;
  const double carry = option.rate - option.dividend_yield;
  const auto paid_at = [&](double years) {
    const double then = spot * exp_of(carry * (years - from));
    return std::max(0.0, side * (then - option.strike) * exp_of(-option.rate * years));
  };
  double best = std::max(paid_at(from), paid_at(until));
  const double earned = option.rate * option.strike;
  const double ratio = spot > 0.0 ? earned / (option.dividend_yield * spot) : 0.0;
  if (ratio > 0.0 && carry != 0.0) {
    const double turn = from + log_of(ratio) / carry;
    if (turn > from && turn < until) best = std::max(best, paid_at(turn));
  }
  return best;
}

}  // namespace

double exp_of(double value) {
  double result = 0.0;
  scalar_kernels().exp(1, &value, &result);
  return result;
}

double log_of(double value) {
  double result = 0.0;
  scalar_kernels().log(1, &value, &result);
  return result;
}

double certain_price(const AmericanOption& option, std::span<const KnownDividend> dividends) {
  const double carry = option.rate - option.dividend_yield;
  double spot = option.spot;
  double from = 0.0;
  double best = 0.0;
  for (const KnownDividend& dividend : dividends) {
    best = std::max(best, best_between(option, spot, from, dividend.years));
    spot = spot_after(dividend, spot * exp_of(carry * (dividend.years - from)));
    from = dividend.years;
  }
  return std::max(best, best_between(option, spot, from, option.years));
}

}  // namespace aots::pricing::detail
