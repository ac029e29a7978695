// Compiled with the flags of its instruction set, so nothing but the kernels may be in here.
#include "pricing/detail/kernels.hpp"

#ifdef AOTS_KERNELS_AVX2
#include "pricing/detail/fill_table.hpp"
#include "pricing/detail/pack_avx2.hpp"

namespace aots::pricing::detail {

const KernelTable* avx2_kernels() {
  static const KernelTable table = fill_table<avx2::Pack>();
  return &table;
}

}  // namespace aots::pricing::detail
#else
namespace aots::pricing::detail {

const KernelTable* avx2_kernels() { return nullptr; }

}  // namespace aots::pricing::detail
#endif
