// Averages that remember everything, with weights that fall off geometrically.
//
// Both start from the plain mean of their first n values, as charting programs do. Sources: EMA,
// G. Appel, The Moving Average Convergence-Divergence Trading Method (1979); Wilder's average,
// J. W. Wilder, New Concepts in Technical Trading Systems (1978), an EMA with factor 1 / n.
#pragma once

#include <cmath>

namespace aots::features {

class Smoothing {
 public:
  Smoothing(int seed_count, double factor) : seed_count_(seed_count), factor_(factor) {}
  static Smoothing ema(int n) { return {n, 2.0 / (n + 1.0)}; }
  static Smoothing wilder(int n) { return {n, 1.0 / n}; }

  void push(double value) {
    if (count_ < seed_count_) {
      sum_ += value;
      ++count_;
      if (count_ == seed_count_) value_ = sum_ / seed_count_;
    } else {
      value_ += factor_ * (value - value_);
    }
  }
  bool ready() const { return count_ == seed_count_; }
  // NaN until ready.
  double value() const { return value_; }

 private:
  int seed_count_;
  double factor_;
  int count_ = 0;
  double sum_ = 0.0;
  double value_ = std::nan("");
};

// Steps after which 1 - factor, to their number, is below 1e-12.
constexpr int settling_steps(double factor) {
  int steps = 0;
  for (double weight = 1.0; weight >= 1e-12; weight *= 1.0 - factor) ++steps;
  return steps;
}
constexpr int ema_settling(int n) { return settling_steps(2.0 / (n + 1.0)); }
constexpr int wilder_settling(int n) { return settling_steps(1.0 / n); }

}  // namespace aots::features
