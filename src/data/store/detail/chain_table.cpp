#include "data/store/detail/chain_table.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "data/store/detail/catalog_file.hpp"
#include "data/store/detail/cell.hpp"
#include "data/store/detail/records.hpp"
#include "data/store/detail/row_digest.hpp"

namespace aots::data::detail {
namespace {

// Columns of the staged table; the constant ones are added by the query that copies it.
enum Staged : std::size_t {
  kSession,
  kEventTime,
  kKnownTime,
  kApproximate,
  kSpot,
  kRoot,
  kExpiry,
  kMultiplier,
  kStrike,
  kIsPut,
  kBid,
  kAsk,
  kBidSize,
  kAskSize,
  kVolume,
  kOpenInterest,
  kVendorIv,
  kVendorDelta,
};

constexpr std::string_view kStagedColumns =
    "session DATE, event_time TIMESTAMP, known_time TIMESTAMP, approximate BOOLEAN, "
    "spot DECIMAL(18,6), root VARCHAR, expiry DATE, multiplier BIGINT, strike DECIMAL(18,6), "
    "is_put BOOLEAN, bid DECIMAL(18,6), ask DECIMAL(18,6), bid_size INTEGER, ask_size INTEGER, "
    "volume BIGINT, open_interest BIGINT, vendor_iv DOUBLE, vendor_delta DOUBLE";

// A row group is a few sessions of an ETF or one of an index: small enough to read one session
// cheaply, large enough to decode fast. LZ4 decodes fastest of the codecs that every reader knows.
constexpr std::string_view kChainFileOptions =
    "FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 32768";

// Quotes of one expiry on their way into the staged table.
class ChainAppender {
 public:
  explicit ChainAppender(TableWriter& writer) : writer_(writer) {}

  DuckStatus append(const OptionChain& chain) {
    for (const auto& slice : chain.expiries) {
      std::size_t done = 0;
      while (done < slice.quotes.size()) {
        const auto count = std::min(slice.quotes.size() - done, TableWriter::kChunkRows - row_);
        put(chain, slice, std::span(slice.quotes).subspan(done, count));
        done += count;
        row_ += count;
        if (row_ == TableWriter::kChunkRows) AOTS_CHECK_OK(flush());
      }
    }
    return {};
  }

  DuckStatus flush() {
    if (row_ == 0) return {};
    auto status = writer_.append_chunk(row_);
    row_ = 0;
    return status;
  }

 private:
  void put(const OptionChain& chain, const ExpiryChain& slice,
           std::span<const OptionQuote> quotes) {
    const auto count = quotes.size();
    fill(kSession, count, day_number(chain.session));
    fill(kEventTime, count, microseconds_of(chain.event_time));
    fill(kKnownTime, count, microseconds_of(chain.known_time));
    fill(kApproximate, count, chain.event_time_approximate);
    put_optional(kSpot, count, [&](std::size_t) { return micros_of(chain.spot); });
    for (std::size_t i = 0; i < count; ++i) writer_.set_text(kRoot, row_ + i, slice.root);
    fill(kExpiry, count, day_number(slice.expiry));
    fill(kMultiplier, count, slice.multiplier);
    auto* strikes = writer_.values<std::int64_t>(kStrike) + row_;
    auto* puts = writer_.values<bool>(kIsPut) + row_;
    for (std::size_t i = 0; i < count; ++i) {
      strikes[i] = quotes[i].strike.micros();
      puts[i] = quotes[i].right == Right::kPut;
    }
    put_optional(kBid, count, [&](std::size_t i) { return micros_of(quotes[i].bid); });
    put_optional(kAsk, count, [&](std::size_t i) { return micros_of(quotes[i].ask); });
    put_optional(kBidSize, count, [&](std::size_t i) { return quotes[i].bid_size; });
    put_optional(kAskSize, count, [&](std::size_t i) { return quotes[i].ask_size; });
    put_optional(kVolume, count, [&](std::size_t i) { return quotes[i].volume; });
    put_optional(kOpenInterest, count, [&](std::size_t i) { return quotes[i].open_interest; });
    put_optional(kVendorIv, count, [&](std::size_t i) { return quotes[i].vendor_iv; });
    put_optional(kVendorDelta, count, [&](std::size_t i) { return quotes[i].vendor_delta; });
  }

