// Polygon's (Massive's) replies as JSON: daily aggregates, option snapshots, dividends, splits.
//
// Aggregates: t is milliseconds, midnight in New York of the session; split-adjusted as of the
// reply. A reply that is not adjusted is refused, for its series would step at every split. Option
// snapshots: contracts with the prefix O:, times in nanoseconds; a row is labelled with the day of
// its quote, volume belongs to the day of the day's bar, quotes marked DELAYED are known a quarter
// of an hour later. Dividends are dollars per share as declared, not adjusted for later splits.
#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/json_rows.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr std::chrono::minutes kDelay{15};
constexpr std::int64_t kMillisecondsMax = 4'102'444'800'000;  // the year 2100

struct Reply {
  JsonView document;
  JsonView results;
};

Result<Reply> open_reply(const ParseInput& input) {
  AOTS_CHECK_OK(check_json(input.text, input.name));
  const JsonView document(input.text);
  const auto status = document.find("status");
  if (status && status->scalar() != "OK" && status->scalar() != "DELAYED") {
    return fail(ErrorCode::kData, "{} holds no data: Polygon answers {}; ask again", input.name,
                raw_excerpt(status->scalar()));
  }
  return Reply{document, document.find("results").value_or(JsonView("[]"))};
}

// One page of several is no fault, but its reader should know.
void note_further_pages(const Reply& reply, ParsedFile& parsed, std::string_view symbol) {
  if (!reply.document.find("next_url")) return;
  parsed.notes.push_back({.symbol = std::string(symbol),
                          .text = "the reply has further pages, which are other files"});
}

