// The bytes of a packed snapshot: a header, the texts, the expiries, the flags of the rows and one
// array a column, every section on a multiple of 8 bytes, the whole padded with zeros to 64.
//
// Numbers are little-endian, as the machine holds them; a machine of the other kind would find the
// magic number of a session tape reversed and read Parquet instead.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "data/store/snapshot_view.hpp"

namespace aots::data::detail {

inline constexpr std::size_t kPackedAlignment = 64;
inline constexpr std::uint32_t kApproximateBit = 1;
inline constexpr std::uint32_t kSpotBit = 2;

struct PackedColumn {
  std::uint64_t offset = 0;
  std::int64_t scale = 1;
  std::uint32_t form = 0;  // TapeForm
  std::uint32_t unused = 0;
};

struct PackedHeader {
  std::uint32_t rows = 0;
  std::uint32_t expiries = 0;
  std::int32_t session = 0;  // days since 1970
  std::uint32_t bits = 0;
  std::uint32_t origin = 0;
  std::uint32_t underlying_bytes = 0;  // at the start of the texts
  std::int64_t event_time_ns = 0;
  std::int64_t known_time_ns = 0;
  std::int64_t spot_micros = 0;
  std::uint64_t texts = 0;  // offsets from the start of the snapshot
  std::uint64_t text_bytes = 0;
  std::uint64_t expiry_table = 0;
  std::uint64_t flags = 0;
  std::array<PackedColumn, kTapeFields> columns;
};

struct PackedExpiry {
  std::int32_t expiry = 0;
  std::uint32_t first_row = 0;
  std::uint32_t rows = 0;
  std::uint32_t root_offset = 0;  // within the texts
  std::uint32_t root_bytes = 0;
  std::uint32_t unused = 0;
  std::int64_t multiplier = 0;
};

static_assert(std::is_trivially_copyable_v<PackedHeader> && sizeof(PackedHeader) == 296);
static_assert(std::is_trivially_copyable_v<PackedExpiry> && sizeof(PackedExpiry) == 32);

std::size_t width_of(TapeForm form);

// The least multiple of `to` that holds so many bytes.
constexpr std::size_t padded(std::size_t bytes, std::size_t to) {
  return (bytes + to - 1) / to * to;
}

// The bytes of a chain's snapshot. Expects fewer than 2^32 quotes.
std::vector<std::int64_t> pack(const OptionChain& chain);

// A whole number of decimals: how real numbers that were printed are packed without loss.
// The least power of ten that turns every value into a whole number from which dividing gives it
// back bit for bit; nothing where there is none, or where a number does not fit 32 bits.
std::optional<std::int64_t> decimal_scale(std::span<const double> values);

}  // namespace aots::data::detail
