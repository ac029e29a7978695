// End-of-day chains as historicaloptiondata.com samples have them, in two generations of headers.
//
// The older one has an index file: a byte order mark, a blank before " exchange", dates as
// MM/DD/YYYY and the root (SPXW) in the column of the underlying. The newer one names its columns
// in another way (UnderlyingSymbol, " DataDate", IVBid, IVAsk); its mean implied vol is the one
// that is kept. Theta and vega are on scales of the vendor's own and are not kept.
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
using Names = std::array<std::string_view, 13>;
constexpr Names kOlder = {"underlying",   "underlying_last", "optionroot", "type", "expiration",
                          "quotedate",    "strike",          "bid",        "ask",  "volume",
                          "openinterest", "impliedvol",      "delta"};
constexpr Names kNewer = {
    "underlyingsymbol", "underlyingprice", "optionsymbol", "type", "expiration",
    "datadate",         "strike",          "bid",          "ask",  "volume",
    "openinterest",     "ivmean",          "delta"};
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
  row.underlying = read_underlying(fields, kUnderlying);
  row.label = fields.date(kQuoteDate, DateStyle::kMonthDayYear);
  read_contract(fields, kContract, row);
  row.spot = read_spot(fields, kUnderlyingLast);
  read_quote(fields, kQuote, row.quote);
  return row;
}

// The generation of a file's header.
const Names& names_of(std::string_view text) {
  CsvReader csv(text);
  CsvRecord header;
  if (!csv.next(header) || header.fields.empty()) return kOlder;
  return normalised_name(header.fields.front()) == kNewer.front() ? kNewer : kOlder;
}

}  // namespace

Format historicaloptiondata_format() {
  return {.kind = "historicaloptiondata",
          .family = "historicaloptiondata",
          .expects =
              "underlying,underlying_last, exchange,optionroot,optionext,...; or "
              "UnderlyingSymbol,UnderlyingPrice,Flags,OptionSymbol,...",
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"underlying", "underlying_last", "exchange",
                                                   "optionroot", "optionext", "quotedate"}) ||
                       has_columns(sample.header, {"underlyingsymbol", "underlyingprice",
                                                   "optionsymbol", "datadate", "ivmean"});
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<ChainRow>(input.text, input.name, names_of(input.text),
                                            std::nullopt, read_option);
              }};
}

}  // namespace aots::data
