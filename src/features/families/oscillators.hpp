// Wilder's indicators and the stochastic oscillators.
//
// RSI, ATR and ADX: J. W. Wilder, New Concepts in Technical Trading Systems (1978), seeded from the
// first n changes. Stochastics: G. Lane, Lane's Stochastics (1984). Stochastic RSI: Chande and
// Kroll, The New Technical Trader (1994). %R: L. Williams (1973).
#pragma once

#include <algorithm>
#include <cmath>

#include "domain/fixed.hpp"
#include "features/families/family.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/extremes.hpp"
#include "features/kernels/ring.hpp"
#include "features/kernels/smoothing.hpp"

namespace aots::features {

// Wilder's RSI of a close, in [0, 100]; NaN until n changes are known and where nothing moved.
class WilderRsi {
 public:
  explicit WilderRsi(int n) : gain_(Smoothing::wilder(n)), loss_(Smoothing::wilder(n)) {}

  double step(double close) {
    if (has_last_) {
      const double change = close - last_;
      gain_.push(std::max(change, 0.0));
      loss_.push(std::max(-change, 0.0));
    }
    has_last_ = true;
    last_ = close;
    return 100.0 * gain_.value() / (gain_.value() + loss_.value());
  }

 private:
  Smoothing gain_;
  Smoothing loss_;
  double last_ = 0.0;
  bool has_last_ = false;
};

class RelativeStrength {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "rsi_14",
       .formula = "100 g / (g + l); g, l Wilder's averages of gains and losses over 14",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a bar, or where no price ever moved",
       .source = "seed 2.2.3 C; Wilder 1978",
       .window = 15,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14)},
      {.name = "rsi_28",
       .formula = "as rsi_14, over 28",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a bar, or where no price ever moved",
       .source = "seed 2.2.3 C; Wilder 1978",
       .window = 29,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(28)},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    const auto close = static_cast<double>(in.close);
    out.write(rsi_14_.step(close), rsi_28_.step(close));
  }

 private:
  WilderRsi rsi_14_{14};
  WilderRsi rsi_28_{28};
};

// Where a value stands in the range of its last N, in [0, 1]; NaN until there are N, where the
// range is nothing, and for a NaN, which is passed over.
template <std::size_t N>
class RangePosition {
 public:
  double step(double value) {
    if (!fits_fixed(value, kRatioUnit)) return kAbsent;
    const std::int64_t fixed = to_fixed(value, kRatioUnit);
    low_.push(fixed);
    high_.push(fixed);
    const auto range = static_cast<double>(high_.value() - low_.value());
    if (!low_.full() || !(range > 0.0)) return kAbsent;
    return static_cast<double>(fixed - low_.value()) / range;
  }

 private:
  RollingMin<N> low_;
  RollingMax<N> high_;
};

class StochasticRsi {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "stochastic_rsi_14",
       .formula = "(rsi_14 - min(rsi_14, 14)) / (max(rsi_14, 14) - min(rsi_14, 14))",
       .unit = "fraction",
       .inputs = "bar",
       .absence = "without a bar, or where rsi_14 did not move",
       .source = "Chande and Kroll 1994",
       .window = 28,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14) + kQuotientCare},
  });

  void step(const PriceInputs& in, FamilyOut<1> out) {
    out.write(position_.step(rsi_.step(static_cast<double>(in.close))));
  }

 private:
  WilderRsi rsi_{14};
  RangePosition<14> position_;
};

// Fast %K over N sessions in [0, 100]; NaN until there are N and where the range is nothing.
template <std::size_t N>
class FastStochastic {
 public:
  double step(const PriceInputs& in) {
    low_.push(in.low);
    high_.push(in.high);
    const auto range = static_cast<double>(high_.value() - low_.value());
    if (!low_.full() || !(range > 0.0)) return kAbsent;
    return 100.0 * static_cast<double>(in.close - low_.value()) / range;
  }

