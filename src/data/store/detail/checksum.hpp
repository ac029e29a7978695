// A 64-bit checksum for bytes that are read at the speed of memory: it finds damage, not malice.
//
// Eight lanes take a 64-bit word each; a step is x = (lane ^ word) * odd constant, then
// lane = x ^ (x >> 32), one-to-one in the lane and in the word. So a change within one aligned
// word, a flipped bit above all, always changes the checksum; any other change goes unseen with a
// chance of about 2^-64. The scheme of lanes follows XXH64 (Collet, 2012); SHA-256 is far slower.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace aots::data::detail {

std::uint64_t checksum64(std::span<const std::byte> bytes);

}  // namespace aots::data::detail
