// Eight doubles of AVX-512 (F, DQ, VL); pack_scalar.hpp says what each operation means. Compiled
// with the flags of its instruction set, so nothing but the kernels may be in here.
#include "pricing/detail/kernels.hpp"

#ifdef AOTS_KERNELS_AVX512
#include <cstddef>

#include <immintrin.h>

#include "pricing/detail/fill_table.hpp"
#include "pricing/detail/wide_pack.hpp"

namespace aots::pricing::detail {
namespace {

struct LaneMask {
  __mmask8 m;
  friend LaneMask operator&(LaneMask a, LaneMask b) { return {_kand_mask8(a.m, b.m)}; }
  friend LaneMask operator|(LaneMask a, LaneMask b) { return {_kor_mask8(a.m, b.m)}; }
  friend LaneMask operator^(LaneMask a, LaneMask b) { return {_kxor_mask8(a.m, b.m)}; }
  friend LaneMask operator~(LaneMask a) { return {_knot_mask8(a.m)}; }
};

inline bool any(LaneMask a) { return a.m != 0; }
inline bool all(LaneMask a) { return a.m == 0xFF; }

struct Pack {
  using Mask = LaneMask;
  static constexpr std::size_t kWidth = 8;
  __m512d v;

  static Pack of(double value) { return {_mm512_set1_pd(value)}; }
  static Pack load(const double* from) { return {_mm512_loadu_pd(from)}; }
  void store(double* to) const { _mm512_storeu_pd(to, v); }
  static LaneMask is_call(const Right* from) {
    const __m256i rights = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    return {_mm256_cmpeq_epi32_mask(rights, _mm256_setzero_si256())};
  }

  friend Pack operator+(Pack a, Pack b) { return {_mm512_add_pd(a.v, b.v)}; }
  friend Pack operator-(Pack a, Pack b) { return {_mm512_sub_pd(a.v, b.v)}; }
  friend Pack operator*(Pack a, Pack b) { return {_mm512_mul_pd(a.v, b.v)}; }
  friend Pack operator/(Pack a, Pack b) { return {_mm512_div_pd(a.v, b.v)}; }
  friend LaneMask operator<(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)}; }
  friend LaneMask operator<=(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)}; }
  friend LaneMask operator>(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_GT_OQ)}; }
  friend LaneMask operator==(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)}; }
};

inline Pack fma(Pack a, Pack b, Pack c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {_mm512_fnmadd_pd(a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {_mm512_sqrt_pd(a.v)}; }
inline Pack abs(Pack a) { return {_mm512_abs_pd(a.v)}; }
inline Pack select(LaneMask mask, Pack yes, Pack no) {
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

}  // namespace

const KernelTable* avx512_kernels() {
  static const KernelTable table = fill_table<WidePack<Pack>>();
  return &table;
}

}  // namespace aots::pricing::detail
#else
namespace aots::pricing::detail {

const KernelTable* avx512_kernels() { return nullptr; }

}  // namespace aots::pricing::detail
#endif
