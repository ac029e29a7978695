// One double as a pack of width one: the meaning that every wider pack repeats lane by lane.
//
// A pack offers arithmetic, fma, comparison to a mask, select and the few bit operations under exp
// and log; the kernels are templates over it. Every operation is correctly rounded (or exact), so a
// lane's result does not depend on the width, on its neighbours or on the instruction set. Nothing
// of the standard library is called here or in the kernels: their object files are compiled for
// different processors, and an inline function shared between them could run on the wrong one.
#pragma once

#include <cstddef>
#include <cstdint>

namespace aots {
enum class Right;
}  // namespace aots

namespace aots::pricing::detail::scalar {

struct Mask {
  bool m;
  friend Mask operator&(Mask a, Mask b) { return {a.m && b.m}; }
  friend Mask operator|(Mask a, Mask b) { return {a.m || b.m}; }
  friend Mask operator^(Mask a, Mask b) { return {a.m != b.m}; }
  friend Mask operator~(Mask a) { return {!a.m}; }
};

inline bool any(Mask a) { return a.m; }
inline bool all(Mask a) { return a.m; }
inline bool lane(Mask a, std::size_t) { return a.m; }

struct Pack {
  using Mask = scalar::Mask;
  static constexpr std::size_t kWidth = 1;
  double v;

  static Pack of(double value) { return {value}; }
  static Pack load(const double* from) { return {*from}; }
  void store(double* to) const { *to = v; }
  static Mask is_call(const Right* from) { return {static_cast<int>(*from) == 0}; }

  friend Pack operator+(Pack a, Pack b) { return {a.v + b.v}; }
  friend Pack operator-(Pack a, Pack b) { return {a.v - b.v}; }
  friend Pack operator*(Pack a, Pack b) { return {a.v * b.v}; }
  friend Pack operator/(Pack a, Pack b) { return {a.v / b.v}; }
  friend Mask operator<(Pack a, Pack b) { return {a.v < b.v}; }
  friend Mask operator<=(Pack a, Pack b) { return {a.v <= b.v}; }
  friend Mask operator>(Pack a, Pack b) { return {a.v > b.v}; }
  friend Mask operator==(Pack a, Pack b) { return {a.v == b.v}; }
};

// a * b + c and c - a * b, rounded once.
inline Pack fma(Pack a, Pack b, Pack c) { return {__builtin_fma(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {__builtin_fma(-a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {__builtin_sqrt(a.v)}; }
inline Pack abs(Pack a) { return {__builtin_fabs(a.v)}; }
inline Pack select(Mask mask, Pack yes, Pack no) { return mask.m ? yes : no; }

inline std::uint64_t bits_of(double value) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline double double_of(std::uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

// The biased exponent of a positive normal number, as a number.
inline Pack exponent(Pack a) {
  return {double_of((bits_of(a.v) >> 52) | 0x4330000000000000U) - 0x1p52};
}
// Its mantissa, from one up to two.
inline Pack mantissa(Pack a) {
  return {double_of((bits_of(a.v) & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U)};
}
// 2^n for a whole n from -1022 to 1023.
inline Pack power_of_two(Pack n) { return {double_of((bits_of(n.v + 0x1.8p52) + 1023U) << 52)}; }

}  // namespace aots::pricing::detail::scalar