 private:
  RollingMin<N> low_;
  RollingMax<N> high_;
};

class Stochastics {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "stochastic_k",
       .formula = "100 (close - min(low, 14)) / (max(high, 14) - min(low, 14))",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a bar, or where the window has no range",
       .source = "seed 2.2.3 C; Lane 1984",
       .window = 14},
      {.name = "stochastic_d",
       .formula = "mean(stochastic_k, 3)",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "where one of the three is absent",
       .source = "seed 2.2.3 C; Lane 1984",
       .window = 16},
      {.name = "williams_r_14",
       .formula = "-100 (max(high, 14) - close) / (max(high, 14) - min(low, 14))",
       .unit = "-100 to 0",
       .inputs = "bar",
       .absence = "without a bar, or where the window has no range",
       .source = "Williams 1973",
       .window = 14},
  });

  void step(const PriceInputs& in, FamilyOut<3> out) {
    k_.push(fast_.step(in));
    const double d = k_.has(2) ? ((k_[2] + k_[1]) + k_[0]) / 3.0 : kAbsent;
    out.write(k_[0], d, k_[0] - 100.0);
  }

 private:
  FastStochastic<14> fast_;
  Ring<double, 3> k_;
};

// Wilder's directional movement and true range over 14.
class DirectionalMovement {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "adx",
       .formula = "Wilder's average over 14 of 100 |pdi - mdi| / (pdi + mdi)",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a bar, or where nothing ever moved",
       .source = "seed 2.2.3 C; Wilder 1978",
       .window = 28,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14) + kSecondAverageCare},
      {.name = "plus_di_14",
       .formula = "100 w(up) / w(true range), w Wilder's average over 14; up = high - high[1] "
                  "where that is positive and above low[1] - low, else 0",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a bar or a range",
       .source = "Wilder 1978",
       .window = 15,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14) + kQuotientCare},
      {.name = "minus_di_14",
       .formula = "100 w(down) / w(true range); down = low[1] - low where that is positive and "
                  "above high - high[1], else 0",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a bar or a range",
       .source = "Wilder 1978",
       .window = 15,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14) + kQuotientCare},
      {.name = "atr_14",
       .formula = "Wilder's average over 14 of max(high, close[1]) - min(low, close[1])",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Wilder 1978",
       .window = 15,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14)},
      {.name = "atr_pct_14",
       .formula = "atr_14 / close",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Wilder 1978",
       .window = 15,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14)},
  });

  void step(const PriceInputs& in, FamilyOut<5> out) {
    if (last_.present) smooth(in);
    last_ = in;
    const double range = range_.value();
    const double plus = 100.0 * plus_.value() / range;
    const double minus = 100.0 * minus_.value() / range;
    if (range_.ready()) {
      const double sum = plus + minus;
      // Without movement either way neither has the upper hand.
      index_.push(sum > 0.0 ? 100.0 * std::abs(plus - minus) / sum : 0.0);
    }
    const bool moved = range > 0.0;
    out.write(moved ? index_.value() : kAbsent, moved ? plus : kAbsent, moved ? minus : kAbsent,
              range / kMicros, range / static_cast<double>(in.close));
  }

 private:
  void smooth(const PriceInputs& in) {
    const std::int64_t up = in.high - last_.high;
    const std::int64_t down = last_.low - in.low;
    plus_.push(static_cast<double>(up > down && up > 0 ? up : 0));
    minus_.push(static_cast<double>(down > up && down > 0 ? down : 0));
    range_.push(
        static_cast<double>(std::max(in.high, last_.close) - std::min(in.low, last_.close)));
  }

  PriceInputs last_{};
  Smoothing plus_ = Smoothing::wilder(14);
  Smoothing minus_ = Smoothing::wilder(14);
  Smoothing range_ = Smoothing::wilder(14);
  Smoothing index_ = Smoothing::wilder(14);
};

}  // namespace aots::features
