// A thin, pre-filtered slice of SPY options of 2021: twenty liquid contracts a session.
//
// One file holds all sessions. underlying_last is the official close and the quotes are of the end
// of the day. The contracts change from day to day, so that a position can seldom be marked.
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
constexpr std::array<std::string_view, 18> kHeader = {"underlying", "underlying_last",
                                                      "optionroot", "type",
                                                      "expiration", "quotedate",
                                                      "strike",     "last",
                                                      "bid",        "ask",
                                                      "volume",     "openinterest",
                                                      "impliedvol", "delta",
                                                      "gamma",      "theta",
                                                      "vega",       "optionalias"};
constexpr ContractColumns kContract = {.occ_symbol = kOptionRoot,
                                       .expiry = kExpiration,
                                       .right = kType,
                                       .strike = kStrike,
                                       .style = DateStyle::kIso};
constexpr QuoteColumns kQuote = {.bid = kBid,
                                 .ask = kAsk,
                                 .volume = kVolume,
                                 .open_interest = kOpenInterest,
                                 .iv = kImpliedVol,
                                 .delta = kDelta};

ChainRow read_option(FieldReader& fields) {
  ChainRow row;
  row.underlying = read_underlying(fields, kUnderlying);
  row.label = fields.date(kQuoteDate);
  read_contract(fields, kContract, row);
  row.spot = read_spot(fields, kUnderlyingLast);
  read_quote(fields, kQuote, row.quote);
  return row;
}

}  // namespace

Format spy_2021_thin_format() {
  return {.kind = "spy_2021_thin",
          .family = "spy_2021_thin",
          .expects = "underlying,underlying_last,optionroot,type,expiration,quotedate,...",
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
