#include "base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

RC_GTEST_PROP(Sha256Property, TheDigestDoesNotDependOnThePieces, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(0, 400);
  const auto bytes = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
  Sha256 hash;
  std::string_view left = bytes;
  hash.update("");
  while (!left.empty()) {
    const auto taken = *rc::gen::inRange<std::size_t>(1, left.size() + 1);
    hash.update(left.substr(0, taken));
    left.remove_prefix(taken);
  }
  RC_ASSERT(hash.hex_digest() == sha256_hex(bytes));
}

RC_GTEST_PROP(Sha256Property, ADifferentByteGivesADifferentDigest, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 200);
  const auto bytes = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
  auto changed = bytes;
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  changed[at] = static_cast<char>(changed[at] ^ 1);
  RC_ASSERT(sha256_hex(changed) != sha256_hex(bytes));
}

}  // namespace
}  // namespace aots
