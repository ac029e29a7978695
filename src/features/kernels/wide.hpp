// Int256: whole numbers of 256 bits in two's complement, for sums of third and fourth powers.
//
// Sums, products and powers wrap as unsigned numbers do; the kernels stay within the range.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "features/kernels/exact.hpp"
#include "features/kernels/ring.hpp"

namespace aots::features {

class Int256 {
 public:
  Int256() = default;
  // From any narrower number; the sign is carried on.
  explicit Int256(Int128 value) {
    limbs_[0] = static_cast<std::uint64_t>(value);
    limbs_[1] = static_cast<std::uint64_t>(value >> 64);
    limbs_[2] = limbs_[3] = value < 0 ? ~std::uint64_t{0} : 0;
  }

  Int256& operator+=(const Int256& other) {
    Uint128 carry = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      carry += static_cast<Uint128>(limbs_[i]) + other.limbs_[i];
      limbs_[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    return *this;
  }
  Int256& operator-=(const Int256& other) { return *this += -other; }
  Int256 operator-() const {
    Int256 result;
    for (std::size_t i = 0; i < kLimbs; ++i) result.limbs_[i] = ~limbs_[i];
    return result += Int256(1);
  }
  friend Int256 operator+(Int256 a, const Int256& b) { return a += b; }
  friend Int256 operator-(Int256 a, const Int256& b) { return a -= b; }
  friend Int256 operator*(const Int256& a, const Int256& b) {
    Int256 result;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      Uint128 carry = 0;
      for (std::size_t j = 0; i + j < kLimbs; ++j) {
        carry += static_cast<Uint128>(a.limbs_[i]) * b.limbs_[j] + result.limbs_[i + j];
        result.limbs_[i + j] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
      }
    }
    return result;
  }

  bool is_negative() const { return (limbs_[3] >> 63) != 0; }
  friend double to_double(const Int256& value) {
    if (value.is_negative()) return -to_double(-value);
    double sum = 0.0;
    for (std::size_t i = kLimbs; i > 0; --i) {
      sum = sum * 0x1p64 + static_cast<double>(value.limbs_[i - 1]);
    }
    return sum;
  }

 private:
  static constexpr std::size_t kLimbs = 4;
  std::array<std::uint64_t, kLimbs> limbs_{};
};

// The first four moments of the last N whole numbers, each below 2^56 in size, N at most 63.
template <std::size_t N>
class RollingShape {
 public:
  void push(std::int64_t value) {
    values_.push(value);
    add(value);
    if (values_.has(N)) remove(values_[N]);
  }
  bool full() const { return values_.has(N - 1); }
  // m3 / m2^1.5 and m4 / m2^2 - 3 of the population moments; NaN where nothing moves.
  double skewness() const {
    const double m2 = second();
    const Int256 third =
        kN * kN * cubes_ - Int256(3) * kN * sum_ * squares_ + Int256(2) * sum_ * sum_ * sum_;
    return m2 > 0.0 ? to_double(third) / (m2 * std::sqrt(m2)) : std::nan("");
  }
  double excess_kurtosis() const {
    const double m2 = second();
    const Int256 square = sum_ * sum_;
    const Int256 fourth = kN * kN * kN * fourths_ - Int256(4) * kN * kN * sum_ * cubes_ +
                          Int256(6) * kN * square * squares_ - Int256(3) * square * square;
    return m2 > 0.0 ? to_double(fourth) / (m2 * m2) - 3.0 : std::nan("");
  }

 private:
  void add(std::int64_t value) {
    const Int256 square(static_cast<Int128>(value) * value);
    sum_ += Int256(value);
    squares_ += square;
    cubes_ += square * Int256(value);
    fourths_ += square * square;
  }
  void remove(std::int64_t value) {
    const Int256 square(static_cast<Int128>(value) * value);
    sum_ -= Int256(value);
    squares_ -= square;
    cubes_ -= square * Int256(value);
    fourths_ -= square * square;
  }
  double second() const { return to_double(kN * squares_ - sum_ * sum_); }

  inline static const Int256 kN{static_cast<Int128>(N)};
  Ring<std::int64_t, N + 1> values_;
  Int256 sum_;
  Int256 squares_;
  Int256 cubes_;
  Int256 fourths_;
};

}  // namespace aots::features