namespace aggregates {

enum Column : std::size_t { kTime, kOpen, kHigh, kLow, kClose, kVolume };
constexpr std::array<std::string_view, 6> kColumns = {"t", "o", "h", "l", "c", "v"};

Date read_session(FieldReader& fields) {
  const auto milliseconds = parse_int(fields.text(kTime));
  if (!milliseconds || *milliseconds < 0 || *milliseconds > kMillisecondsMax) {
    fields.reject("bad_time", kTime, "milliseconds of the Unix epoch");
    return {};
  }
  const Timestamp time{std::chrono::milliseconds(*milliseconds)};
  const auto date = fields.dated(calendar::new_york_date(time));
  if (calendar::new_york_time(date, std::chrono::minutes{0}) != time) {
    fields.reject("not_a_daily_row", kTime, "midnight in New York");
  }
  return date;
}

Result<ParsedFile> parse(const ParseInput& input) {
  AOTS_TRY(reply, open_reply(input));
  const auto ticker = reply.document.find("ticker");
  const auto symbol = ticker ? parse_symbol(ticker->scalar()) : std::nullopt;
  if (!symbol) {
    return fail(ErrorCode::kData,
                "{} has bars of \"{}\", which is no stock or index: the lake keeps no bars of it",
                input.name, ticker ? raw_excerpt(ticker->scalar()) : "");
  }
  const auto adjusted = reply.document.find("adjusted");
  if (adjusted && adjusted->raw() == "false") {
    return fail(ErrorCode::kData,
                "{} holds prices as traded, which step at every split: ask for adjusted=true",
                input.name);
  }
  ParsedFile parsed;
  SourceRows<Bar> rows;
  read_json_rows(reply.results, kColumns, parsed, rows, symbol, [&](FieldReader& fields) {
    Bar bar;
    bar.symbol = *symbol;
    bar.date = read_session(fields);
    bar.open = fields.price(kOpen);
    bar.high = fields.price(kHigh);
    bar.low = fields.price(kLow);
    bar.close = fields.price(kClose);
    bar.volume = fields.optional_count(kVolume);
    if (is_index(bar.symbol)) bar.volume.reset();
    return bar;
  });
  if (parsed.rows_read == 0) {
    parsed.notes.push_back(
        {.symbol = symbol->str(),
         .text = "confirmed empty: Polygon has no bars in the period asked for"});
  }
  note_further_pages(reply, parsed, symbol->str());
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace aggregates

namespace snapshot {

enum Column : std::size_t {
  kDayTime,
  kVolume,
  kShares,
  kTicker,
  kDelta,
  kVol,
  kAsk,
  kAskSize,
  kBid,
  kBidSize,
  kQuoteTime,
  kTimeframe,
  kOpenInterest,
  kUnderlyingPrice,
  kUnderlying
};
constexpr std::array<std::string_view, 15> kColumns = {"day.last_updated",
                                                       "day.volume",
                                                       "details.shares_per_contract",
                                                       "details.ticker",
                                                       "greeks.delta",
                                                       "implied_volatility",
                                                       "last_quote.ask",
                                                       "last_quote.ask_size",
                                                       "last_quote.bid",
                                                       "last_quote.bid_size",
                                                       "last_quote.last_updated",
                                                       "last_quote.timeframe",
                                                       "open_interest",
                                                       "underlying_asset.price",
                                                       "underlying_asset.ticker"};

std::optional<Timestamp> nanosecond_time(std::string_view text) {
  const auto value = parse_int(text);
  if (!value || *value < 0) return std::nullopt;
  return Timestamp(std::chrono::nanoseconds(*value));
}

// Times of the quotes of one reply, and the underlying's price beside the newest.
struct Moments {
  std::optional<Timestamp> first, last;
  bool is_delayed = false;
  std::optional<Price> spot;
};

ChainRow read_option(FieldReader& fields, Moments& moments) {
  ChainRow row;
  row.underlying = fields.symbol(kUnderlying);
  const auto quoted = nanosecond_time(fields.text(kQuoteTime));
  if (quoted) {
    row.label = fields.dated(calendar::new_york_date(*quoted));
  } else {
    fields.reject("bad_time", kQuoteTime, "nanoseconds of the Unix epoch");
  }
  const auto contract = parse_occ_symbol(fields.text(kTicker));
  if (contract) {
    row.root = contract->root;
    row.expiry = contract->expiry;
    row.quote.right = contract->right;
    row.quote.strike = contract->strike;
  } else {
    fields.reject("bad_contract", kTicker, "an OCC option symbol with O: before it");
  }
  if (fields.optional_count(kShares).value_or(100) != 100) {
    fields.reject("adjusted_contract", kShares, "100");
  }
  auto& quote = row.quote;
  quote.bid = fields.optional_price(kBid);
  quote.ask = read_ask(fields, kAsk);
  quote.bid_size = read_size(fields, kBidSize);
  quote.ask_size = read_size(fields, kAskSize);
  quote.open_interest = fields.optional_count(kOpenInterest);
  quote.vendor_iv = read_vendor_iv(fields, kVol);
  quote.vendor_delta = fields.optional_number(kDelta);
  const auto day = nanosecond_time(fields.text(kDayTime));
  const auto volume = fields.optional_count(kVolume);
  if (day && calendar::new_york_date(*day) == row.label) quote.volume = volume;
  const auto price = fields.optional_price(kUnderlyingPrice);
  if (!fields.ok()) return row;
  if (!moments.last || *quoted > *moments.last) moments.spot = price;
  moments.first = std::min(moments.first.value_or(*quoted), *quoted);
  moments.last = std::max(moments.last.value_or(*quoted), *quoted);
  moments.is_delayed = moments.is_delayed || fields.text(kTimeframe) == "DELAYED";
  return row;
}

Result<ParsedFile> parse(const ParseInput& input) {
  AOTS_TRY(reply, open_reply(input));
  ParsedFile parsed;
  SourceRows<ChainRow> rows;
  Moments moments;
  read_json_rows(reply.results, kColumns, parsed, rows, std::nullopt,
                 [&](FieldReader& fields) { return read_option(fields, moments); });
  if (moments.last) {
    // The lake keeps microseconds.
    const Timestamp event = std::chrono::ceil<std::chrono::microseconds>(*moments.last);
    parsed.quoted = QuoteMoment{.event_time = event,
                                .known_time = moments.is_delayed ? event + kDelay : event,
                                .approximate = *moments.first != *moments.last};
  }
  for (auto& row : rows) row.record.spot = moments.spot;
  if (!rows.empty()) note_further_pages(reply, parsed, rows.front().record.underlying.str());
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace snapshot

namespace actions {

constexpr std::array<std::string_view, 3> kDividend = {"ticker", "ex_dividend_date", "cash_amount"};
constexpr std::array<std::string_view, 4> kSplit = {"ticker", "execution_date", "split_from",
                                                    "split_to"};

ActionRow read_dividend(FieldReader& fields) {
  ActionRow action;
  action.symbol = fields.symbol(0);
  action.ex_date = fields.date(1);
  action.kind = ActionRow::Kind::kDividend;
  action.value = fields.number(2);
  action.provenance = "feed";
  return action;
}

ActionRow read_split(FieldReader& fields) {
  ActionRow action;
  action.symbol = fields.symbol(0);
  action.ex_date = fields.date(1);
  action.kind = ActionRow::Kind::kSplit;
  const double from = fields.number(2);
  const double to = fields.number(3);
  if (from > 0.0) {
    action.value = to / from;
  } else {
    fields.reject("implausible_split", 2, "> 0");
  }
  action.provenance = "feed";
  return action;
}

Result<ParsedFile> parse(const ParseInput& input, std::span<const std::string_view> columns,
                         ActionRow (*read)(FieldReader&)) {
  AOTS_TRY(reply, open_reply(input));
  ParsedFile parsed;
  SourceRows<ActionRow> rows;
  read_json_rows(reply.results, columns, parsed, rows, std::nullopt, read);
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace actions

}  // namespace

Format polygon_aggs_format() {
  return {.kind = "polygon_aggs",
          .family = "polygon",
          .expects = "JSON {\"ticker\":...,\"queryCount\":...,\"results\":[{\"t\":...,\"o\":...}]}",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.has_path("ticker") && sample.has_path("queryCount");
              },
          .parse = aggregates::parse};
}

Format polygon_options_format() {
  return {.kind = "polygon_options",
          .family = "polygon",
          .expects = "JSON {\"results\":[{\"details\":{\"ticker\":\"O:...\"},\"last_quote\":...}]}",
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.has_path("results[].details.ticker") &&
                       sample.has_path("results[].last_quote.bid");
              },
          .parse = snapshot::parse};
}

Format polygon_dividends_format() {
  return {.kind = "polygon_dividends",
          .family = "polygon",
          .expects = "JSON {\"results\":[{\"cash_amount\":...,\"ex_dividend_date\":...}]}",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.has_path("results[].cash_amount") &&
                       sample.has_path("results[].ex_dividend_date");
              },
          .parse =
              [](const ParseInput& input) {
                return actions::parse(input, actions::kDividend, actions::read_dividend);
              }};
}

Format polygon_splits_format() {
  return {.kind = "polygon_splits",
          .family = "polygon",
          .expects = "JSON {\"results\":[{\"execution_date\":...,\"split_from\":...}]}",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.has_path("results[].execution_date") &&
                       sample.has_path("results[].split_from");
              },
          .parse =
              [](const ParseInput& input) {
                return actions::parse(input, actions::kSplit, actions::read_split);
              }};
}

}  // namespace aots::data