  static std::optional<std::int64_t> micros_of(const std::optional<Price>& price) {
    if (!price) return std::nullopt;
    return price->micros();
  }

  template <class T>
  void fill(std::size_t column, std::size_t count, T value) {
    std::fill_n(writer_.values<T>(column) + row_, count, value);
  }

  template <class ValueAt>
  void put_optional(std::size_t column, std::size_t count, ValueAt value_at) {
    using Value = typename decltype(value_at(0))::value_type;
    auto* values = writer_.values<Value>(column) + row_;
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = value_at(i);
      if (value) {
        values[i] = *value;
      } else {
        writer_.set_absent(column, row_ + i);
      }
    }
  }

  TableWriter& writer_;
  std::size_t row_ = 0;
};

std::string_view unstorable_quote(const OptionQuote& quote) {
  const auto storable = [](const auto& value) {
    return Cell<std::remove_cvref_t<decltype(value)>>::storable(value);
  };
  if (!storable(quote.strike)) return "a strike beyond DECIMAL(18,6)";
  if (!storable(quote.bid) || !storable(quote.ask)) return "a price beyond DECIMAL(18,6)";
  if (!storable(quote.vendor_iv)) return "a vendor_iv that is no finite number";
  if (!storable(quote.vendor_delta)) return "a vendor_delta that is no finite number";
  return {};
}

std::string_view unstorable_slice(const ExpiryChain& slice) {
  if (slice.quotes.empty()) return "an expiry without quotes";
  for (std::size_t i = 0; i < slice.quotes.size(); ++i) {
    if (const auto reason = unstorable_quote(slice.quotes[i]); !reason.empty()) return reason;
    if (i == 0) continue;
    const auto key = [](const OptionQuote& quote) { return std::pair(quote.strike, quote.right); };
    if (!(key(slice.quotes[i - 1]) < key(slice.quotes[i]))) {
      return "quotes that do not ascend by strike and right";
    }
  }
  return {};
}

// Values of one optional column for quotes first, first + 1, ... from rows row, row + 1, ...
template <class Stored, class Set>
void read_optional(const Column& column, std::size_t row, std::size_t count, OptionQuote* quotes,
                   Set set) {
  const auto* values = column.values<Stored>() + row;
  if (column.all_present()) {
    for (std::size_t i = 0; i < count; ++i) set(quotes[i], values[i]);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (column.present(row + i)) set(quotes[i], values[i]);
  }
}

}  // namespace

std::string_view unstorable_reason(const OptionChain& chain) {
  if (chain.expiries.empty()) return "no quotes";
  if (!is_whole_microsecond(chain.event_time) || !is_whole_microsecond(chain.known_time)) {
    return "a time finer than a microsecond";
  }
  if (chain.known_time < chain.event_time) return "a known time before its event time";
  if (!Cell<std::optional<Price>>::storable(chain.spot)) return "a spot beyond DECIMAL(18,6)";
  for (std::size_t i = 0; i < chain.expiries.size(); ++i) {
    const auto& slice = chain.expiries[i];
    if (const auto reason = unstorable_slice(slice); !reason.empty()) return reason;
    if (i == 0) continue;
    const auto& previous = chain.expiries[i - 1];
    if (!(std::tie(previous.expiry, previous.root) < std::tie(slice.expiry, slice.root))) {
      return "expiries that do not ascend by expiry and root";
    }
  }
  return {};
}

