// Where the underlying ends at one expiry, as that expiry's quotes see it.
#pragma once

#include <cstddef>
#include <optional>

#include "analytics/chain_view.hpp"
#include "pricing/terminal_distribution.hpp"

namespace aots::analytics {

// By the smile fitted to the expiry's quotes alone (pricing/smile_fit.hpp), about its own forward;
// absent without a forward or time left, and where no smile without arbitrage is near the quotes.
// A fit costs a fraction of a millisecond.
std::optional<pricing::TerminalDistribution> expiry_distribution(const ChainView& view,
                                                                 std::size_t expiry);

}  // namespace aots::analytics
