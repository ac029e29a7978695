// Alpha Vantage's historical options: the call and put at the money on the session before a report.
//
// One file holds the events of a ticker. Strikes and prices are as traded, so a split shows as a
// step between two events. Quotes are of the end of the day; the underlying's price is not in the
// file. The vendor gives the put the call's implied vol.
#include <array>
#include <string_view>

#include "data/source/chain_fields.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t {
  kContract,
  kSymbol,
  kExpiration,
  kStrike,
  kType,
  kBid,
  kBidSize,
  kAsk,
  kAskSize,
  kVolume,
  kOpenInterest,
  kDate,
  kImpliedVol,
  kDelta
};
constexpr std::array<std::string_view, 14> kColumns = {
    "contractid",         "symbol", "expiration", "strike", "type",          "bid",
    "bid_size",           "ask",    "ask_size",   "volume", "open_interest", "date",
    "implied_volatility", "delta"};
constexpr ContractColumns kContractColumns = {.occ_symbol = kContract,
                                              .expiry = kExpiration,
                                              .right = kType,
                                              .strike = kStrike,
                                              .style = DateStyle::kIso};
constexpr QuoteColumns kQuote = {.bid = kBid,
                                 .ask = kAsk,
                                 .volume = kVolume,
                                 .open_interest = kOpenInterest,
                                 .iv = kImpliedVol,
                                 .delta = kDelta,
                                 .bid_size = kBidSize,
                                 .ask_size = kAskSize};

ChainRow read_option(FieldReader& fields) {
  ChainRow row;
  row.underlying = read_underlying(fields, kSymbol);
  row.label = fields.date(kDate);
  read_contract(fields, kContractColumns, row);
  read_quote(fields, kQuote, row.quote);
  return row;
}

}  // namespace

Format alphavantage_pre_earnings_format() {
  return {.kind = "alphavantage_pre_earnings",
          .family = "alphavantage_pre_earnings",
          .expects = "contractID,symbol,expiration,strike,type,last,mark,bid,bid_size,ask,...",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"contractid", "symbol", "expiration", "mark",
                                                   "bid_size", "date", "implied_volatility"});
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<ChainRow>(input.text, input.name, kColumns, std::nullopt,
                                            read_option);
              }};
}

}  // namespace aots::data
