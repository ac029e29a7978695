// From a target to its kernels.
#pragma once

#include "pricing/detail/kernels.hpp"
#include "pricing/simd.hpp"

namespace aots::pricing::detail {

// Precondition (programmer error): the target is one of simd_targets().
const KernelTable& kernels_of(SimdTarget target);

}  // namespace aots::pricing::detail
