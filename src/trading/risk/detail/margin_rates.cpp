#include "trading/risk/detail/margin_rates.hpp"

#include <algorithm>

namespace aots::trading::detail {

Price share_of(Price price, std::int64_t percent) {
  return Price::from_micros(
      (price * percent).rounded_to(Price::from_micros(100), Rounding::kUp).micros() / 100);
}

Price intrinsic(Right right, Price strike, Price spot) {
  return above_zero(right == Right::kCall ? spot - strike : strike - spot);
}

Price out_of_the_money(Right right, Price strike, Price spot) {
  return above_zero(right == Right::kCall ? strike - spot : spot - strike);
}

Price naked_excess(MarginClass margin_class, Right right, Price strike, Price spot) {
  const std::int64_t percent = margin_class == MarginClass::kStock ? 20 : 15;
  const Price least = share_of(right == Right::kCall ? spot : strike, 10);
  return std::max(share_of(spot, percent) - out_of_the_money(right, strike, spot), least);
}

Price long_shares(Price spot, MarginStage stage) {
  return share_of(spot, stage == MarginStage::kInitial ? 50 : 25);
}

Price short_shares(Price spot, MarginStage stage) {
  if (stage == MarginStage::kInitial) return share_of(spot, 150);
  // FINRA 4210(c)(2), (3): below 5 dollars 2.50 a share or the whole value, else 5 dollars or 30%.
  const Price five = Price::from_micros(5 * kMicrosPerUnit);
  const Price least = spot < five ? std::max(spot, Price::from_micros(5 * kMicrosPerUnit / 2))
                                  : std::max(share_of(spot, 30), five);
  return spot + least;
}

Price covered_long_shares(Price spot, Price call_strike, MarginStage stage) {
  return long_shares(stage == MarginStage::kInitial ? spot : std::min(spot, call_strike), stage);
}

Price protected_long_shares(Price spot, Price put_strike) {
  return std::min(share_of(put_strike, 10) + out_of_the_money(Right::kPut, put_strike, spot),
                  long_shares(spot, MarginStage::kMaintenance));
}

Price protected_short_shares(Price spot, Price call_strike) {
  return std::min(
      spot + share_of(call_strike, 10) + out_of_the_money(Right::kCall, call_strike, spot),
      short_shares(spot, MarginStage::kMaintenance));
}

Price collared_shares(Price spot, Price put_strike, Price call_strike) {
  return std::min(share_of(put_strike, 10) + out_of_the_money(Right::kPut, put_strike, spot),
                  share_of(call_strike, 25));
}

Price converted_long_shares(Price strike) { return share_of(strike, 10); }

Price converted_short_shares(Price spot, Price strike) {
  return spot + share_of(strike, 10) + intrinsic(Right::kPut, strike, spot);
}

}  // namespace aots::trading::detail
