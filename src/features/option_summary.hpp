// What a chain says of its day, as the features take it (features/option_day.hpp).
//
// Forwards, vols, Greeks and points at constant maturity are those of the analytics, one definition
// each. features/store/packed_day.hpp gives the same, bit for bit, from packed columns.
#pragma once

#include "analytics/chain_view.hpp"
#include "features/option_day.hpp"

namespace aots::features {

OptionDay option_day(const analytics::ChainView& view, const TargetExpiry& target = {});

}  // namespace aots::features
