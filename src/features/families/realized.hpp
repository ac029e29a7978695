// Realized volatility: how much the price has moved, by several estimators, annualised.
//
// Range estimators: M. Parkinson, Journal of Business 53 (1980); M. Garman and M. Klass, Journal of
// Business 53 (1980). Downside deviation: F. Sortino and R. van der Meer (1991). Exponential
// weights: RiskMetrics technical document (1996), 0.94, seeded with the mean of 20 squares.
#pragma once

#include <cmath>
#include <numbers>

#include "features/families/family.hpp"
#include "features/kernels/moments.hpp"
#include "features/kernels/smoothing.hpp"
#include "features/realized_vol.hpp"

namespace aots::features {

class RealizedVols {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "rv_5",
       .formula = "sd(log_returns_1d, 5) sqrt(252)",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 B; decision D36",
       .window = 6},
      {.name = "rv_10",
       .formula = "sd(log_returns_1d, 10) sqrt(252)",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 B; decision D36",
       .window = 11},
      {.name = "rv_20",
       .formula = "sd(log_returns_1d, 20) sqrt(252)",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 B; decision D36",
       .window = 21},
      {.name = "rv_60",
       .formula = "sd(log_returns_1d, 60) sqrt(252)",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 B; decision D36",
       .window = 61},
      {.name = "rv_120",
       .formula = "sd(log_returns_1d, 120) sqrt(252)",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 B; decision D36",
       .window = 121},
      {.name = "rv_ratio_20_60",
       .formula = "rv_20 / rv_60",
       .unit = "1",
       .inputs = "bar",
       .absence = "without a bar, or where rv_60 is 0",
       .source = "seed 2.2.3 B",
       .window = 61},
      {.name = "rv_ratio_5_20",
       .formula = "rv_5 / rv_20",
       .unit = "1",
       .inputs = "bar",
       .absence = "without a bar, or where rv_20 is 0",
       .source = "seed 2.2.3 B",
       .window = 21},
      {.name = "volatility_of_volatility",
       .formula = "sd(rv_20, 20)",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 B",
       .window = 40},
  });

  void step(const PriceInputs& in, FamilyOut<8> out) {
    if (!std::isfinite(in.log_return)) return out.write_absent();
    returns_.push(to_fixed(in.log_return, kReturnUnit));
    const double rv_5 = vol<5>(moments_5_);
    const double rv_10 = vol<10>(moments_10_);
    const double rv_20 = vol<20>(moments_20_);
    const double rv_60 = vol<60>(moments_60_);
    const double rv_120 = vol<120>(moments_120_);
    if (!std::isnan(rv_20)) vols_.push(to_fixed(rv_20, kRatioUnit));
    out.write(rv_5, rv_10, rv_20, rv_60, rv_120, rv_20 / rv_60, rv_5 / rv_20,
              vols_.full() ? vols_.moments().sample_deviation() * kRatioUnit : kAbsent);
  }

 private:
  template <std::size_t Count>
  double vol(ExactMoments& moments) const {
    moments.add(returns_[0]);
    if (returns_.has(Count)) moments.remove(returns_[Count]);
    return returns_.has(Count - 1) ? annualised_vol(moments) : kAbsent;
  }

  Ring<std::int64_t, 121> returns_;
  ExactMoments moments_5_;
  ExactMoments moments_10_;
  ExactMoments moments_20_;
  ExactMoments moments_60_;
  ExactMoments moments_120_;
  RollingMoments<20> vols_;
};

class RangeVols {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "parkinson_vol_20",
       .formula = "sqrt(252 mean(ln(high / low)^2, 20) / (4 ln 2))",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Parkinson 1980",
       .window = 20},
      {.name = "garman_klass_vol_20",
       .formula = "sqrt(252 mean(ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2, 20))",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Garman and Klass 1980",
       .window = 20},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    const double range = std::log(static_cast<double>(in.high) / static_cast<double>(in.low));
    const double body = std::log(static_cast<double>(in.close) / static_cast<double>(in.open));
    const double range_squared = range * range;
    const double garman_klass =
        0.5 * range_squared - (2.0 * std::numbers::ln2 - 1.0) * (body * body);
    ranges_.push(to_fixed(range_squared, kSquareUnit));
    bodies_.push(to_fixed(garman_klass, kSquareUnit));
    if (!ranges_.full()) return out.write_absent();
    out.write(std::sqrt(kSessionsPerYear * (ranges_.moments().mean() * kSquareUnit) /
                        (4.0 * std::numbers::ln2)),
              std::sqrt(kSessionsPerYear * std::fmax(bodies_.moments().mean() * kSquareUnit, 0.0)));
  }

 private:
  // Squares of moves within a session are below 16, those that matter above 1e-8.
  static constexpr double kSquareUnit = 0x1p-52;

  RollingMoments<20> ranges_;
  RollingMoments<20> bodies_;
};

class DownsideVol {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "downside_vol_20",
       .formula = "sqrt(252 mean(min(log_returns_1d, 0)^2, 20))",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Sortino and van der Meer 1991",
       .window = 21},
  });

  void step(const PriceInputs& in, FamilyOut<1> out) {
    if (!std::isfinite(in.log_return)) return out.write_absent();
    losses_.push(to_fixed(std::fmin(in.log_return, 0.0), kReturnUnit));
    if (!losses_.full()) return out.write_absent();
    const double mean_square = losses_.moments().squares() / 20.0;
    out.write(std::sqrt(kSessionsPerYear * mean_square) * kReturnUnit);
  }

 private:
  RollingMoments<20> losses_;
};

class WeightedVol {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "ewma_vol",
       .formula = "sqrt(252 v); v = 0.94 v[1] + 0.06 log_returns_1d^2, seeded with the mean of 20",
       .unit = "per year",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "RiskMetrics 1996",
       .window = 21,
       .memory = FeatureMemory::kRecursive,
       .settling = settling_steps(0.06)},
  });

  void step(const PriceInputs& in, FamilyOut<1> out) {
    if (std::isfinite(in.log_return)) variance_.push(in.log_return * in.log_return);
    out.write(std::sqrt(kSessionsPerYear * variance_.value()));
  }

 private:
  Smoothing variance_{20, 0.06};
};

}  // namespace aots::features
