// The percentages of margin.hpp, per share, exact to a millionth and rounded up.
#pragma once

#include "trading/risk/margin.hpp"

namespace aots::trading::detail {

// `percent` of a price.
Price share_of(Price price, std::int64_t percent);

inline Price above_zero(Price value) { return value.is_negative() ? Price{} : value; }
Price out_of_the_money(Right right, Price strike, Price spot);
Price intrinsic(Right right, Price strike, Price spot);

// What a naked short option needs beyond its premium.
Price naked_excess(MarginClass margin_class, Right right, Price strike, Price spot);

Price long_shares(Price spot, MarginStage stage);
Price short_shares(Price spot, MarginStage stage);
Price covered_long_shares(Price spot, Price call_strike, MarginStage stage);
// Maintenance alone:
Price protected_long_shares(Price spot, Price put_strike);
Price protected_short_shares(Price spot, Price call_strike);
Price collared_shares(Price spot, Price put_strike, Price call_strike);
Price converted_long_shares(Price strike);
Price converted_short_shares(Price spot, Price strike);

}  // namespace aots::trading::detail
