#include "data/store/snapshot_view.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "data/store/detail/cell.hpp"
#include "data/store/detail/packed_snapshot.hpp"

namespace aots::data {
namespace detail {

namespace {

const PackedHeader& header_in(std::span<const std::byte> bytes) {
  return *static_cast<const PackedHeader*>(static_cast<const void*>(bytes.data()));
}

std::span<const PackedExpiry> expiries_in(std::span<const std::byte> bytes) {
  const auto& header = header_in(bytes);
  const void* table = bytes.data() + header.expiry_table;
  return {static_cast<const PackedExpiry*>(table), header.expiries};
}

// Every offset leads to bytes that are there.
bool is_whole(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(PackedHeader)) return false;
  const auto& header = header_in(bytes);
  const auto holds = [&bytes](std::uint64_t offset, std::uint64_t count, std::size_t width) {
    return offset % sizeof(std::int64_t) == 0 && offset <= bytes.size() &&
           count * width <= bytes.size() - offset;
  };
  if (!holds(header.texts, header.text_bytes, 1) || header.underlying_bytes > header.text_bytes ||
      !holds(header.expiry_table, header.expiries, sizeof(PackedExpiry)) ||
      !holds(header.flags, header.rows, sizeof(std::uint16_t)) ||
      header.origin > static_cast<std::uint32_t>(Origin::kSynthetic)) {
    return false;
  }
  for (const auto& column : header.columns) {
    if (column.form > static_cast<std::uint32_t>(TapeForm::kDouble) || column.scale < 1 ||
        !holds(column.offset, header.rows, width_of(static_cast<TapeForm>(column.form)))) {
      return false;
    }
  }
  std::uint64_t rows = 0;
  for (const auto& expiry : expiries_in(bytes)) {
    if (expiry.first_row != rows) return false;
    rows += expiry.rows;
    if (std::uint64_t{expiry.root_offset} + expiry.root_bytes > header.text_bytes) return false;
  }
  return rows == header.rows;
}

std::string_view text_in(std::span<const std::byte> bytes, std::size_t offset, std::size_t size) {
  const void* text = bytes.data() + header_in(bytes).texts + offset;
  return {static_cast<const char*>(text), size};
}

TapeColumn column_in(std::span<const std::byte> bytes, std::size_t field, std::size_t first,
                     std::size_t rows) {
  const auto& column = header_in(bytes).columns[field];
  const auto form = static_cast<TapeForm>(column.form);
  return {.form = form,
          .scale = column.scale,
          .values = bytes.data() + column.offset + first * width_of(form),
          .rows = rows};
}

std::span<const std::uint16_t> flags_in(std::span<const std::byte> bytes, std::size_t first,
                                        std::size_t rows) {
  const void* flags = bytes.data() + header_in(bytes).flags;
  return std::span(static_cast<const std::uint16_t*>(flags), header_in(bytes).rows)
      .subspan(first, rows);
}

// Sets one optional field of the quotes of an expiry; `make(stored)` is its value.
template <class Set>
void fill_field(const TapeExpiry& from, TapeField field, bool every_row,
                std::vector<OptionQuote>& quotes, Set set) {
  const auto flag = flag_of(field);
  const auto* flags = from.flags.data();
  from.column(field).visit([&](auto values) {
    auto* out = quotes.data();
    if (every_row) {
      for (std::size_t i = 0; i < values.size(); ++i) set(out[i], values[i]);
    } else {
      for (std::size_t i = 0; i < values.size(); ++i) {
        if ((flags[i] & flag) != 0) set(out[i], values[i]);
      }
    }
  });
}

std::vector<OptionQuote> quotes_of(const TapeExpiry& from) {
  std::vector<OptionQuote> quotes(from.rows(), kEmptyQuote);
  unsigned in_every_row = 0xFFFF;
  for (std::size_t i = 0; i < from.rows(); ++i) {
    in_every_row &= from.flags[i];
    quotes[i].right = (from.flags[i] & kPutFlag) != 0 ? Right::kPut : Right::kCall;
  }
  const auto whole = [&](TapeField field, auto set) {
    // Unsigned: bytes that nobody checked may say anything, and must not overflow.
    const auto scale = static_cast<std::uint64_t>(from.column(field).scale);
    const bool every_row = field == TapeField::kStrike || (in_every_row & flag_of(field)) != 0;
    fill_field(from, field, every_row, quotes, [scale, set](OptionQuote& quote, auto stored) {
      const auto wide = static_cast<std::uint64_t>(static_cast<std::int64_t>(stored));
      set(quote, static_cast<std::int64_t>(wide * scale));
    });
  };
  const auto real = [&](TapeField field, auto set) {
    const auto scale = static_cast<double>(from.column(field).scale);
    const bool every_row = (in_every_row & flag_of(field)) != 0;
    fill_field(from, field, every_row, quotes, [scale, set](OptionQuote& quote, auto stored) {
      set(quote, static_cast<double>(stored) / scale);
    });
  };
  using Quote = OptionQuote;
  whole(TapeField::kStrike, [](Quote& q, auto v) { q.strike = Price::from_micros(v); });
  whole(TapeField::kBid, [](Quote& q, auto v) { q.bid = Price::from_micros(v); });
  whole(TapeField::kAsk, [](Quote& q, auto v) { q.ask = Price::from_micros(v); });
  whole(TapeField::kBidSize, [](Quote& q, auto v) { q.bid_size = static_cast<std::int32_t>(v); });
  whole(TapeField::kAskSize, [](Quote& q, auto v) { q.ask_size = static_cast<std::int32_t>(v); });
  whole(TapeField::kVolume, [](Quote& q, auto v) { q.volume = v; });
  whole(TapeField::kOpenInterest, [](Quote& q, auto v) { q.open_interest = v; });
  real(TapeField::kVendorIv, [](Quote& q, auto v) { q.vendor_iv = v; });
  real(TapeField::kVendorDelta, [](Quote& q, auto v) { q.vendor_delta = v; });
  return quotes;
}

// The packed rows of one expiry, copied out of a snapshot that may go away.
class CopiedExpiry final : public QuotePack {
 public:
  explicit CopiedExpiry(const TapeExpiry& from) : rows_(from) {
    std::size_t bytes = padded(from.flags.size_bytes(), sizeof(std::int64_t));
    for (const TapeColumn& column : from.columns) bytes += bytes_of(column);
    words_.reset(new std::int64_t[bytes / sizeof(std::int64_t)]);
    auto* to = static_cast<std::byte*>(static_cast<void*>(words_.get()));
    rows_.root = {};
    rows_.flags = {
        static_cast<const std::uint16_t*>(copied(to, from.flags.data(), from.flags.size_bytes())),
        from.flags.size()};
    to += padded(from.flags.size_bytes(), sizeof(std::int64_t));
    for (TapeColumn& column : rows_.columns) {
      column.values = copied(to, column.values, column.rows * width_of(column.form));
      to += bytes_of(column);
    }
  }

