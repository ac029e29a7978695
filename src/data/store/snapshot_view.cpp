#include "data/store/snapshot_view.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "data/store/detail/cell.hpp"
#include "data/store/detail/packed_snapshot.hpp"

namespace aots::data {
namespace detail {

std::size_t width_of(TapeForm form) {
  switch (form) {
    case TapeForm::kNone:
      return 0;
    case TapeForm::kInt16:
      return sizeof(std::int16_t);
    case TapeForm::kInt32:
      return sizeof(std::int32_t);
    case TapeForm::kInt64:
    case TapeForm::kDouble:
      return sizeof(std::int64_t);
  }
  contract_violation("precondition", "a known TapeForm", __FILE__, __LINE__);
}

std::optional<std::int64_t> decimal_scale(std::span<const double> values) {
  constexpr std::int64_t kScaleMax = 1'000'000'000;
  constexpr double kLimit = std::numeric_limits<std::int32_t>::max();
  std::int64_t scale = 1;
  for (const double value : values) {
    for (;; scale *= 10) {
      if (scale > kScaleMax) return std::nullopt;
      const double whole = std::round(value * static_cast<double>(scale)) + 0.0;
      if (!(std::abs(whole) <= kLimit)) return std::nullopt;
      const double back = whole / static_cast<double>(scale);
      // As bits: a negative zero is no whole number.
      if (std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value)) break;
    }
  }
  // A scale that the last values asked for must still hold the first ones.
  const auto fits = [scale](double value) {
    return std::abs(value * static_cast<double>(scale)) <= kLimit;
  };
  if (!std::all_of(values.begin(), values.end(), fits)) return std::nullopt;
  return scale;
}

namespace {

std::size_t padded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

// One column on its way: whole numbers, or doubles that are no short decimals.
struct Draft {
  TapeForm form = TapeForm::kNone;
  std::int64_t scale = 1;
  std::vector<std::int64_t> whole;
  std::vector<double> real;
};

TapeForm form_of(const std::vector<std::int64_t>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const auto fits = [low = *low, high = *high]<class T>(T) {
    return low >= std::numeric_limits<T>::min() && high <= std::numeric_limits<T>::max();
  };
  if (fits(std::int16_t{})) return TapeForm::kInt16;
  return fits(std::int32_t{}) ? TapeForm::kInt32 : TapeForm::kInt64;
}

// `value_of(quote)` is an optional whole number.
template <class ValueOf>
Draft draft_whole(const OptionChain& chain, std::size_t rows, ValueOf value_of) {
  Draft draft;
  draft.whole.reserve(rows);
  bool any = false;
  std::int64_t unit = 0;
  for (const auto& slice : chain.expiries) {
    for (const auto& quote : slice.quotes) {
      const std::optional<std::int64_t> value = value_of(quote);
      any = any || value;
      draft.whole.push_back(value.value_or(0));
      if (!value) continue;
      const bool has_gcd = *value != std::numeric_limits<std::int64_t>::min();
      if (unit != 1) unit = has_gcd ? std::gcd(unit, *value) : 1;
    }
  }
  if (!any) return {};
  draft.scale = std::max<std::int64_t>(unit, 1);
  if (draft.scale > 1) {
    for (auto& value : draft.whole) value /= draft.scale;
  }
  draft.form = form_of(draft.whole);
  return draft;
}

template <class ValueOf>
Draft draft_real(const OptionChain& chain, std::size_t rows, ValueOf value_of) {
  Draft draft;
  draft.real.reserve(rows);
  bool any = false;
  for (const auto& slice : chain.expiries) {
    for (const auto& quote : slice.quotes) {
      const std::optional<double> value = value_of(quote);
      any = any || value;
      draft.real.push_back(value.value_or(0.0));
    }
  }
  if (!any) return {};
  const auto scale = decimal_scale(draft.real);
  draft.form = TapeForm::kDouble;
  if (!scale) return draft;
  draft.scale = *scale;
  draft.whole.reserve(rows);
  for (const double value : draft.real) {
    draft.whole.push_back(std::llround(value * static_cast<double>(*scale)));
  }
  draft.form = form_of(draft.whole);
  return draft;
}

std::array<Draft, kTapeFields> draft_columns(const OptionChain& chain, std::size_t rows) {
  const auto micros = [](const std::optional<Price>& price) {
    return price ? std::optional(price->micros()) : std::nullopt;
  };
  const auto wide = [](const auto& count) {
    return count ? std::optional(std::int64_t{*count}) : std::nullopt;
  };
  const auto whole = [&](auto value_of) { return draft_whole(chain, rows, value_of); };
  const auto real = [&](auto value_of) { return draft_real(chain, rows, value_of); };
  using Quote = OptionQuote;
  return {whole([](const Quote& q) { return std::optional(q.strike.micros()); }),
          whole([&](const Quote& q) { return micros(q.bid); }),
          whole([&](const Quote& q) { return micros(q.ask); }),
          whole([&](const Quote& q) { return wide(q.bid_size); }),
          whole([&](const Quote& q) { return wide(q.ask_size); }),
          whole([](const Quote& q) { return q.volume; }),
          whole([](const Quote& q) { return q.open_interest; }),
          real([](const Quote& q) { return q.vendor_iv; }),
          real([](const Quote& q) { return q.vendor_delta; })};
}

std::uint16_t flags_of(const OptionQuote& quote) {
  unsigned flags = quote.right == Right::kPut ? kPutFlag : 0U;
  const auto note = [&flags](TapeField field, bool present) {
    if (present) flags |= flag_of(field);
  };
  note(TapeField::kBid, quote.bid.has_value());
  note(TapeField::kAsk, quote.ask.has_value());
  note(TapeField::kBidSize, quote.bid_size.has_value());
  note(TapeField::kAskSize, quote.ask_size.has_value());
  note(TapeField::kVolume, quote.volume.has_value());
  note(TapeField::kOpenInterest, quote.open_interest.has_value());
  note(TapeField::kVendorIv, quote.vendor_iv.has_value());
  note(TapeField::kVendorDelta, quote.vendor_delta.has_value());
  return static_cast<std::uint16_t>(flags);
}

// Lays sections out one after the other, then fills them.
class PackedBytes {
 public:
  std::uint64_t reserve(std::size_t bytes) {
    const auto offset = size_;
    size_ = padded(size_ + bytes, sizeof(std::int64_t));
    return offset;
  }
  // The sections are zero until they are filled.
  void allocate() {
    size_ = padded(size_, kPackedAlignment);
    words_.resize(size_ / sizeof(std::int64_t));
  }
  void put(std::uint64_t offset, const void* from, std::size_t bytes) {
    if (bytes > 0) std::memcpy(at(offset), from, bytes);
  }
  template <class T>
  void put_as(std::uint64_t offset, const std::vector<std::int64_t>& values) {
    auto* out = static_cast<T*>(at(offset));
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<T>(values[i]);
  }
  std::vector<std::int64_t> take() { return std::move(words_); }

