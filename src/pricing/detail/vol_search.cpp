#include "pricing/detail/vol_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pricing/detail/kernels.hpp"

namespace aots::pricing::detail {
namespace {

// Vols that are found; listed options know none outside.
constexpr double kLeastVol = 1e-4;
constexpr double kLargestVol = 20.0;
constexpr double kUsualVol = 0.3;
constexpr int kMaxSearch = 100;

IvFailure refused(IvStatus reason, double residual) { return {reason, 0, residual, std::nullopt}; }

double intrinsic_value(const AmericanQuote& quote) {
  const double gap = quote.spot - quote.strike;
  return std::max(0.0, quote.right == Right::kCall ? gap : -gap);
}

// The vol of a European option at the quote, which is close and mostly above.
double first_guess(const AmericanQuote& quote, double spot) {
  const ExpiryTerms terms = terms_on_spot(spot, quote.years, quote.rate, quote.dividend_yield);
  if (!terms.valid) return kUsualVol;
  const auto vol = implied_vol(
      {quote.right, quote.price, terms.forward, quote.strike, terms.discount, quote.years});
  return vol ? std::clamp(*vol, 2.0 * kLeastVol, 0.5 * kLargestVol) : kUsualVol;
}

}  // namespace

Result<double, IvFailure> american_vol(
    const AmericanQuote& quote, const VolSearch& search,
    const std::function<std::optional<double>(double)>& price_at) {
  if (!std::isfinite(quote.price) || quote.price < 0.0) {
    return tl::make_unexpected(refused(IvStatus::kNoQuote, 0.0));
  }
  if (std::isfinite(quote.years) && quote.years <= 0.0) {
    return tl::make_unexpected(refused(IvStatus::kExpired, 0.0));
  }
  const auto floor = price_at(0.0);
  if (!floor) return tl::make_unexpected(refused(IvStatus::kNoQuote, 0.0));
  const double intrinsic = intrinsic_value(quote);
  const double rounding =
      100.0 * std::numeric_limits<double>::epsilon() * std::max(quote.spot, quote.strike);
  const double worthless_vol = std::max(intrinsic, *floor);
  if (quote.price < intrinsic - rounding) {
    return tl::make_unexpected(refused(IvStatus::kBelowIntrinsic, quote.price - intrinsic));
  }
  if (quote.price <= worthless_vol + rounding) {
    return tl::make_unexpected(refused(IvStatus::kNoTimeValue, quote.price - worthless_vol));
  }
  const auto excess = [&](double vol) { return price_at(vol).value_or(0.0) - quote.price; };
  double low = kLeastVol;
  double high = kLargestVol;
  const double most = excess(high);
  if (most < 0.0) return tl::make_unexpected(refused(IvStatus::kAboveBound, -most));

  // Secants inside a bracket, which is halved wherever three of them did not: the price rises with
  // vol, but is flat where exercise is due.
  double vol = first_guess(quote, search.yield_spot);
  double last_vol = high;
  double last = most;
  double width = std::log(high / low);
  for (int i = 1; i <= kMaxSearch; ++i) {
    const double here = excess(vol);
    if (high < 2.0 * kLeastVol) {
      return tl::make_unexpected(IvFailure{IvStatus::kNoTimeValue, i, here, vol});
    }
    if (here == 0.0) return vol;
    (here < 0.0 ? low : high) = vol;
    double next =
        i == 1 ? vol * (here < 0.0 ? 1.01 : 0.99) : vol - here * (vol - last_vol) / (here - last);
    const bool slow = i % 3 == 0 && std::log(high / low) > 0.5 * width;
    if (i % 3 == 0) width = std::log(high / low);
    if (slow || !(next > low && next < high)) next = std::sqrt(low * high);
    if (std::abs(next - vol) <= search.tolerance * vol || high - low <= search.tolerance * high) {
      return next;
    }
    last_vol = vol;
    last = here;
    vol = next;
  }
  return tl::make_unexpected(IvFailure{IvStatus::kNotConverged, kMaxSearch, excess(vol), vol});
}

}  // namespace aots::pricing::detail
