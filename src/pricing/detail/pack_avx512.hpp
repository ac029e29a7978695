// Eight doubles of AVX-512 (F, DQ, VL); pack_scalar.hpp says what each operation means.
#pragma once

#include <cstddef>

#include <immintrin.h>

namespace aots {
enum class Right;
}  // namespace aots

namespace aots::pricing::detail::avx512 {

struct Mask {
  __mmask8 m;
  friend Mask operator&(Mask a, Mask b) { return {_kand_mask8(a.m, b.m)}; }
  friend Mask operator|(Mask a, Mask b) { return {_kor_mask8(a.m, b.m)}; }
  friend Mask operator^(Mask a, Mask b) { return {_kxor_mask8(a.m, b.m)}; }
  friend Mask operator~(Mask a) { return {_knot_mask8(a.m)}; }
};

inline bool any(Mask a) { return a.m != 0; }
inline bool all(Mask a) { return a.m == 0xFF; }
inline bool lane(Mask a, std::size_t i) { return ((static_cast<unsigned>(a.m) >> i) & 1U) != 0; }

struct Pack {
  using Mask = avx512::Mask;
  static constexpr std::size_t kWidth = 8;
  __m512d v;

  static Pack of(double value) { return {_mm512_set1_pd(value)}; }
  static Pack load(const double* from) { return {_mm512_loadu_pd(from)}; }
  void store(double* to) const { _mm512_storeu_pd(to, v); }
  static Mask is_call(const Right* from) {
    const __m256i rights = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    return {_mm256_cmpeq_epi32_mask(rights, _mm256_setzero_si256())};
  }

  friend Pack operator+(Pack a, Pack b) { return {_mm512_add_pd(a.v, b.v)}; }
  friend Pack operator-(Pack a, Pack b) { return {_mm512_sub_pd(a.v, b.v)}; }
  friend Pack operator*(Pack a, Pack b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend Pack operator/(Pack a, Pack b) { return {_mm512_div_pd(a.v, b.v)}; }
  friend Mask operator<(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)}; }
  friend Mask operator<=(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)}; }
  friend Mask operator>(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_GT_OQ)}; }
  friend Mask operator==(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)}; }
};

inline Pack fma(Pack a, Pack b, Pack c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {_mm512_fnmadd_pd(a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {_mm512_sqrt_pd(a.v)}; }
inline Pack abs(Pack a) { return {_mm512_abs_pd(a.v)}; }
inline Pack select(Mask mask, Pack yes, Pack no) {
  return {_mm512_mask_blend_pd(mask.m, no.v, yes.v)};
}

inline Pack exponent(Pack a) {
  const __m512i shifted = _mm512_srli_epi64(_mm512_castpd_si512(a.v), 52);
  const __m512i number = _mm512_or_si512(shifted, _mm512_set1_epi64(0x4330000000000000));
  return {_mm512_sub_pd(_mm512_castsi512_pd(number), _mm512_set1_pd(0x1p52))};
}
inline Pack mantissa(Pack a) {
  const __m512i kept =
      _mm512_and_si512(_mm512_castpd_si512(a.v), _mm512_set1_epi64(0x000FFFFFFFFFFFFF));
  return {_mm512_castsi512_pd(_mm512_or_si512(kept, _mm512_set1_epi64(0x3FF0000000000000)))};
}
inline Pack power_of_two(Pack n) {
  const __m512i bits = _mm512_castpd_si512(_mm512_add_pd(n.v, _mm512_set1_pd(0x1.8p52)));
  const __m512i biased = _mm512_add_epi64(bits, _mm512_set1_epi64(1023));
  return {_mm512_castsi512_pd(_mm512_slli_epi64(biased, 52))};
}

}  // namespace aots::pricing::detail::avx512
