// Split-adjusted views of bars that are held as traded.
//
// The lake keeps what was traded; an adjusted series is computed from it and never stored, because
// it depends on the moment from which one looks back. Read bars and splits as of that moment and
// name its date: a split that was announced and is not yet effective adjusts nothing.
#pragma once

#include <span>
#include <vector>

#include "base/time.hpp"
#include "domain/market.hpp"

namespace aots::data {

// Prices before the ex-date of a split are divided by its ratio (to the nearest millionth), and
// volumes multiplied by it (to the nearest share), for every split with an ex-date up to `through`.
// Bars and splits are of one symbol; ratios are positive.
std::vector<Bar> split_adjusted(std::span<const Bar> as_traded, std::span<const Split> splits,
                                Date through);

}  // namespace aots::data
