#include "features/session_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernels/exact.hpp"

namespace aots::features {

namespace {

// Prices above this would not leave room for exact sums: 16 million dollars a share.
constexpr std::int64_t kPriceMicrosMax = std::int64_t{1} << 44;

bool is_usable(const DayBar& bar) {
  return bar.low.is_positive() && bar.low <= std::min(bar.open, bar.close) &&
         bar.high >= std::max(bar.open, bar.close) && bar.high.micros() < kPriceMicrosMax;
}

}  // namespace

void SessionDigest::Carried::take(std::optional<double> today) {
  is_new = today && std::isfinite(*today) && *today > 0.0 && fits_fixed(*today, 0x1p-40);
  begins = is_new && age > kGapSessionsMax;
  age = is_new ? 0 : age + 1;
  if (is_new) value = *today;
  if (age > kGapSessionsMax) value = kAbsent;
}

PriceInputs SessionDigest::price(const FeatureDay& day) {
  if (!day.bar || !is_usable(*day.bar)) {
    ++missing_;
    return {.date = day.date};
  }
  const DayBar& bar = *day.bar;
  PriceInputs inputs{.open = bar.open.micros(),
                     .high = bar.high.micros(),
                     .low = bar.low.micros(),
                     .close = bar.close.micros(),
                     .date = day.date,
                     .present = true};
  const double log_return =
      std::log(static_cast<double>(inputs.close) / static_cast<double>(last_close_));
  inputs.begins =
      last_close_ == 0 || missing_ > kGapSessionsMax || std::abs(log_return) >= kReturnMax;
  if (!inputs.begins) {
    inputs.log_return = static_cast<double>(to_fixed(log_return, kReturnUnit)) * kReturnUnit;
  }
  if (bar.volume && *bar.volume >= 0) inputs.volume = static_cast<double>(*bar.volume);
  if (day.market_return && std::abs(*day.market_return) < kReturnMax) {
    inputs.market_return = *day.market_return;
  }
  last_close_ = inputs.close;
  missing_ = 0;
  return inputs;
}

SessionInputs SessionDigest::next(const FeatureDay& day) {
  vix_.take(day.vix);
  iv_.take(day.iv);
  return {.day = &day,
          .price = price(day),
          .vix = vix_.value,
          .iv = iv_.value,
          .vix_is_new = vix_.is_new,
          .iv_is_new = iv_.is_new,
          .vix_begins = vix_.begins};
}

}  // namespace aots::features
