#include "pricing/american_batch.hpp"

#include <cstddef>
#include <limits>

#include "base/contract.hpp"

namespace aots::pricing {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

AmericanStatus status_of(AmericanFailure failure) {
  return failure == AmericanFailure::kUnsupported ? AmericanStatus::kUnsupported
                                                  : AmericanStatus::kInvalid;
}

}  // namespace

void american_prices(const OptionColumns& options, AmericanScheme scheme,
                     const AmericanPriceColumns& out, SimdTarget target) {
  const std::size_t count = options.right.size();
  AOTS_EXPECTS(options.spot.size() == count && options.strike.size() == count);
  AOTS_EXPECTS(options.years.size() == count && options.rate.size() == count);
  AOTS_EXPECTS(options.dividend_yield.size() == count && options.vol.size() == count);
  AOTS_EXPECTS(out.price.size() == count && out.status.size() == count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto found =
        american_price({options.right[i], options.spot[i], options.strike[i], options.years[i],
                        options.rate[i], options.dividend_yield[i], options.vol[i]},
                       scheme, target);
    out.price[i] = found.value_or(kNone);
    out.status[i] = found ? AmericanStatus::kOk : status_of(found.error());
  }
}

void american_implied_vols(const AmericanQuoteColumns& quotes, AmericanScheme scheme,
                           const VolColumns& out) {
  const std::size_t count = quotes.right.size();
  AOTS_EXPECTS(quotes.price.size() == count && quotes.spot.size() == count);
  AOTS_EXPECTS(quotes.strike.size() == count && quotes.years.size() == count);
  AOTS_EXPECTS(quotes.rate.size() == count && quotes.dividend_yield.size() == count);
  AOTS_EXPECTS(out.vol.size() == count && out.status.size() == count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto found =
        american_implied_vol({quotes.right[i], quotes.price[i], quotes.spot[i], quotes.strike[i],
                              quotes.years[i], quotes.rate[i], quotes.dividend_yield[i]},
                             scheme);
    out.vol[i] = found.value_or(kNone);
    out.status[i] = found ? IvStatus::kOk : found.error().reason;
  }
}

}  // namespace aots::pricing
