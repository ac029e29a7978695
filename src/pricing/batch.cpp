#include "pricing/batch.hpp"

#include <cstddef>

#include "base/contract.hpp"
#include "pricing/detail/dispatch.hpp"

namespace aots::pricing {
namespace {

// Checks that the columns fit and hands out the plain arrays behind them.
detail::ValueArrays arrays(const ValueColumns& out, std::size_t count) {
  AOTS_EXPECTS(out.price.size() == count && out.status.size() == count);
  const std::size_t greeks = out.delta.size();
  AOTS_EXPECTS(greeks == count || greeks == 0);
  AOTS_EXPECTS(out.gamma.size() == greeks && out.theta_per_day.size() == greeks);
  AOTS_EXPECTS(out.vega_per_vol_point.size() == greeks && out.rho_per_rate_pct.size() == greeks);
  return {.price = out.price.data(),
          .delta = greeks == 0 ? nullptr : out.delta.data(),
          .gamma = out.gamma.data(),
          .theta_per_day = out.theta_per_day.data(),
          .vega_per_vol_point = out.vega_per_vol_point.data(),
          .rho_per_rate_pct = out.rho_per_rate_pct.data(),
          .status = out.status.data()};
}

detail::ImpliedArrays arrays(const VolColumns& out, std::size_t count) {
  AOTS_EXPECTS(out.vol.size() == count && out.status.size() == count);
  return {.vol = out.vol.data(), .status = out.status.data(), .iterations = nullptr};
}

detail::VolRange range(const IvBounds& bounds) {
  AOTS_EXPECTS(bounds.min >= 0.0 && bounds.min < bounds.max);
  return {bounds.min, bounds.max};
}

void value_chain(const detail::ExpiryTerms& terms, const ChainColumns& options,
                 const ValueColumns& out, SimdTarget target) {
  const std::size_t count = options.right.size();
  AOTS_EXPECTS(options.strike.size() == count && options.vol.size() == count);
  detail::kernels_of(target).value_chain(terms, count, options.right.data(), options.strike.data(),
                                         options.vol.data(), arrays(out, count));
}

}  // namespace

void black_scholes(const OptionColumns& options, const ValueColumns& out, SimdTarget target) {
  const std::size_t count = options.right.size();
  AOTS_EXPECTS(options.spot.size() == count && options.strike.size() == count);
  AOTS_EXPECTS(options.years.size() == count && options.rate.size() == count);
  AOTS_EXPECTS(options.dividend_yield.size() == count && options.vol.size() == count);
  detail::kernels_of(target).value_options(
      count,
      {options.right.data(), options.spot.data(), options.strike.data(), options.years.data(),
       options.rate.data(), options.dividend_yield.data(), options.vol.data()},
      arrays(out, count));
}

void black_scholes(const SpotExpiry& expiry, const ChainColumns& options, const ValueColumns& out,
                   SimdTarget target) {
  value_chain(detail::terms_on_spot(expiry.spot, expiry.years, expiry.rate, expiry.dividend_yield),
              options, out, target);
}

void black(const ForwardExpiry& expiry, const ChainColumns& options, const ValueColumns& out,
           SimdTarget target) {
  value_chain(detail::terms_on_forward(expiry.forward, expiry.discount, expiry.years, expiry.spot,
                                       expiry.rate, expiry.dividend_yield),
              options, out, target);
}

void implied_vols(const QuotedOptions& quotes, const IvBounds& bounds, const VolColumns& out,
                  SimdTarget target) {
  const std::size_t count = quotes.right.size();
  AOTS_EXPECTS(quotes.price.size() == count && quotes.forward.size() == count);
  AOTS_EXPECTS(quotes.strike.size() == count && quotes.discount.size() == count);
  AOTS_EXPECTS(quotes.years.size() == count);
  detail::kernels_of(target).imply_options(
      count,
      {quotes.right.data(), quotes.price.data(), quotes.forward.data(), quotes.strike.data(),
       quotes.discount.data(), quotes.years.data()},
      range(bounds), arrays(out, count));
}

void implied_vols(const QuotedExpiry& expiry, const QuotedChain& quotes, const IvBounds& bounds,
                  const VolColumns& out, SimdTarget target) {
  const std::size_t count = quotes.right.size();
  AOTS_EXPECTS(quotes.price.size() == count && quotes.strike.size() == count);
  detail::kernels_of(target).imply_chain(
      detail::terms_on_forward(expiry.forward, expiry.discount, expiry.years), count,
      quotes.right.data(), quotes.price.data(), quotes.strike.data(), range(bounds),
      arrays(out, count));
}

}  // namespace aots::pricing
