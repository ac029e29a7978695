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

namespace aots::pricing::detail {

struct ScalarMask {
  bool m;
  friend ScalarMask operator&(ScalarMask a, ScalarMask b) { return {a.m && b.m}; }
  friend ScalarMask operator|(ScalarMask a, ScalarMask b) { return {a.m || b.m}; }
  friend ScalarMask operator^(ScalarMask a, ScalarMask b) { return {a.m != b.m}; }
  friend ScalarMask operator~(ScalarMask a) { return {!a.m}; }
};

inline bool any(ScalarMask a) { return a.m; }
inline bool all(ScalarMask a) { return a.m; }

struct ScalarPack {
  using Mask = ScalarMask;
  using Narrow = ScalarPack;
  static constexpr std::size_t kWidth = 1;
  double v;

  static ScalarPack of(double value) { return {value}; }
  static ScalarPack load(const double* from) { return {*from}; }
  void store(double* to) const { *to = v; }
  static ScalarMask is_call(const Right* from) { return {static_cast<int>(*from) == 0}; }

  friend ScalarPack operator+(ScalarPack a, ScalarPack b) { return {a.v + b.v}; }
  friend ScalarPack operator-(ScalarPack a, ScalarPack b) { return {a.v - b.v}; }
  friend ScalarPack operator*(ScalarPack a, ScalarPack b) { return {a.v * b.v}; }
  friend ScalarPack operator/(ScalarPack a, ScalarPack b) { return {a.v / b.v}; }
  friend ScalarMask operator<(ScalarPack a, ScalarPack b) { return {a.v < b.v}; }
  friend ScalarMask operator<=(ScalarPack a, ScalarPack b) { return {a.v <= b.v}; }
  friend ScalarMask operator>(ScalarPack a, ScalarPack b) { return {a.v > b.v}; }
  friend ScalarMask operator==(ScalarPack a, ScalarPack b) { return {a.v == b.v}; }
};

// a * b + c and c - a * b, rounded once.
inline ScalarPack fma(ScalarPack a, ScalarPack b, ScalarPack c) {
  return {__builtin_fma(a.v, b.v, c.v)};
}
inline ScalarPack fnma(ScalarPack a, ScalarPack b, ScalarPack c) {
  return {__builtin_fma(-a.v, b.v, c.v)};
}
inline ScalarPack sqrt(ScalarPack a) { return {__builtin_sqrt(a.v)}; }
inline ScalarPack abs(ScalarPack a) { return {__builtin_fabs(a.v)}; }
inline ScalarPack select(ScalarMask mask, ScalarPack yes, ScalarPack no) {
  return mask.m ? yes : no;
}

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
inline ScalarPack exponent(ScalarPack a) {
  return {double_of((bits_of(a.v) >> 52) | 0x4330000000000000U) - 0x1p52};
}
// Its mantissa, from one up to two.
inline ScalarPack mantissa(ScalarPack a) {
  return {double_of((bits_of(a.v) & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U)};
}
// 2^n for a whole n from -1022 to 1023.
inline ScalarPack power_of_two(ScalarPack n) {
  return {double_of((bits_of(n.v + 0x1.8p52) + 1023U) << 52)};
}

}  // namespace aots::pricing::detail
