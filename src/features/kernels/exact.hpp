// Exact sums over a window: of whole numbers, so that what enters and what leaves cancel to the
// bit.
//
// A sum of floating-point numbers that is kept by adding and subtracting drifts, and depends on
// values that left it long ago. Here a value is a whole multiple of a power of two (`to_fixed`),
// below 2^56 in size; its sums and those of its squares are kept in 128 bits, and the variance is
// formed exactly before the one rounding to double. Windows are at most 252 values.
#pragma once

#include <cmath>
#include <cstdint>

namespace aots::features {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

// Log returns are multiples of 2^-54 and below 4 in size: rounding to that is finer than the
// rounding of the quotient of two prices.
inline constexpr double kReturnUnit = 0x1p-54;
inline constexpr double kReturnMax = 4.0;
// Vols, ranks and ratios: multiples of 2^-48, below 256.
inline constexpr double kRatioUnit = 0x1p-48;
inline constexpr double kFixedMax = 0x1p56;

// The whole multiple of `unit`, a power of two, nearest the value; |value| / unit < 2^56.
inline std::int64_t to_fixed(double value, double unit) {
  const double scaled = value / unit;
  return static_cast<std::int64_t>(scaled + std::copysign(0.5, scaled));
}

// False for a NaN.
inline bool fits_fixed(double value, double unit) { return std::abs(value) < unit * kFixedMax; }

inline double to_double(Uint128 value) {
  return static_cast<double>(static_cast<std::uint64_t>(value >> 64)) * 0x1p64 +
         static_cast<double>(static_cast<std::uint64_t>(value));
}

inline double to_double(Int128 value) {
  return value < 0 ? -to_double(-static_cast<Uint128>(value))
                   : to_double(static_cast<Uint128>(value));
}

// Count, sum and sum of squares of whole numbers.
class ExactMoments {
 public:
  void add(std::int64_t value) {
    ++count_;
    sum_ += value;
    squares_ += static_cast<Uint128>(static_cast<Int128>(value) * value);
  }
  void remove(std::int64_t value) {
    --count_;
    sum_ -= value;
    squares_ -= static_cast<Uint128>(static_cast<Int128>(value) * value);
  }

  int count() const { return count_; }
  double sum() const { return to_double(sum_); }
  double squares() const { return to_double(squares_); }
  double mean() const { return to_double(sum_) / count_; }
  // Of at least two values.
  double sample_deviation() const {
    return std::sqrt(scatter() / (static_cast<double>(count_) * (count_ - 1)));
  }
  double population_deviation() const { return std::sqrt(scatter()) / count_; }
  // count x (sum of squares) - (sum)^2, never negative; whole, hence exact before it is rounded.
  double scatter() const {
    return to_double(static_cast<Uint128>(count_) * squares_ -
                     static_cast<Uint128>(sum_) * static_cast<Uint128>(sum_));
  }

 private:
  int count_ = 0;
  Int128 sum_ = 0;
  Uint128 squares_ = 0;
};

// Moments of pairs of whole numbers.
class ExactCross {
 public:
  void add(std::int64_t x, std::int64_t y) {
    x_.add(x);
    y_.add(y);
    sum_x_ += x;
    sum_y_ += y;
    products_ += static_cast<Int128>(x) * y;
  }
  void remove(std::int64_t x, std::int64_t y) {
    x_.remove(x);
    y_.remove(y);
    sum_x_ -= x;
    sum_y_ -= y;
    products_ -= static_cast<Int128>(x) * y;
  }

  // Of y in x: covariance over the variance of x. NaN where x does not move.
  double slope() const {
    const double scatter = x_.scatter();
    return scatter > 0.0 ? coscatter() / scatter : std::nan("");
  }
  // Pearson's. NaN where either does not move.
  double correlation() const {
    const double scale = std::sqrt(x_.scatter()) * std::sqrt(y_.scatter());
    return scale > 0.0 ? std::fmin(std::fmax(coscatter() / scale, -1.0), 1.0) : std::nan("");
  }

 private:
  double coscatter() const { return to_double(x_.count() * products_ - sum_x_ * sum_y_); }

  ExactMoments x_;
  ExactMoments y_;
  Int128 sum_x_ = 0;
  Int128 sum_y_ = 0;
  Int128 products_ = 0;
};

}  // namespace aots::features
