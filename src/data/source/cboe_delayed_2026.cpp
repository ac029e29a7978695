// Cboe's delayed quotes as flattened in 2026: the chain of one underlying after the close, and the
// underlying's own row in a file beside the chains.
//
// session_date is the day of the download, which is not always the session; the last trades tell
// (clean/chain_session.hpp). Roots SPX and SPXW are mixed and told apart by the OCC symbol. Sizes
// and counts are written as decimals ("6.0"). Only the vendor's implied vol and delta are kept of
// its figures, for comparison.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr std::size_t kDateLength = 10;

// The date of "2026-07-22T16:14:59" (New York, no zone); blank where the option never traded.
std::optional<Date> read_last_traded(FieldReader& fields, std::size_t column) {
  const auto text = trim(fields.text(column));
  if (text.empty()) return std::nullopt;
  const auto date = parse_date(text.substr(0, kDateLength));
  if (!date) fields.reject("bad_date", column, "YYYY-MM-DDThh:mm:ss");
  return date;
}

namespace chain {

enum Column : std::size_t {
  kSessionDate,
  kTicker,
  kExpiry,
  kRight,
  kStrike,
  kOption,
  kBid,
  kBidSize,
  kAsk,
  kAskSize,
  kVolume,
  kOpenInterest,
  kIv,
  kDelta,
  kLastTradeTime
};
constexpr std::array<std::string_view, 15> kColumns = {
    "session_date", "ticker",        "expiry",   "right", "strike",
    "option",       "bid",           "bid_size", "ask",   "ask_size",
    "volume",       "open_interest", "iv",       "delta", "last_trade_time"};
constexpr ContractColumns kContract = {.occ_symbol = kOption,
                                       .expiry = kExpiry,
                                       .right = kRight,
                                       .strike = kStrike,
                                       .style = DateStyle::kIso};
constexpr QuoteColumns kQuote = {.bid = kBid,
                                 .ask = kAsk,
                                 .volume = kVolume,
                                 .open_interest = kOpenInterest,
                                 .iv = kIv,
                                 .delta = kDelta,
                                 .bid_size = kBidSize,
                                 .ask_size = kAskSize};

ChainRow read_option(FieldReader& fields) {
  ChainRow row;
  row.underlying = fields.symbol(kTicker);
  row.label = fields.date(kSessionDate);
  read_contract(fields, kContract, row);
  read_quote(fields, kQuote, row.quote);
  row.last_traded = read_last_traded(fields, kLastTradeTime);
  return row;
}

}  // namespace chain

namespace underlying {

enum Column : std::size_t {
  kSessionDate,
  kTicker,
  kClose,
  kOpen,
  kHigh,
  kLow,
  kVolume,
  kLastTradeTime
};
constexpr std::array<std::string_view, 8> kColumns = {
    "session_date", "ticker", "close", "open", "high", "low", "volume", "last_trade_time"};

// An index reports a volume of zero, which is none.
UnderlyingRow read_row(FieldReader& fields) {
  UnderlyingRow row;
  row.bar.symbol = fields.symbol(kTicker);
  row.bar.date = fields.date(kSessionDate);
  row.bar.close = fields.price(kClose);
  row.bar.open = fields.price(kOpen);
  row.bar.high = fields.price(kHigh);
  row.bar.low = fields.price(kLow);
  row.bar.volume = fields.optional_count(kVolume);
  if (is_index(row.bar.symbol)) row.bar.volume.reset();
  row.last_traded = read_last_traded(fields, kLastTradeTime);
  return row;
}

}  // namespace underlying

bool starts_with(const Sample& sample, std::initializer_list<std::string_view> names) {
  return sample.header.size() >= names.size() &&
         std::equal(names.begin(), names.end(), sample.header.begin());
}

}  // namespace

Format cboe_delayed_2026_format() {
  return {.kind = "cboe_delayed_2026",
          .family = "cboe_delayed_2026",
          .expects = "session_date,ticker,expiry,right,strike,option,bid,bid_size,ask,...",
          .snapshot = SnapshotTime::kClose,
          .spot = SpotRole::kBeside,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return starts_with(sample, {"session_date", "ticker", "expiry", "right", "strike",
                                            "option", "bid", "bid_size", "ask", "ask_size"});
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<ChainRow>(input.text, input.name, chain::kColumns, std::nullopt,
                                            chain::read_option);
              }};
}

Format underlying_quotes_format() {
  return {.kind = "underlying_quotes",
          .family = "cboe_delayed_2026",
          .expects = "session_date,ticker,fetched_at_utc,payload_timestamp,current_price,close,...",
          .spot = SpotRole::kGives,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return starts_with(sample, {"session_date", "ticker", "fetched_at_utc",
                                            "payload_timestamp", "current_price", "close"});
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<UnderlyingRow>(input.text, input.name, underlying::kColumns,
                                                 std::nullopt, underlying::read_row);
              }};
}

}  // namespace aots::data
