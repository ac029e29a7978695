// The search: AOTS_FUZZ_TARGET names the target that libFuzzer feeds.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "fuzz/targets.hpp"

namespace {

void (*chosen)(std::string_view) = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("AOTS_FUZZ_TARGET");
  for (const auto& target : aots::fuzz::targets()) {
    if (name != nullptr && target.name == name) chosen = target.run;
  }
  if (name != nullptr && std::strcmp(name, "canary") == 0) chosen = aots::fuzz::run_canary;
  if (chosen != nullptr) return 0;
  std::fputs("AOTS_FUZZ_TARGET must be one of: canary", stderr);
  for (const auto& target : aots::fuzz::targets()) {
    std::fprintf(stderr, ", %.*s", static_cast<int>(target.name.size()), target.name.data());
  }
  std::fputs("\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  chosen({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