std::string chain_rows_sha256(const OptionChain& chain) {
  const auto digest = std::make_unique<RowDigest>(kChainsTable);
  digest->text(chain.underlying.str());
  digest->integer(day_number(chain.session));
  digest->integer(microseconds_of(chain.event_time));
  digest->integer(microseconds_of(chain.known_time));
  digest->integer(chain.event_time_approximate ? 1 : 0);
  digest->text(to_string(chain.origin));
  Cell<std::optional<Price>>::digest(*digest, chain.spot);
  for (const auto& slice : chain.expiries) {
    digest->text(slice.root);
    digest->integer(day_number(slice.expiry));
    digest->integer(slice.multiplier);
    digest->integer(static_cast<std::int64_t>(slice.quotes.size()));
    for (const auto& quote : slice.quotes) {
      // Which values follow, and the right, in one number.
      unsigned flags = quote.right == Right::kPut ? 1U : 0U;
      unsigned bit = 1;
      for (const bool present :
           {quote.bid.has_value(), quote.ask.has_value(), quote.bid_size.has_value(),
            quote.ask_size.has_value(), quote.volume.has_value(), quote.open_interest.has_value(),
            quote.vendor_iv.has_value(), quote.vendor_delta.has_value()}) {
        flags |= present ? 1U << bit : 0U;
        ++bit;
      }
      digest->integer(flags);
      digest->integer(quote.strike.micros());
      if (quote.bid) digest->integer(quote.bid->micros());
      if (quote.ask) digest->integer(quote.ask->micros());
      if (quote.bid_size) digest->integer(*quote.bid_size);
      if (quote.ask_size) digest->integer(*quote.ask_size);
      if (quote.volume) digest->integer(*quote.volume);
      if (quote.open_interest) digest->integer(*quote.open_interest);
      if (quote.vendor_iv) digest->real(*quote.vendor_iv);
      if (quote.vendor_delta) digest->real(*quote.vendor_delta);
    }
  }
  return digest->hex();
}

DuckStatus write_chain_file(const Database& database, std::span<const OptionChain> chains,
                            const std::string& file) {
  AOTS_EXPECTS(!chains.empty());
  AOTS_TRY(writer, database.create_table(kStagedColumns));
  ChainAppender appender(writer);
  for (const auto& chain : chains) AOTS_CHECK_OK(appender.append(chain));
  AOTS_CHECK_OK(appender.flush());
  const auto& first = chains.front();
  return writer.copy_to(
      fmt::format("SELECT {}::VARCHAR AS symbol, session, event_time, known_time, approximate, "
                  "{}::VARCHAR AS origin, spot, root, expiry, "
                  "CASE WHEN is_put THEN 'put' ELSE 'call' END AS \"right\", strike, multiplier, "
                  "bid, ask, bid_size, ask_size, volume, open_interest, vendor_iv, vendor_delta "
                  "FROM staged",
                  quoted_literal(first.underlying.str()), quoted_literal(to_string(first.origin))),
      file, kChainFileOptions);
}

PartReader::PartReader(const Database& database, const Path& root, const Part& part, Date first,
                       Date last)
    : database_(&database), part_(&part), root_(root), first_(first), last_(last) {}

tl::unexpected<Error> PartReader::unreadable(std::string_view reason) const {
  return damaged_part(root_, *part_, fmt::format("cannot be read ({})", reason));
}

Status PartReader::open() {
  const bool whole =
      first_ <= part_->sessions.front().session && last_ >= part_->sessions.back().session;
  auto rows = database_->query(fmt::format(
      "SELECT session, event_time, known_time, approximate, spot, root, expiry, multiplier, "
      "strike, "
      "\"right\" = 'put', bid, ask, bid_size, ask_size, volume, open_interest, vendor_iv, "
      "vendor_delta FROM read_parquet({}){}",
      quoted_literal((root_ / part_->path).string()),
      whole ? ""
            : fmt::format(" WHERE session BETWEEN DATE '{}' AND DATE '{}'", to_string(first_),
                          to_string(last_))));
  if (!rows) return unreadable(rows.error());
  rows_.emplace(*std::move(rows));
  return {};
}

Result<bool> PartReader::ensure_row() {
  if (row_ < rows_->size()) return true;
  auto more = rows_->next_chunk();
  if (!more) return unreadable(more.error());
  row_ = 0;
  if (!*more) return false;
  for (const auto column : {kSession, kEventTime, kKnownTime, kApproximate, kRoot, kExpiry,
                            kMultiplier, kStrike, kIsPut}) {
    if (!rows_->column(column).all_present()) {
      return unreadable("a value is missing in a column that is never empty");
    }
  }
  return true;
}

Result<std::optional<OptionChain>> PartReader::next() {
  if (!rows_) AOTS_CHECK_OK(open());
  AOTS_TRY(more, ensure_row());
  if (!more) return std::nullopt;
  std::optional<OptionChain> chain(std::in_place);
  AOTS_CHECK_OK(read_snapshot(*chain));
  return chain;
}

