#include "data/store/detail/packed_snapshot.hpp"

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

namespace aots::data::detail {

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

}  // namespace

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

}  // namespace aots::data::detail
