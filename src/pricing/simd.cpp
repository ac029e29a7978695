#include "pricing/simd.hpp"

#include <array>
#include <cstddef>

#include "base/contract.hpp"
#include "pricing/detail/dispatch.hpp"

namespace aots::pricing {
namespace {

#if defined(__x86_64__)
bool runs_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
bool runs_avx512() {
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#else
bool runs_avx2() { return false; }
bool runs_avx512() { return false; }
#endif

struct Targets {
  std::array<SimdTarget, 3> list{};
  std::size_t count = 0;

  Targets() {
    list[count++] = SimdTarget::kScalar;
    // The processor is asked first: even the functions that return a table are compiled for it.
    if (runs_avx2() && detail::avx2_kernels() != nullptr) list[count++] = SimdTarget::kAvx2;
    if (runs_avx512() && detail::avx512_kernels() != nullptr) list[count++] = SimdTarget::kAvx512;
  }
};

}  // namespace

std::string_view to_string(SimdTarget target) {
  switch (target) {
    case SimdTarget::kScalar:
      return "scalar";
    case SimdTarget::kAvx2:
      return "avx2";
    case SimdTarget::kAvx512:
      return "avx512";
  }
  contract_violation("enumerator", "SimdTarget", __FILE__, __LINE__);
}

std::span<const SimdTarget> simd_targets() {
  static const Targets targets;
  return {targets.list.data(), targets.count};
}

SimdTarget widest_target() { return simd_targets().back(); }

const detail::KernelTable& detail::kernels_of(SimdTarget target) {
  switch (target) {
    case SimdTarget::kScalar:
      return scalar_kernels();
    case SimdTarget::kAvx2:
      AOTS_EXPECTS(simd_targets().size() > 1);
      return *avx2_kernels();
    case SimdTarget::kAvx512:
      AOTS_EXPECTS(widest_target() == SimdTarget::kAvx512);
      return *avx512_kernels();
  }
  contract_violation("enumerator", "SimdTarget", __FILE__, __LINE__);
}

}  // namespace aots::pricing
