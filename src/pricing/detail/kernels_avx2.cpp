// Four doubles of AVX2 with FMA; pack_scalar.hpp says what each operation means. Compiled with the
// flags of its instruction set, so nothing but the kernels may be in here.
#include "pricing/detail/kernels.hpp"

#ifdef AOTS_KERNELS_AVX2
#include <cstddef>

#include <immintrin.h>

#include "pricing/detail/fill_table.hpp"
#include "pricing/detail/wide_pack.hpp"

namespace aots::pricing::detail {
namespace {

struct LaneMask {
  __m256d m;
  friend LaneMask operator&(LaneMask a, LaneMask b) { return {_mm256_and_pd(a.m, b.m)}; }
  friend LaneMask operator|(LaneMask a, LaneMask b) { return {_mm256_or_pd(a.m, b.m)}; }
  friend LaneMask operator^(LaneMask a, LaneMask b) { return {_mm256_xor_pd(a.m, b.m)}; }
  friend LaneMask operator~(LaneMask a) {
    return {_mm256_xor_pd(a.m, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)))};
  }
};

inline bool any(LaneMask a) { return _mm256_movemask_pd(a.m) != 0; }
inline bool all(LaneMask a) { return _mm256_movemask_pd(a.m) == 0xF; }

struct Pack {
  using Mask = LaneMask;
  static constexpr std::size_t kWidth = 4;
  __m256d v;

  static Pack of(double value) { return {_mm256_set1_pd(value)}; }
  static Pack load(const double* from) { return {_mm256_loadu_pd(from)}; }
  void store(double* to) const { _mm256_storeu_pd(to, v); }
  static LaneMask is_call(const Right* from) {
    const __m128i rights = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m256i wide = _mm256_cvtepi32_epi64(_mm_cmpeq_epi32(rights, _mm_setzero_si128()));
    return {_mm256_castsi256_pd(wide)};
  }

  friend Pack operator+(Pack a, Pack b) { return {_mm256_add_pd(a.v, b.v)}; }
  friend Pack operator-(Pack a, Pack b) { return {_mm256_sub_pd(a.v, b.v)}; }
  friend Pack operator*(Pack a, Pack b) { return {_mm256_mul_pd(a.v, b.v)}; }
  friend Pack operator/(Pack a, Pack b) { return {_mm256_div_pd(a.v, b.v)}; }
  friend LaneMask operator<(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)}; }
  friend LaneMask operator<=(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)}; }
  friend LaneMask operator>(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_GT_OQ)}; }
  friend LaneMask operator==(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ)}; }
};

inline Pack fma(Pack a, Pack b, Pack c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {_mm256_fnmadd_pd(a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {_mm256_sqrt_pd(a.v)}; }
inline Pack abs(Pack a) { return {_mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v)}; }
inline Pack select(LaneMask mask, Pack yes, Pack no) {
  return {_mm256_blendv_pd(no.v, yes.v, mask.m)};
}

inline Pack exponent(Pack a) {
  const __m256i shifted = _mm256_srli_epi64(_mm256_castpd_si256(a.v), 52);
  const __m256i number = _mm256_or_si256(shifted, _mm256_set1_epi64x(0x4330000000000000));
  return {_mm256_sub_pd(_mm256_castsi256_pd(number), _mm256_set1_pd(0x1p52))};
}
inline Pack mantissa(Pack a) {
  const __m256i kept =
      _mm256_and_si256(_mm256_castpd_si256(a.v), _mm256_set1_epi64x(0x000FFFFFFFFFFFFF));
  return {_mm256_castsi256_pd(_mm256_or_si256(kept, _mm256_set1_epi64x(0x3FF0000000000000)))};
}
inline Pack power_of_two(Pack n) {
  const __m256i bits = _mm256_castpd_si256(_mm256_add_pd(n.v, _mm256_set1_pd(0x1.8p52)));
  const __m256i biased = _mm256_add_epi64(bits, _mm256_set1_epi64x(1023));
  return {_mm256_castsi256_pd(_mm256_slli_epi64(biased, 52))};
}

}  // namespace

const KernelTable* avx2_kernels() {
  static const KernelTable table = fill_table<WidePack<Pack>>();
  return &table;
}

}  // namespace aots::pricing::detail
#else
namespace aots::pricing::detail {

const KernelTable* avx2_kernels() { return nullptr; }

}  // namespace aots::pricing::detail
#endif
