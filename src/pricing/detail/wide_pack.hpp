// Two packs side by side. The kernels are long chains of dependent steps; a second, independent one
// fills the processor while the first waits.
#pragma once

#include <cstddef>

namespace aots {
enum class Right;
}  // namespace aots

namespace aots::pricing::detail {

template <class M>
struct WideMask {
  M first, second;
  friend WideMask operator&(WideMask a, WideMask b) {
    return {a.first & b.first, a.second & b.second};
  }
  friend WideMask operator|(WideMask a, WideMask b) {
    return {a.first | b.first, a.second | b.second};
  }
  friend WideMask operator^(WideMask a, WideMask b) {
    return {a.first ^ b.first, a.second ^ b.second};
  }
  friend WideMask operator~(WideMask a) { return {~a.first, ~a.second}; }
};

template <class M>
inline bool any(WideMask<M> a) {
  return any(a.first | a.second);
}
template <class M>
inline bool all(WideMask<M> a) {
  return all(a.first & a.second);
}

template <class P>
struct WidePack {
  using Mask = WideMask<typename P::Mask>;
  using Narrow = P;  // for columns too short for two
  static constexpr std::size_t kWidth = 2 * P::kWidth;
  P first, second;

  static WidePack of(double value) { return {P::of(value), P::of(value)}; }
  static WidePack load(const double* from) { return {P::load(from), P::load(from + P::kWidth)}; }
  void store(double* to) const {
    first.store(to);
    second.store(to + P::kWidth);
  }
  static Mask is_call(const Right* from) {
    return {P::is_call(from), P::is_call(from + P::kWidth)};
  }

  friend WidePack operator+(WidePack a, WidePack b) {
    return {a.first + b.first, a.second + b.second};
  }
  friend WidePack operator-(WidePack a, WidePack b) {
    return {a.first - b.first, a.second - b.second};
  }
  friend WidePack operator*(WidePack a, WidePack b) {
    return {a.first * b.first, a.second * b.second};
  }
  friend WidePack operator/(WidePack a, WidePack b) {
    return {a.first / b.first, a.second / b.second};
  }
  friend Mask operator<(WidePack a, WidePack b) { return {a.first < b.first, a.second < b.second}; }
  friend Mask operator<=(WidePack a, WidePack b) {
    return {a.first <= b.first, a.second <= b.second};
  }
  friend Mask operator>(WidePack a, WidePack b) { return {a.first > b.first, a.second > b.second}; }
  friend Mask operator==(WidePack a, WidePack b) {
    return {a.first == b.first, a.second == b.second};
  }

  friend WidePack fma(WidePack a, WidePack b, WidePack c) {
    return {fma(a.first, b.first, c.first), fma(a.second, b.second, c.second)};
  }
  friend WidePack fnma(WidePack a, WidePack b, WidePack c) {
    return {fnma(a.first, b.first, c.first), fnma(a.second, b.second, c.second)};
  }
  friend WidePack sqrt(WidePack a) { return {sqrt(a.first), sqrt(a.second)}; }
  friend WidePack abs(WidePack a) { return {abs(a.first), abs(a.second)}; }
  friend WidePack select(Mask mask, WidePack yes, WidePack no) {
    return {select(mask.first, yes.first, no.first), select(mask.second, yes.second, no.second)};
  }
  friend WidePack exponent(WidePack a) { return {exponent(a.first), exponent(a.second)}; }
  friend WidePack mantissa(WidePack a) { return {mantissa(a.first), mantissa(a.second)}; }
  friend WidePack power_of_two(WidePack a) {
    return {power_of_two(a.first), power_of_two(a.second)};
  }
};

}  // namespace aots::pricing::detail
