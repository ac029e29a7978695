// What an American option is worth where the future of the spot is known, and exp and log of one
// number by the kernels, the same bits on every machine.
#pragma once

#include <span>

#include "pricing/american.hpp"
#include "pricing/dividends.hpp"

namespace aots::pricing::detail {

double exp_of(double value);
double log_of(double value);

// Without vol: what the best moment pays now. Dividends in the order of their ex-dates, none of
// them later than expiry. Preconditions: all inputs usable.
double certain_price(const AmericanOption& option, std::span<const KnownDividend> dividends);

}  // namespace aots::pricing::detail