  std::size_t size() const override { return rows_.rows(); }
  std::vector<OptionQuote> unpack() const override { return quotes_of(rows_); }

 private:
  static std::size_t bytes_of(const TapeColumn& column) {
    return padded(column.rows * width_of(column.form), sizeof(std::int64_t));
  }
  static const void* copied(std::byte* to, const void* from, std::size_t bytes) {
    if (bytes > 0) std::memcpy(to, from, bytes);
    return to;
  }

  TapeExpiry rows_;                        // looks at words_
  std::unique_ptr<std::int64_t[]> words_;  // of 8 bytes, for the alignment; not zeroed first
};

}  // namespace
}  // namespace detail

PackedSnapshot::PackedSnapshot(const OptionChain& chain) : words_(detail::pack(chain)) {}

std::optional<SnapshotView> SnapshotView::of(std::span<const std::byte> bytes) {
  if (!detail::is_whole(bytes)) return std::nullopt;
  return SnapshotView(bytes);
}

std::string_view SnapshotView::underlying() const {
  return detail::text_in(bytes_, 0, detail::header_in(bytes_).underlying_bytes);
}
Date SnapshotView::session() const { return detail::date_of(detail::header_in(bytes_).session); }
Timestamp SnapshotView::event_time() const {
  return Timestamp(std::chrono::nanoseconds(detail::header_in(bytes_).event_time_ns));
}
Timestamp SnapshotView::known_time() const {
  return Timestamp(std::chrono::nanoseconds(detail::header_in(bytes_).known_time_ns));
}
bool SnapshotView::event_time_approximate() const {
  return (detail::header_in(bytes_).bits & detail::kApproximateBit) != 0;
}
Origin SnapshotView::origin() const {
  return static_cast<Origin>(detail::header_in(bytes_).origin);
}
std::optional<Price> SnapshotView::spot() const {
  const auto& header = detail::header_in(bytes_);
  if ((header.bits & detail::kSpotBit) == 0) return std::nullopt;
  return Price::from_micros(header.spot_micros);
}

std::size_t SnapshotView::rows() const { return detail::header_in(bytes_).rows; }
std::size_t SnapshotView::expiry_count() const { return detail::header_in(bytes_).expiries; }

TapeExpiry SnapshotView::expiry(std::size_t index) const {
  AOTS_EXPECTS(index < expiry_count());
  const auto& entry = detail::expiries_in(bytes_)[index];
  TapeExpiry expiry{.root = detail::text_in(bytes_, entry.root_offset, entry.root_bytes),
                    .expiry = detail::date_of(entry.expiry),
                    .multiplier = entry.multiplier,
                    .flags = detail::flags_in(bytes_, entry.first_row, entry.rows)};
  for (std::size_t field = 0; field < kTapeFields; ++field) {
    expiry.columns[field] = detail::column_in(bytes_, field, entry.first_row, entry.rows);
  }
  return expiry;
}

std::span<const std::uint16_t> SnapshotView::flags() const {
  return detail::flags_in(bytes_, 0, rows());
}

TapeColumn SnapshotView::column(TapeField field) const {
  return detail::column_in(bytes_, static_cast<std::size_t>(field), 0, rows());
}

OptionChain SnapshotView::to_chain() const {
  OptionChain chain;
  chain.underlying = Symbol(underlying());
  chain.session = session();
  chain.event_time = event_time();
  chain.known_time = known_time();
  chain.event_time_approximate = event_time_approximate();
  chain.spot = spot();
  chain.origin = origin();
  chain.expiries.reserve(expiry_count());
  for (std::size_t i = 0; i < expiry_count(); ++i) {
    const auto from = expiry(i);
    chain.expiries.push_back({.root = from.root,
                              .expiry = from.expiry,
                              .multiplier = from.multiplier,
                              .quotes = QuoteList(std::make_unique<detail::CopiedExpiry>(from))});
  }
  return chain;
}

}  // namespace aots::data
