// The canonical order of a chain's rows: expiry, root, strike, right.
#pragma once

#include <cstddef>
#include <vector>

#include "data/source/rows.hpp"

namespace aots::data {

// Indices of the rows in that order; rows of one contract keep the file's.
std::vector<std::size_t> chain_order(const SourceRows<ChainRow>& rows);

}  // namespace aots::data