 private:
  void* at(std::uint64_t offset) {
    return std::as_writable_bytes(std::span(words_)).data() + offset;
  }

  std::size_t size_ = 0;
  std::vector<std::int64_t> words_;
};

void put_column(PackedBytes& out, std::uint64_t offset, const Draft& draft) {
  switch (draft.form) {
    case TapeForm::kNone:
      return;
    case TapeForm::kInt16:
      return out.put_as<std::int16_t>(offset, draft.whole);
    case TapeForm::kInt32:
      return out.put_as<std::int32_t>(offset, draft.whole);
    case TapeForm::kInt64:
      return out.put_as<std::int64_t>(offset, draft.whole);
    case TapeForm::kDouble:
      return out.put(offset, draft.real.data(), draft.real.size() * sizeof(double));
  }
}

struct ExpiryTable {
  std::string texts;
  std::vector<PackedExpiry> entries;
  std::vector<std::uint16_t> flags;
};

ExpiryTable tabulate(const OptionChain& chain, std::size_t rows) {
  ExpiryTable table{.texts = chain.underlying.str()};
  table.flags.reserve(rows);
  std::map<std::string_view, std::uint32_t> roots;
  for (const auto& slice : chain.expiries) {
    const auto [found, added] =
        roots.try_emplace(slice.root, static_cast<std::uint32_t>(table.texts.size()));
    if (added) table.texts += slice.root;
    table.entries.push_back({.expiry = day_number(slice.expiry),
                             .first_row = static_cast<std::uint32_t>(table.flags.size()),
                             .rows = static_cast<std::uint32_t>(slice.quotes.size()),
                             .root_offset = found->second,
                             .root_bytes = static_cast<std::uint32_t>(slice.root.size()),
                             .multiplier = slice.multiplier});
    for (const auto& quote : slice.quotes) table.flags.push_back(flags_of(quote));
  }
  return table;
}

PackedHeader header_of(const OptionChain& chain, std::size_t rows) {
  PackedHeader header;
  header.rows = static_cast<std::uint32_t>(rows);
  header.expiries = static_cast<std::uint32_t>(chain.expiries.size());
  header.session = day_number(chain.session);
  header.bits = (chain.event_time_approximate ? kApproximateBit : 0) | (chain.spot ? kSpotBit : 0);
  header.origin = static_cast<std::uint32_t>(chain.origin);
  header.underlying_bytes = static_cast<std::uint32_t>(chain.underlying.str().size());
  header.event_time_ns = chain.event_time.time_since_epoch().count();
  header.known_time_ns = chain.known_time.time_since_epoch().count();
  header.spot_micros = chain.spot ? chain.spot->micros() : 0;
  return header;
}

std::vector<std::int64_t> pack(const OptionChain& chain) {
  const auto rows = static_cast<std::size_t>(chain.quote_count());
  AOTS_EXPECTS(rows <= std::numeric_limits<std::uint32_t>::max());
  const auto table = tabulate(chain, rows);
  const auto drafts = draft_columns(chain, rows);
  auto header = header_of(chain, rows);
  PackedBytes out;
  out.reserve(sizeof(PackedHeader));
  header.texts = out.reserve(table.texts.size());
  header.text_bytes = table.texts.size();
  header.expiry_table = out.reserve(table.entries.size() * sizeof(PackedExpiry));
  header.flags = out.reserve(rows * sizeof(std::uint16_t));
  for (std::size_t i = 0; i < kTapeFields; ++i) {
    header.columns[i] = {.offset = out.reserve(rows * width_of(drafts[i].form)),
                         .scale = drafts[i].scale,
                         .form = static_cast<std::uint32_t>(drafts[i].form)};
  }
  out.allocate();
  out.put(0, &header, sizeof(header));
  out.put(header.texts, table.texts.data(), table.texts.size());
  out.put(header.expiry_table, table.entries.data(), table.entries.size() * sizeof(PackedExpiry));
  out.put(header.flags, table.flags.data(), table.flags.size() * sizeof(std::uint16_t));
  for (std::size_t i = 0; i < kTapeFields; ++i) {
    put_column(out, header.columns[i].offset, drafts[i]);
  }
  return out.take();
}

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

void fill_quotes(const TapeExpiry& from, std::vector<OptionQuote>& quotes) {
  quotes.resize(from.rows());
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
}

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
  chain.underlying = Symbol(std::string(underlying()));
  chain.session = session();
  chain.event_time = event_time();
  chain.known_time = known_time();
  chain.event_time_approximate = event_time_approximate();
  chain.spot = spot();
  chain.origin = origin();
  chain.expiries.resize(expiry_count());
  for (std::size_t i = 0; i < chain.expiries.size(); ++i) {
    const auto from = expiry(i);
    auto& slice = chain.expiries[i];
    slice.root = from.root;
    slice.expiry = from.expiry;
    slice.multiplier = from.multiplier;
    detail::fill_quotes(from, slice.quotes);
  }
  return chain;
}

}  // namespace aots::data
