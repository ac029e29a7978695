// The formats that exist, one source file each.
#pragma once

#include "data/source/format.hpp"

namespace aots::data {

Format daily_bars_format();
Format index_format();
Format dtb3_format();
Format primary_credit_format();
Format actions_format();
Format earnings_format();
Format fomc_format();
Format cboe_spx_2019_format();
Format cboe_delayed_2026_format();
Format underlying_quotes_format();

}  // namespace aots::data
