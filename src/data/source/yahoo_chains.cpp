// Yahoo's option quotes as three collectors wrote them: yahoo_2025-11, yahoo_2026-02,
// yahoo_2026-08.
//
// All were taken while a market was open. What they state of the underlying differs. spot_price of
// 2025-11 is the official close, added afterwards: it was not known with the quotes and is not
// kept. underlyingPrice of 2026-02 is the price when the file was fetched, a quarter of an hour
// after the delayed quotes stood. spot of 2026-08 is the close of the session that the file is
// labelled with; the quotes are the next morning's, and their own price is in meta.json beside the
// files.
#include "data/source/yahoo_chains.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "calendar/option_class.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr double kPlaceholderVolMax = 1e-4;
constexpr std::string_view kRegular = "REGULAR";

enum Column : std::size_t {
  kContract,
  kExpiry,
  kRight,
  kStrike,
  kLastTrade,
  kBid,
  kAsk,
  kVolume,
  kOpenInterest,
  kVol,
  kSize,
  kLabel,
  kSpot
};
using Names = std::array<std::string_view, 13>;

// A name that no file has stands for what a collector did not write.
constexpr Names kNamesNov2025 = {"contractsymbol",
                                 "expiration",
                                 "type",
                                 "strike",
                                 "lasttradedate",
                                 "bid",
                                 "ask",
                                 "volume",
                                 "openinterest",
                                 "impliedvolatility",
                                 "contractsize?",
                                 "snap_date",
                                 "(no spot)?"};
constexpr Names kNamesFeb2026 = {"contractsymbol",
                                 "expirationdate",
                                 "optiontype",
                                 "strike",
                                 "lasttradedate",
                                 "bid",
                                 "ask",
                                 "volume",
                                 "openinterest",
                                 "impliedvolatility",
                                 "contractsize?",
                                 "(no label)?",
                                 "underlyingprice"};
constexpr Names kNamesAug2026 = {"contractsymbol",
                                 "expiry",
                                 "type",
                                 "strike",
                                 "lasttradedate",
                                 "bid",
                                 "ask",
                                 "volume",
                                 "openinterest",
                                 "impliedvolatility",
                                 "(no size)?",
                                 "session",
                                 "spot"};

constexpr ContractColumns kContractColumns = {.occ_symbol = kContract,
                                              .expiry = kExpiry,
                                              .right = kRight,
                                              .strike = kStrike,
                                              .style = DateStyle::kIso};
constexpr QuoteColumns kQuote = {
    .bid = kBid, .ask = kAsk, .volume = kVolume, .open_interest = kOpenInterest, .iv = kVol};

struct Layout {
  Names names;
  bool has_label = false;
  bool has_spot = false;
};
constexpr Layout kLayoutNov2025 = {.names = kNamesNov2025, .has_label = true, .has_spot = false};
constexpr Layout kLayoutFeb2026 = {.names = kNamesFeb2026, .has_label = false, .has_spot = true};
constexpr Layout kLayoutAug2026 = {.names = kNamesAug2026, .has_label = true, .has_spot = true};

void read_last_trade(FieldReader& fields, ChainRow& row) {
  row.last_trade_time = fields.optional_time(kLastTrade);
  if (row.last_trade_time) row.last_traded = calendar::new_york_date(*row.last_trade_time);
}

ChainRow read_option(FieldReader& fields, const Layout& layout) {
  ChainRow row;
  if (layout.has_label) row.label = fields.date(kLabel);
  read_contract(fields, kContractColumns, row);
  if (!fields.ok()) return row;
  row.underlying = calendar::option_class(row.root).underlying;
  fields.belongs_to(row.underlying);
  const auto size = trim(fields.text(kSize));
  if (!size.empty() && size != kRegular) fields.reject("unusual_contract", kSize, kRegular);
  read_quote(fields, kQuote, row.quote);
  row.quote.vendor_iv = yahoo_vol(row.quote.vendor_iv);
  drop_empty_quote(row.quote);
  if (layout.has_spot) row.spot = read_spot(fields, kSpot);
  read_last_trade(fields, row);
  return row;
}

Result<ParsedFile> parse_layout(const ParseInput& input, const Layout& layout) {
  AOTS_TRY(parsed, parse_rows<ChainRow>(
                       input.text, input.name, layout.names, std::nullopt,
                       [&layout](FieldReader& fields) { return read_option(fields, layout); }));
  finish_yahoo_rows(std::get<SourceRows<ChainRow>>(parsed.rows), layout.has_label);
  return std::move(parsed);
}

}  // namespace

std::optional<double> yahoo_vol(std::optional<double> vol) {
  if (vol && *vol <= kPlaceholderVolMax) vol.reset();
  return vol;
}

void drop_empty_quote(OptionQuote& quote) {
  if (quote.ask || !quote.bid || !quote.bid->is_zero()) return;
  quote.bid.reset();
  quote.vendor_iv.reset();
}

void finish_yahoo_rows(SourceRows<ChainRow>& rows, bool labelled) {
  std::optional<Date> newest;
  for (const auto& row : rows) newest = std::max(newest, row.record.last_traded);
  if (!newest) return;
  for (auto& row : rows) {
    if (row.record.last_traded != newest) row.record.quote.volume.reset();
    if (!labelled) row.record.label = *newest;
  }
}

Format yahoo_2025_11_format() {
  return {.kind = "yahoo_2025-11",
          .family = "yahoo_2025-11",
          .expects = "contractSymbol,type,expiration,strike,lastTradeDate,lastTradeDateEDT,...",
          .snapshot = SnapshotTime::kNewestTrade,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"contractsymbol", "expiration", "type",
                                                   "lasttradedate", "snap_date", "spot_price"});
              },
          .parse = [](const ParseInput& input) { return parse_layout(input, kLayoutNov2025); }};
}

Format yahoo_2026_02_format() {
  return {.kind = "yahoo_2026-02",
          .family = "yahoo_2026-02",
          .expects = "contractSymbol,lastTradeDate,strike,...,optionType,expirationDate,...",
          .snapshot = SnapshotTime::kNewestTrade,
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"contractsymbol", "lasttradedate", "optiontype",
                                                   "expirationdate", "underlyingprice"});
              },
          .parse = [](const ParseInput& input) { return parse_layout(input, kLayoutFeb2026); }};
}

Format yahoo_2026_08_format() {
  return {.kind = "yahoo_2026-08",
          .family = "yahoo_2026-08",
          .expects = "contractSymbol,expiry,type,strike,...,lastTradeDate,spot,session",
          .snapshot = SnapshotTime::kNewestTrade,
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return has_columns(sample.header, {"contractsymbol", "expiry", "type",
                                                   "lasttradedate", "spot", "session"});
              },
          .parse = [](const ParseInput& input) { return parse_layout(input, kLayoutAug2026); }};
}

}  // namespace aots::data
