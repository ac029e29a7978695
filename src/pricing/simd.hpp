// Which instruction set the pricing kernels run on.
//
// Chosen when the program runs; the results are the same bits on every target, so the choice is one
// of speed alone (docs/pricing.md says how that is held).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace aots::pricing {

enum class SimdTarget : std::uint8_t { kScalar, kAvx2, kAvx512 };

std::string_view to_string(SimdTarget target);  // scalar, avx2, avx512

// What this build holds and this processor runs, from scalar to the widest; never empty.
std::span<const SimdTarget> simd_targets();
// The last of them.
SimdTarget widest_target();

}  // namespace aots::pricing
