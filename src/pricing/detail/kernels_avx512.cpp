// Compiled with the flags of its instruction set, so nothing but the kernels may be in here.
#include "pricing/detail/kernels.hpp"

#ifdef AOTS_KERNELS_AVX512
#include "pricing/detail/fill_table.hpp"
#include "pricing/detail/pack_avx512.hpp"

namespace aots::pricing::detail {

const KernelTable* avx512_kernels() {
  static const KernelTable table = fill_table<avx512::Pack>();
  return &table;
}

}  // namespace aots::pricing::detail
#else
namespace aots::pricing::detail {

const KernelTable* avx512_kernels() { return nullptr; }

}  // namespace aots::pricing::detail
#endif
