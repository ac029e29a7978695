// The kernels over one lane, compiled for a processor without fused multiply-add: every fma is then
// a call of the C library's. The pack is renamed, or the linker would merge its functions with
// those of the room, which are compiled for another processor.
#define ScalarPack PortablePack
#define ScalarMask PortableMask
#include "pricing/detail/fill_table.hpp"
#include "pricing/detail/pack_scalar.hpp"

namespace aots::pricing::detail {

const KernelTable& portable_kernels() {
  static const KernelTable table = fill_table<PortablePack>();
  return table;
}

}  // namespace aots::pricing::detail