Status PartReader::read_snapshot(OptionChain& chain) {
  chain.underlying = Symbol(part_->provenance.symbol);
  chain.origin = part_->provenance.origin;
  chain.session = date_of(rows_->column(kSession).at<std::int32_t>(row_));
  chain.event_time = time_of(rows_->column(kEventTime).at<std::int64_t>(row_));
  chain.known_time = time_of(rows_->column(kKnownTime).at<std::int64_t>(row_));
  chain.event_time_approximate = rows_->column(kApproximate).at<bool>(row_);
  Cell<std::optional<Price>>::get(rows_->column(kSpot), row_, chain.spot);
  const auto session = day_number(chain.session);
  const auto known_time = microseconds_of(chain.known_time);
  for (;;) {
    const std::string_view root = rows_->column(kRoot).text(row_);
    if (!ShortText::fits(root)) {
      return damaged_part(root_, *part_, fmt::format("holds the option root {}", root));
    }
    append_run(chain, run_end());
    AOTS_TRY(more, ensure_row());
    if (!more) return {};
    if (rows_->column(kSession).at<std::int32_t>(row_) != session) return {};
    if (rows_->column(kKnownTime).at<std::int64_t>(row_) != known_time) return {};
  }
}

// The end of the rows of the current chunk that share snapshot, expiry and root with the next row.
// A root too long to compare in place ends the run early, and append_run goes on where it ended.
std::size_t PartReader::run_end() const {
  const auto* sessions = rows_->column(kSession).values<std::int32_t>();
  const auto* known_times = rows_->column(kKnownTime).values<std::int64_t>();
  const auto* expiries = rows_->column(kExpiry).values<std::int32_t>();
  const auto& roots = rows_->column(kRoot);
  std::size_t end = row_ + 1;
  while (end < rows_->size() && sessions[end] == sessions[row_] &&
         known_times[end] == known_times[row_] && expiries[end] == expiries[row_] &&
         roots.same_short_text(end, row_)) {
    ++end;
  }
  return end;
}

void PartReader::append_run(OptionChain& chain, std::size_t end) {
  const Date expiry = date_of(rows_->column(kExpiry).at<std::int32_t>(row_));
  const auto root = rows_->column(kRoot).text(row_);
  // A run that was cut, by the end of a chunk for one, goes on in the expiry that it began.
  if (chain.expiries.empty() || chain.expiries.back().expiry != expiry ||
      chain.expiries.back().root != root) {
    auto& added = chain.expiries.emplace_back();
    added.root = root;
    added.expiry = expiry;
    added.multiplier = rows_->column(kMultiplier).at<std::int64_t>(row_);
  }
  auto& slice = chain.expiries.back();
  const auto count = end - row_;
  const auto before = slice.quotes.size();
  slice.quotes.resize(before + count);
  auto* quotes = slice.quotes.data() + before;
  const auto* strikes = rows_->column(kStrike).values<std::int64_t>() + row_;
  const auto* puts = rows_->column(kIsPut).values<bool>() + row_;
  for (std::size_t i = 0; i < count; ++i) {
    quotes[i].strike = Price::from_micros(strikes[i]);
    quotes[i].right = puts[i] ? Right::kPut : Right::kCall;
  }
  const auto read = [&]<class Stored>(Staged column, Stored, auto set) {
    read_optional<Stored>(rows_->column(column), row_, count, quotes, set);
  };
  const std::int64_t bigint = 0;
  const std::int32_t integer = 0;
  const double real = 0.0;
  read(kBid, bigint, [](OptionQuote& quote, auto v) { quote.bid = Price::from_micros(v); });
  read(kAsk, bigint, [](OptionQuote& quote, auto v) { quote.ask = Price::from_micros(v); });
  read(kBidSize, integer, [](OptionQuote& quote, auto v) { quote.bid_size = v; });
  read(kAskSize, integer, [](OptionQuote& quote, auto v) { quote.ask_size = v; });
  read(kVolume, bigint, [](OptionQuote& quote, auto v) { quote.volume = v; });
  read(kOpenInterest, bigint, [](OptionQuote& quote, auto v) { quote.open_interest = v; });
  read(kVendorIv, real, [](OptionQuote& quote, auto v) { quote.vendor_iv = v; });
  read(kVendorDelta, real, [](OptionQuote& quote, auto v) { quote.vendor_delta = v; });
  row_ = end;
}

}  // namespace aots::data::detail
