// SnapshotView: one chain snapshot as packed columns, read where it lies without being decoded.
// Like a span, it does not own what it looks at.
//
// The columns of an expiry are spans of 16, 32 or 64 bit integers, or of doubles; the form and the
// scale are the same for a whole snapshot. Prices are stored / scale as exact multiples of some
// millionths, vendor numbers as decimals or, where they are none, as doubles: what was packed comes
// back equal, bit for bit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/contract.hpp"
#include "base/result.hpp"
#include "domain/market.hpp"

namespace aots::data {

// How the values of a column lie in memory.
enum class TapeForm : std::uint32_t { kNone, kInt16, kInt32, kInt64, kDouble };

// One column of the rows of one expiry. Where a row has no value (QuoteFlags) its entry is 0.
struct TapeColumn {
  TapeForm form = TapeForm::kNone;  // kNone: no row of the snapshot has a value
  std::int64_t scale = 1;
  const void* values = nullptr;
  std::size_t rows = 0;

  // Calls take(std::span<const T>) with the T of the form; not called for kNone.
  template <class Take>
  void visit(Take&& take) const {
    switch (form) {
      case TapeForm::kNone:
        return;
      case TapeForm::kInt16:
        return take(std::span(static_cast<const std::int16_t*>(values), rows));
      case TapeForm::kInt32:
        return take(std::span(static_cast<const std::int32_t*>(values), rows));
      case TapeForm::kInt64:
        return take(std::span(static_cast<const std::int64_t*>(values), rows));
      case TapeForm::kDouble:
        return take(std::span(static_cast<const double*>(values), rows));
    }
  }
};

// The columns of a snapshot. Of prices and counts the value is stored x scale (prices in
// millionths); of vendor numbers stored / scale, or the double itself.
enum class TapeField : std::uint8_t {
  kStrike,
  kBid,
  kAsk,
  kBidSize,
  kAskSize,
  kVolume,
  kOpenInterest,
  kVendorIv,
  kVendorDelta,
};
inline constexpr std::size_t kTapeFields = 9;

// The flags of a row: bit 0 is set for a put, bit f where the row has a value of field f.
inline constexpr std::uint16_t kPutFlag = 1;
constexpr std::uint16_t flag_of(TapeField field) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(field));
}

// One expiry of a snapshot; rows ascend by strike and right.
struct TapeExpiry {
  std::string_view root;
  Date expiry;
  std::int64_t multiplier = 100;
  std::span<const std::uint16_t> flags;
  std::array<TapeColumn, kTapeFields> columns;

  std::size_t rows() const { return flags.size(); }
  const TapeColumn& column(TapeField field) const {
    return columns[static_cast<std::size_t>(field)];
  }
};

class SnapshotView {
 public:
  // Looks at packed bytes (8-byte aligned); nothing where they are not a whole snapshot.
  static std::optional<SnapshotView> of(std::span<const std::byte> bytes);

  std::string_view underlying() const;
  Date session() const;
  Timestamp event_time() const;
  Timestamp known_time() const;
  bool event_time_approximate() const;
  Origin origin() const;
  std::optional<Price> spot() const;

  std::size_t rows() const;
  std::size_t expiry_count() const;
  TapeExpiry expiry(std::size_t index) const;
  // The same, of all rows of the snapshot.
  std::span<const std::uint16_t> flags() const;
  TapeColumn column(TapeField field) const;

  // The chain as it was packed. It has its own copy of the packed columns and unpacks the quotes of
  // an expiry at the first look at them.
  OptionChain to_chain() const;
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  friend class PackedSnapshot;
  explicit SnapshotView(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> bytes_;
};

// A snapshot packed in memory.
class PackedSnapshot {
 public:
  // Expects fewer than 2^32 quotes.
  explicit PackedSnapshot(const OptionChain& chain);
  // Valid while the packed snapshot is.
  SnapshotView view() const { return SnapshotView(std::as_bytes(std::span(words_))); }

 private:
  std::vector<std::int64_t> words_;  // of 8 bytes, for the alignment
};

// One pass over the snapshots of one underlying. A view is valid until the next call.
class SnapshotStream {
 public:
  virtual ~SnapshotStream() = default;
  virtual Result<std::optional<SnapshotView>> next() = 0;
};

}  // namespace aots::data
