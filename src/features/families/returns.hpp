// Returns over spans of sessions, simple and logarithmic.
//
// Momentum of twelve months less the last one: Jegadeesh and Titman, Returns to Buying Winners and
// Selling Losers, Journal of Finance 48 (1993).
#pragma once

#include <cmath>

#include "base/time.hpp"
#include "features/families/family.hpp"
#include "features/kernels/ring.hpp"

namespace aots::features {

class SimpleReturns {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "returns_1d",
       .formula = "close / close[1] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 2},
      {.name = "returns_5d",
       .formula = "close / close[5] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 6},
      {.name = "returns_20d",
       .formula = "close / close[20] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 21},
      {.name = "returns_60d",
       .formula = "close / close[60] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 61},
      {.name = "returns_120d",
       .formula = "close / close[120] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "customary",
       .window = 121},
      {.name = "momentum_12_1",
       .formula = "close[21] / close[252] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Jegadeesh and Titman 1993",
       .window = 253},
  });

  void step(const PriceInputs& in, FamilyOut<6> out) {
    closes_.push(static_cast<double>(in.close));
    out.write(change(0, 1), change(0, 5), change(0, 20), change(0, 60), change(0, 120),
              change(21, 252));
  }

 private:
  double change(std::size_t to, std::size_t from) const {
    return closes_.has(from) ? closes_[to] / closes_[from] - 1.0 : kAbsent;
  }

  Ring<double, 253> closes_;
};

class LogReturns {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "log_returns_1d",
       .formula = "ln(close / close[1])",
       .unit = "log return",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 2},
      {.name = "log_returns_5d",
       .formula = "ln(close / close[5])",
       .unit = "log return",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 6},
      {.name = "log_returns_20d",
       .formula = "ln(close / close[20])",
       .unit = "log return",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 21},
      {.name = "log_returns_60d",
       .formula = "ln(close / close[60])",
       .unit = "log return",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "seed 2.2.3 C",
       .window = 61},
  });

  void step(const PriceInputs& in, FamilyOut<4> out) {
    closes_.push(static_cast<double>(in.close));
    out.write(in.log_return, change(5), change(20), change(60));
  }

 private:
  double change(std::size_t from) const {
    return closes_.has(from) ? std::log(closes_[0] / closes_[from]) : kAbsent;
  }

  Ring<double, 61> closes_;
};

class YearToDate {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "cumulative_returns_ytd",
       .formula = "close / last close of the year before - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = "without a bar, or where the history begins within the year",
       .source = "seed 2.2.3 C",
       .window = 254,
       .first = 2},
  });

  void step(const PriceInputs& in, FamilyOut<1> out) {
    const int year = year_of(in.date);
    if (last_close_ > 0.0 && year != year_) base_ = last_close_;
    year_ = year;
    last_close_ = static_cast<double>(in.close);
    out.write(base_ > 0.0 ? last_close_ / base_ - 1.0 : kAbsent);
  }

 private:
  int year_ = 0;
  double last_close_ = 0.0;
  double base_ = 0.0;
};

// What happened within the session, and since the one before.
class SessionMoves {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "overnight_gap",
       .formula = "open / close[1] - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "customary",
       .window = 2},
      {.name = "intraday_return",
       .formula = "close / open - 1",
       .unit = "fraction",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "customary",
       .window = 1},
      {.name = "high_low_range",
       .formula = "ln(high / low)",
       .unit = "log return",
       .inputs = "bar",
       .absence = kWithoutBar,
       .source = "Parkinson 1980",
       .window = 1},
  });

  void step(const PriceInputs& in, FamilyOut<3> out) {
    const auto open = static_cast<double>(in.open);
    const double gap = last_close_ > 0.0 ? open / last_close_ - 1.0 : kAbsent;
    last_close_ = static_cast<double>(in.close);
    out.write(gap, last_close_ / open - 1.0,
              std::log(static_cast<double>(in.high) / static_cast<double>(in.low)));
  }

 private:
  double last_close_ = 0.0;
};

}  // namespace aots::features
