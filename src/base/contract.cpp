#include "base/contract.hpp"

#include <cstdio>
#include <cstdlib>

namespace aots {

void contract_violation(const char* kind, const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: %s violated: %s\n", file, line, kind, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace aots
