// Where the price stands in its recent range, and which way it leans.
//
// Support and resistance are Donchian's channel over 20 sessions. The largest daily return of a
// month: Bali, Cakici and Whitelaw, Maxing Out, Journal of Financial Economics 99 (2011).
#pragma once

#include "domain/fixed.hpp"
#include "features/families/family.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/extremes.hpp"
#include "features/kernels/ring.hpp"

namespace aots::features {

class Swings {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "higher_highs",
       .formula = "1 if max(high, 10) > max(high, 10)[10] else 0",
       .unit = "0 or 1",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 20},
      {.name = "higher_lows",
       .formula = "1 if min(low, 10) > min(low, 10)[10] else 0",
       .unit = "0 or 1",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 20},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    high_.push(in.high);
    low_.push(in.low);
    highs_.push(high_.value());
    lows_.push(low_.value());
    if (!highs_.has(19)) return out.write_absent();
    out.write(highs_[0] > highs_[10] ? 1.0 : 0.0, lows_[0] > lows_[10] ? 1.0 : 0.0);
  }

 private:
  RollingMax<10> high_;
  RollingMin<10> low_;
  Ring<std::int64_t, 20> highs_;
  Ring<std::int64_t, 20> lows_;
};

class Channels {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "support_level",
       .formula = "min(low, 20)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 20},
      {.name = "resistance_level",
       .formula = "max(high, 20)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 20},
      {.name = "distance_to_52w_high",
       .formula = "close / max(high, 252) - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 252},
      {.name = "distance_to_52w_low",
       .formula = "close / min(low, 252) - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 252},
  });

  void step(const PriceInputs& in, FamilyOut<4> out) {
    low_20_.push(in.low);
    high_20_.push(in.high);
    low_252_.push(in.low);
    high_252_.push(in.high);
    const auto close = static_cast<double>(in.close);
    const bool month = low_20_.full();
    const bool year = low_252_.full();
    out.write(month ? static_cast<double>(low_20_.value()) / kMicros : kAbsent,
              month ? static_cast<double>(high_20_.value()) / kMicros : kAbsent,
              year ? close / static_cast<double>(high_252_.value()) - 1.0 : kAbsent,
              year ? close / static_cast<double>(low_252_.value()) - 1.0 : kAbsent);
  }

 private:
  RollingMin<20> low_20_;
  RollingMax<20> high_20_;
  RollingMin<252> low_252_;
  RollingMax<252> high_252_;
};

class DailyReturns {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "max_return_20",
       .formula = "max(log_returns_1d, 20)",
       .unit = "log return",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Bali, Cakici and Whitelaw 2011",
       .window = 21},
      {.name = "up_days_share_20",
       .formula = "share of the last 20 log_returns_1d above 0",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "customary",
       .window = 21},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    if (!std::isfinite(in.log_return)) return out.write_absent();
    max_.push(to_fixed(in.log_return, kReturnUnit));
    ups_.push(in.log_return > 0.0 ? 1 : 0);
    up_count_ += ups_[0];
    if (ups_.has(20)) up_count_ -= ups_[20];
    if (!max_.full()) return out.write_absent();
    out.write(static_cast<double>(max_.value()) * kReturnUnit, up_count_ / 20.0);
  }

 private:
  RollingMax<20> max_;
  Ring<int, 21> ups_;
  int up_count_ = 0;
};

// How the symbol moves with the market.
class MarketCompanion {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "beta_60",
       .formula = "cov(r, m, 60) / var(m, 60); r, m log returns of the symbol "
                  "and of the market index",
       .unit = "1",
       .inputs = "bar, market_return",
       .absence = "without a bar or market return, or where the market did not move",
       .source = "Sharpe 1964",
       .window = 61},
      {.name = "market_correlation_60",
       .formula = "cov(r, m, 60) / sqrt(var(r, 60) var(m, 60))",
       .unit = "-1 to 1",
       .inputs = "bar, market_return",
       .absence = "without a bar or market return, or where one did not move",
       .source = "decision D20",
       .window = 61},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    if (!std::isfinite(in.log_return)) return out.write_absent();
    const bool present = fits_fixed(in.market_return, kReturnUnit);
    if (gap_.begins(present)) *this = MarketCompanion();
    if (!present) return out.write_absent();
    const std::int64_t x = to_fixed(in.market_return, kReturnUnit);
    const std::int64_t y = to_fixed(in.log_return, kReturnUnit);
    market_.push(x);
    own_.push(y);
    cross_.add(x, y);
    if (own_.has(60)) cross_.remove(market_[60], own_[60]);
    if (!own_.has(59)) return out.write_absent();
    out.write(cross_.slope(), cross_.correlation());
  }

 private:
  GapRule gap_;
  Ring<std::int64_t, 61> market_;
  Ring<std::int64_t, 61> own_;
  ExactCross cross_;
};

}  // namespace aots::features
