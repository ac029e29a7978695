// American prices and implied vols of many options at once.
//
// Columns are spans of equal length (programmer error otherwise); nothing is allocated. The results
// are those of american.hpp, bit for bit. An element that cannot be valued has its own status and a
// quiet NaN, and never disturbs its neighbours.
#pragma once

#include <cstdint>
#include <span>

#include "pricing/american.hpp"
#include "pricing/batch.hpp"

namespace aots::pricing {

enum class AmericanStatus : std::uint8_t { kOk, kInvalid, kUnsupported };

struct AmericanPriceColumns {
  std::span<double> price;
  std::span<AmericanStatus> status;
};

// The same bits as american_price().
void american_prices(const OptionColumns& options, AmericanScheme scheme,
                     const AmericanPriceColumns& out, SimdTarget target = widest_target());

struct AmericanQuoteColumns {
  std::span<const Right> right;
  std::span<const double> price;
  std::span<const double> spot;
  std::span<const double> strike;
  std::span<const double> years;
  std::span<const double> rate;
  std::span<const double> dividend_yield;
};

// The same bits as american_implied_vol(). Where the status is not kOk, vol is a quiet NaN.
void american_implied_vols(const AmericanQuoteColumns& quotes, AmericanScheme scheme,
                           const VolColumns& out);

}  // namespace aots::pricing
