// Moving averages of closes, and where the close stands to them.
//
// Bollinger: J. Bollinger, Bollinger on Bollinger Bands (2001): 20 sessions, two population
// deviations. Averages are kept as exact sums of millionths of a dollar.
#pragma once

#include "domain/fixed.hpp"
#include "features/families/family.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/ring.hpp"
#include "features/kernels/smoothing.hpp"

namespace aots::features {

class SimpleAverages {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "sma_20",
       .formula = "mean(close, 20)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 20},
      {.name = "sma_50",
       .formula = "mean(close, 50)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 50},
      {.name = "sma_200",
       .formula = "mean(close, 200)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 200},
      {.name = "price_vs_sma20",
       .formula = "(close - sma_20) / sma_20",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 20},
      {.name = "price_vs_sma50",
       .formula = "(close - sma_50) / sma_50",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "as price_vs_sma20",
       .window = 50},
      {.name = "price_vs_sma200",
       .formula = "(close - sma_200) / sma_200",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "as price_vs_sma20",
       .window = 200},
      {.name = "sma_crossover",
       .formula = "1 if sma_20 > sma_50 else 0",
       .unit = "0 or 1",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 50},
      {.name = "sma_50_200_ratio",
       .formula = "sma_50 / sma_200 - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "customary",
       .window = 200},
  });

  void step(const PriceInputs& in, FamilyOut<8> out) {
    closes_.push(in.close);
    const double sma_20 = mean<20>(sum_20_);
    const double sma_50 = mean<50>(sum_50_);
    const double sma_200 = mean<200>(sum_200_);
    const double close = static_cast<double>(in.close) / kMicros;
    out.write(sma_20, sma_50, sma_200, (close - sma_20) / sma_20, (close - sma_50) / sma_50,
              (close - sma_200) / sma_200,
              closes_.has(49) ? (sma_20 > sma_50 ? 1.0 : 0.0) : kAbsent, sma_50 / sma_200 - 1.0);
  }

 private:
  template <std::size_t Count>
  double mean(std::int64_t& sum) const {
    sum += closes_[0];
    if (closes_.has(Count)) sum -= closes_[Count];
    if (!closes_.has(Count - 1)) return kAbsent;
    return static_cast<double>(sum) / (static_cast<double>(Count) * kMicros);
  }

  Ring<std::int64_t, 201> closes_;
  std::int64_t sum_20_ = 0;
  std::int64_t sum_50_ = 0;
  std::int64_t sum_200_ = 0;
};

class ExponentialAverages {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "ema_12",
       .formula = "ema[1] + 2/13 (close - ema[1]), seeded with mean(close, 12)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 12,
       .memory = FeatureMemory::kRecursive,
       .settling = ema_settling(12)},
      {.name = "ema_26",
       .formula = "ema[1] + 2/27 (close - ema[1]), seeded with mean(close, 26)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 26,
       .memory = FeatureMemory::kRecursive,
       .settling = ema_settling(26)},
      {.name = "macd",
       .formula = "ema_12 - ema_26",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C; Appel 1979",
       .window = 26,
       .memory = FeatureMemory::kRecursive,
       .settling = ema_settling(26) + kMacdCare},
      {.name = "macd_signal",
       .formula = "ema of macd over 9, seeded with mean(macd, 9)",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C; Appel 1979",
       .window = 34,
       .memory = FeatureMemory::kRecursive,
       .settling = ema_settling(26) + kMacdCare},
      {.name = "macd_histogram",
       .formula = "macd - macd_signal",
       .unit = "dollars",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 34,
       .memory = FeatureMemory::kRecursive,
       .settling = ema_settling(26) + kMacdCare},
  });

  void step(const PriceInputs& in, FamilyOut<5> out) {
    const double close = static_cast<double>(in.close) / kMicros;
    fast_.push(close);
    slow_.push(close);
    const double macd = fast_.value() - slow_.value();
    if (slow_.ready()) signal_.push(macd);
    out.write(fast_.value(), slow_.value(), macd, signal_.value(), macd - signal_.value());
  }

 private:
  Smoothing fast_ = Smoothing::ema(12);
  Smoothing slow_ = Smoothing::ema(26);
  Smoothing signal_ = Smoothing::ema(9);
};

class BollingerBands {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "bollinger_pct_b",
       .formula = "(close - lower) / (upper - lower), bands sma_20 +- 2 population deviations",
       .unit = "fraction",
       .inputs = "bar",
       .absence = "without a bar, or where the window does not move",
       .source = "Bollinger 2001",
       .window = 20},
      {.name = "bollinger_width",
       .formula = "(upper - lower) / sma_20",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Bollinger 2001",
       .window = 20},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    closes_.push(in.close);
    moments_.add(in.close);
    if (closes_.has(20)) moments_.remove(closes_[20]);
    if (!closes_.has(19)) return out.write_absent();
    const double mean = moments_.mean();
    const double deviation = moments_.population_deviation();
    const double width = 4.0 * deviation;
    const double pct_b = (static_cast<double>(in.close) - (mean - 2.0 * deviation)) / width;
    out.write(width > 0.0 ? pct_b : kAbsent, width / mean);
  }

 private:
  Ring<std::int64_t, 21> closes_;
  ExactMoments moments_;
};

}  // namespace aots::features
