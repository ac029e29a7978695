#include "pricing/implied_vol.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/contract.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/detail/kernels.hpp"

namespace aots::pricing {
namespace {

// The codes that the kernels write are the enumerators.
constexpr bool is_code(IvStatus status, double code) { return static_cast<double>(status) == code; }
static_assert(is_code(IvStatus::kOk, detail::kCodeOk));
static_assert(is_code(IvStatus::kBelowIntrinsic, detail::kCodeBelowIntrinsic));
static_assert(is_code(IvStatus::kAboveBound, detail::kCodeAboveBound));
static_assert(is_code(IvStatus::kNoTimeValue, detail::kCodeNoTimeValue));
static_assert(is_code(IvStatus::kExpired, detail::kCodeExpired));
static_assert(is_code(IvStatus::kNoQuote, detail::kCodeNoQuote));
static_assert(is_code(IvStatus::kNotConverged, detail::kCodeNotConverged));

constexpr double kLargest = std::numeric_limits<double>::max();

double price_at(const IvQuery& query, double vol) {
  return black_price({query.right, query.forward, query.strike, query.discount, query.years, vol});
}

// The price less the nearest one that would have had a vol.
double residual_of(const IvQuery& query, IvStatus reason) {
  const bool call = query.right == Right::kCall;
  switch (reason) {
    case IvStatus::kBelowIntrinsic:
    case IvStatus::kNoTimeValue: {
      const double gap = call ? query.forward - query.strike : query.strike - query.forward;
      return query.price - query.discount * std::max(0.0, gap);
    }
    case IvStatus::kAboveBound:
      return query.price - query.discount * (call ? query.forward : query.strike);
    case IvStatus::kOk:
    case IvStatus::kExpired:
    case IvStatus::kNoQuote:
    case IvStatus::kNotConverged:
      return 0.0;
  }
  contract_violation("enumerator", "IvStatus", __FILE__, __LINE__);
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
  double vol = 0.0;
  double iterations = 0.0;
  IvStatus status = IvStatus::kNotConverged;
  detail::scalar_kernels().imply_options(
      1, {&query.right, &query.price, &query.forward, &query.strike, &query.discount, &query.years},
      {0.0, kLargest}, {.vol = &vol, .status = &status, .iterations = &iterations});
  if (status == IvStatus::kOk) return vol;
  if (status == IvStatus::kNotConverged) {
    return tl::unexpected<IvFailure>(
        IvFailure{status, static_cast<int>(iterations), query.price - price_at(query, vol), vol});
  }
  return tl::unexpected<IvFailure>(IvFailure{status, 0, residual_of(query, status), std::nullopt});
}

Result<double, IvFailure> implied_vol(const IvQuery& query, const IvBounds& bounds) {
  AOTS_EXPECTS(bounds.min >= 0.0 && bounds.min < bounds.max);
  const Result<double, IvFailure> vol = implied_vol(query);
  if (!vol || (*vol >= bounds.min && *vol <= bounds.max)) return vol;
  const bool below = *vol < bounds.min;
  const double nearest = price_at(query, below ? bounds.min : bounds.max);
  return tl::unexpected<IvFailure>(IvFailure{below ? IvStatus::kNoTimeValue : IvStatus::kAboveBound,
                                             0, query.price - nearest, *vol});
}

}  // namespace aots::pricing
