// Constant maturity: the vol of a point in time between listed expiries.
//
// Variance-linear in time between the two expiries that bracket it, at least 2 days to expiry;
// absent without a bracket, never extrapolated (D37). Where two roots share an expiry date, the
// PM-settled one counts.
#pragma once

#include <functional>
#include <optional>

#include "analytics/chain_view.hpp"

namespace aots::analytics {

// The vol of one expiry, by its index in the view; absent where it has none.
using ExpiryVol = std::function<std::optional<double>(std::size_t)>;

// Asks only for the vols of the expiries next to that many calendar days from the chain's event
// time, further ones where those have none.
std::optional<double> vol_at_maturity(const ChainView& view, double days, const ExpiryVol& vol_of);

}  // namespace aots::analytics
