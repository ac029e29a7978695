// The vol at which an American price is the quote.
#pragma once

#include <functional>
#include <optional>

#include "pricing/american.hpp"

namespace aots::pricing::detail {

struct VolSearch {
  double yield_spot = 0.0;   // the spot less what dividends will take of it: for the first guess
  double tolerance = 1e-12;  // of the vol
};

// `price_at` rises with vol; it is absent where the option cannot be valued at any.
Result<double, IvFailure> american_vol(
    const AmericanQuote& quote, const VolSearch& search,
    const std::function<std::optional<double>(double)>& price_at);

}  // namespace aots::pricing::detail
