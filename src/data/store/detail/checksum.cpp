#include "data/store/detail/checksum.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace aots::data::detail {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kStripeBytes = kLanes * sizeof(std::uint64_t);
// Odd, with bits spread over the whole word: 2^64 / golden ratio, and the like of sqrt(2), sqrt(3).
constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;
constexpr std::uint64_t kFold = 0x6A09E667F3BCC909;
constexpr std::uint64_t kSeed = 0xBB67AE8584CAA73B;
constexpr int kFoldRotation = 31;

using Lanes = std::array<std::uint64_t, kLanes>;

// The compiler would turn eight 64-bit products into vector code, which takes twice as long: the
// machine multiplies 64 bits only one by one.
[[gnu::optimize("no-tree-vectorize")]] void take_stripe(Lanes& lanes, const std::byte* bytes) {
  Lanes words;
  std::memcpy(words.data(), bytes, kStripeBytes);
  for (std::size_t i = 0; i < kLanes; ++i) {
    const auto mixed = (lanes[i] ^ words[i]) * kStep;
    lanes[i] = mixed ^ (mixed >> 32);
  }
}

}  // namespace

[[gnu::optimize("no-tree-vectorize")]] std::uint64_t checksum64(std::span<const std::byte> bytes) {
  Lanes lanes;
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = kSeed * (2 * i + 1);
  const auto stripes = bytes.size() / kStripeBytes;
  const auto* at = bytes.data();
  for (std::size_t i = 0; i < stripes; ++i, at += kStripeBytes) take_stripe(lanes, at);
  if (const auto rest = bytes.size() % kStripeBytes; rest > 0) {
    std::array<std::byte, kStripeBytes> last{};
    std::memcpy(last.data(), at, rest);
    take_stripe(lanes, last.data());
  }
  std::uint64_t sum = bytes.size();
  for (const auto lane : lanes) sum = std::rotl(sum ^ lane, kFoldRotation) * kFold;
  return sum ^ (sum >> 32);
}

}  // namespace aots::data::detail
