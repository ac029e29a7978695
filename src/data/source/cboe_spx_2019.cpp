// Cboe's delayed quotes of SPX options as flattened in 2019: one row an option, SPX and SPXW mixed.
//
// The root is in the OCC symbol (column optionroot), so the AM-settled SPX and the PM-settled SPXW
// stay apart. Every row carries the index at the time of the snapshot (underlying_last), which is
// not the close. Volumes and open interest are contracts; impliedvol is a fraction, 0 where there
// is none.
#include <algorithm>
#include <array>
#include <string_view>

#include "data/source/chain_fields.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t {
  kUnderlying,
  kUnderlyingLast,
  kOptionRoot,
  kType,
  kExpiration,
  kQuoteDate,
  kStrike,
  kBid,
  kAsk,
  kVolume,
  kOpenInterest,
  kImpliedVol,
  kDelta
};
constexpr std::array<std::string_view, 13> kColumns = {
    "underlying",   "underlying_last", "optionroot", "type", "expiration",
    "quotedate",    "strike",          "bid",        "ask",  "volume",
    "openinterest", "impliedvol",      "delta"};
constexpr std::array<std::string_view, 17> kHeader = {
    "underlying", "underlying_last", "exchange",   "optionroot", "type", "expiration",
    "quotedate",  "strike",          "last",       "net",        "bid",  "ask",
    "volume",     "openinterest",    "impliedvol", "delta",      "gamma"};
constexpr ContractColumns kContract = {.occ_symbol = kOptionRoot,
                                       .expiry = kExpiration,
                                       .right = kType,
                                       .strike = kStrike,
                                       .style = DateStyle::kMonthDayYear};
constexpr QuoteColumns kQuote = {.bid = kBid,
                                 .ask = kAsk,
                                 .volume = kVolume,
                                 .open_interest = kOpenInterest,
                                 .iv = kImpliedVol,
                                 .delta = kDelta};

ChainRow read_option(FieldReader& fields) {
  ChainRow row;
  row.underlying = fields.symbol(kUnderlying);
  row.label = fields.date(kQuoteDate, DateStyle::kMonthDayYear);
  read_contract(fields, kContract, row);
  row.spot = read_spot(fields, kUnderlyingLast);
  read_quote(fields, kQuote, row.quote);
  return row;
}

}  // namespace

Format cboe_spx_2019_format() {
  return {.kind = "cboe_spx_2019",
          .family = "cboe_spx_2019",
          .expects = "underlying,underlying_last,exchange,optionroot,type,expiration,quotedate,...",
          .snapshot = SnapshotTime::kUnrecorded,
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return std::equal(sample.header.begin(), sample.header.end(), kHeader.begin(),
                                  kHeader.end());
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<ChainRow>(input.text, input.name, kColumns, std::nullopt,
                                            read_option);
              }};
}

}  // namespace aots::data
