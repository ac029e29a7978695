// Yahoo's replies as recorded: charts (daily bars with dividends and splits) and options, bare or
// in a wrapper {"request":..., "response":{"status":..., "bodyJson":...}}.
//
// Three answers: data; a reply that confirms that there is nothing (HTTP 200 with an empty list),
// which makes an account without rows and a note; and what is no answer at all (an error, a page),
// which is an error here. Times are seconds of the Unix epoch. Bars are split-adjusted as of the
// reply and not dividend-adjusted; only exchanges in New York's time are read, whose sessions the
// calendar knows. A bar of a session that was not over is set aside (unfinished_session). Option
// quotes of a closed market are those of its last close: Yahoo then shows zero for both sides where
// it has none, so a bid of zero beside an ask of zero is absent.
#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/json_rows.hpp"
#include "data/source/vendor_formats.hpp"
#include "data/source/yahoo_chains.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kNewYork = "America/New_York";
constexpr std::int64_t kSecondsMax = 4'102'444'800;  // the year 2100

std::optional<Timestamp> epoch_time(std::string_view seconds) {
  const auto value = parse_int(seconds);
  if (!value || *value < 0 || *value > kSecondsMax) return std::nullopt;
  return Timestamp(std::chrono::seconds(*value));
}

std::string scalar_at(JsonView from, std::string_view path) {
  const auto found = from.find(path);
  return found ? std::string(found->scalar()) : std::string();
}

struct Reply {
  JsonView body;
  JsonView result;
};

// The first result of the document, or why the file is no answer.
Result<Reply> open_reply(const ParseInput& input, std::string_view document) {
  AOTS_CHECK_OK(check_json(input.text, input.name));
  JsonView body(input.text);
  if (const auto response = body.find("response")) {
    const auto status = scalar_at(*response, "status");
    if (status != "200") {
      return fail(ErrorCode::kData,
                  "{} is a recorded answer with HTTP status {}, which says nothing about the data; "
                  "ask again",
                  input.name, raw_excerpt(status));
    }
    body = response->find("bodyJson").value_or(JsonView("null"));
  }
  const auto results = body.find(fmt::format("{}.result", document));
  const auto all = results ? results->items() : std::vector<JsonView>();
  if (!all.empty() && all.front().is_object()) return Reply{body, all.front()};
  auto why = scalar_at(body, fmt::format("{}.error.description", document));
  if (why.empty()) why = "no result and no reason";
  return fail(ErrorCode::kData, "{} holds no data: Yahoo answers \"{}\"; ask again", input.name,
              raw_excerpt(why));
}

ParsedFile confirmed_empty(std::string_view symbol, std::string text, RowSet&& none) {
  ParsedFile parsed;
  const auto known = parse_symbol(symbol);
  parsed.notes.push_back(
      {.symbol = known ? std::string(known->str()) : raw_excerpt(symbol), .text = std::move(text)});
  parsed.rows = std::move(none);
  return parsed;
}

Status check_new_york(std::string_view file, JsonView holder, std::string_view symbol) {
  const auto zone = scalar_at(holder, "exchangeTimezoneName");
  if (zone == kNewYork) return {};
  return fail(
      ErrorCode::kData,
      "{} is about {} of an exchange in {}: only sessions of New York are kept; leave it out", file,
      raw_excerpt(symbol), raw_excerpt(zone));
}

namespace chart {

enum Column : std::size_t { kDate, kOpen, kHigh, kLow, kClose, kVolume };
constexpr std::array<std::string_view, 6> kColumns = {"timestamp", "open",  "high",
                                                      "low",       "close", "volume"};
enum ActionColumn : std::size_t { kExDate, kAmount, kNumerator, kDenominator };
constexpr std::array<std::string_view, 4> kActionColumns = {"date", "amount", "numerator",
                                                            "denominator"};

// The session that had not ended when the reply was made.
std::optional<Date> unfinished_session(JsonView meta) {
  const auto now = epoch_time(scalar_at(meta, "regularMarketTime"));
  const auto end = epoch_time(scalar_at(meta, "currentTradingPeriod.regular.end"));
  if (!now || !end || *now >= *end) return std::nullopt;
  const auto today = calendar::new_york_date(*now);
  if (today != calendar::new_york_date(*end)) return std::nullopt;
  return today;
}

class ChartReader {
 public:
  ChartReader(const ParseInput& input, JsonView result, Symbol symbol)
      : input_(input), result_(result), symbol_(symbol) {
    if (const auto meta = result.find("meta")) unfinished_ = unfinished_session(*meta);
  }

  Result<ParsedFile> read(const std::vector<JsonView>& times) {
    AOTS_CHECK_OK(find_series(times.size()));
    SourceRows<Bar> rows;
    for (std::size_t i = 0; i < times.size(); ++i) read_bar(times[i], i, rows);
    read_actions("events.dividends", ActionRow::Kind::kDividend);
    read_actions("events.splits", ActionRow::Kind::kSplit);
    parsed_.rows = std::move(rows);
    return std::move(parsed_);
  }

 private:
  Status find_series(std::size_t count) {
    const auto quotes = result_.find("indicators.quote");
    const auto all = quotes ? quotes->items() : std::vector<JsonView>();
    for (std::size_t column = kOpen; column < kColumns.size(); ++column) {
      const auto series = all.empty() ? std::nullopt : all.front().find(kColumns[column]);
      series_.push_back(series ? series->items() : std::vector<JsonView>());
      if (series_.back().size() == count) continue;
      return fail(ErrorCode::kData,
                  "{} is a broken chart: {} timestamps beside {} values of {}; ask again",
                  input_.name, count, series_.back().size(), kColumns[column]);
    }
    return {};
  }

  // Views into texts that stay with the parsed file.
  std::string_view keep(std::string text) {
    parsed_.texts.push_back(std::move(text));
    return parsed_.texts.back();
  }

  void read_bar(JsonView time, std::size_t i, SourceRows<Bar>& rows) {
    ++parsed_.rows_read;
    const auto at = epoch_time(time.scalar());
    CsvRecord record;
    record.line = static_cast<std::int64_t>(i) + 1;
    record.fields.push_back(keep(at ? to_string(calendar::new_york_date(*at)) : std::string()));
    std::string raw(time.raw());
    for (const auto& series : series_) {
      record.fields.push_back(series[i].scalar());
      raw += fmt::format(",{}", series[i].raw());
    }
    record.raw = keep(std::move(raw));
    const auto columns = Columns::of(kColumns);
    FieldReader fields(record, columns, symbol_.str());
    Bar bar;
    bar.symbol = symbol_;
    bar.date = fields.date(kDate);
    bar.open = fields.price(kOpen);
    bar.high = fields.price(kHigh);
    bar.low = fields.price(kLow);
    bar.close = fields.price(kClose);
    bar.volume = fields.optional_count(kVolume);
    if (is_index(symbol_)) bar.volume.reset();
    if (bar.date == unfinished_)
      fields.reject("unfinished_session", kDate, "a session that is over");
    if (fields.ok()) {
      rows.push_back({bar, record.line, record.raw});
    } else {
      parsed_.rejected.push_back(fields.rejected());
    }
  }

  void read_actions(std::string_view path, ActionRow::Kind kind) {
    const auto events = result_.find(path);
    if (!events) return;
    const auto columns = Columns::of(kActionColumns);
    std::int64_t number = 0;
    events->members([&](std::string_view, JsonView event) {
      ++parsed_.rows_read;
      auto record = json_record(event, ++number, columns);
      const auto at = epoch_time(record.fields[kExDate]);
      record.fields[kExDate] = keep(at ? to_string(calendar::new_york_date(*at)) : std::string());
      FieldReader fields(record, columns, symbol_.str());
      const auto action = read_action(fields, kind);
      if (fields.ok()) {
        parsed_.actions.push_back({action, record.line, record.raw});
      } else {
        parsed_.rejected.push_back(fields.rejected());
      }
    });
  }

  ActionRow read_action(FieldReader& fields, ActionRow::Kind kind) const {
    ActionRow action;
    action.symbol = symbol_;
    action.kind = kind;
    action.ex_date = fields.date(kExDate);
    action.provenance = "feed";
    switch (kind) {
      case ActionRow::Kind::kDividend:
        action.value = fields.number(kAmount);
        break;
      case ActionRow::Kind::kSplit: {
        const double denominator = fields.number(kDenominator);
        action.value = fields.number(kNumerator);
        if (denominator > 0.0) {
          action.value /= denominator;
        } else {
          fields.reject("implausible_split", kDenominator, "> 0");
        }
        break;
      }
    }
    return action;
  }

  const ParseInput& input_;
  JsonView result_;
  Symbol symbol_;
  std::optional<Date> unfinished_;
  std::vector<std::vector<JsonView>> series_;  // open, high, low, close, volume
  ParsedFile parsed_;
};

Result<ParsedFile> parse(const ParseInput& input) {
  AOTS_TRY(reply, open_reply(input, "chart"));
  const auto meta = reply.result.find("meta").value_or(JsonView("{}"));
  const auto name = scalar_at(meta, "symbol");
  const auto timestamps = reply.result.find("timestamp");
  const auto times = timestamps ? timestamps->items() : std::vector<JsonView>();
  const auto quotes = reply.result.find("indicators.quote");
  const bool has_quotes =
      quotes && !quotes->items().empty() && quotes->items().front().find("close").has_value();
  if (times.empty() && !has_quotes) {
    return confirmed_empty(name, "confirmed empty: Yahoo has no bars in the period asked for",
                           SourceRows<Bar>());
  }
  AOTS_CHECK_OK(check_new_york(input.name, meta, name));
  const auto symbol = parse_symbol(name);
  if (!symbol) {
    return fail(ErrorCode::kData, "{} is about \"{}\", which is no ticker: leave it out",
                input.name, raw_excerpt(name));
  }
  const auto granularity = scalar_at(meta, "dataGranularity");
  if (granularity != "1d") {
    return fail(ErrorCode::kData,
                "{} has bars of {} where sessions (1d) are kept: ask for interval=1d", input.name,
                raw_excerpt(granularity));
  }
  return ChartReader(input, reply.result, *symbol).read(times);
}

}  // namespace chart

namespace options {

enum Column : std::size_t {
  kContract,
  kStrike,
  kVolume,
  kOpenInterest,
  kBid,
  kAsk,
  kSize,
  kExpiration,
  kLastTrade,
  kVol
};
constexpr std::array<std::string_view, 10> kColumns = {
    "contractSymbol", "strike",     "volume",        "openInterest",     "bid", "ask",
    "contractSize",   "expiration", "lastTradeDate", "impliedVolatility"};

struct Underlying {
  Symbol symbol;
  Date session;
  std::optional<Price> price;
};

void read_contract(FieldReader& fields, Right right, ChainRow& row) {
  auto contract = parse_occ_symbol(fields.text(kContract));
  if (!contract) {
    fields.reject("bad_contract", kContract, "an OCC option symbol");
    return;
  }
  row.root = contract->root;
  row.expiry = contract->expiry;
  row.quote.right = contract->right;
  row.quote.strike = contract->strike;
  const auto expiration = epoch_time(fields.text(kExpiration));
  const auto expiry_day =
      expiration ? std::optional(std::chrono::floor<Days>(*expiration)) : std::nullopt;
  if (!expiry_day || Date(expiry_day->time_since_epoch()) != row.expiry) {
    fields.reject("contract_mismatch", kExpiration, to_string(row.expiry));
  }
  if (row.quote.right != right) fields.reject("contract_mismatch", kContract, to_string(right));
  if (fields.price(kStrike) != row.quote.strike) {
    fields.reject("contract_mismatch", kStrike, to_string(row.quote.strike));
  }
  if (fields.text(kSize) != "REGULAR") {
    fields.reject("adjusted_contract", kSize, "REGULAR");
  }
}

ChainRow read_option(FieldReader& fields, Right right, const Underlying& underlying) {
  ChainRow row;
  row.underlying = underlying.symbol;
  row.label = fields.dated(underlying.session);
  row.spot = underlying.price;
  read_contract(fields, right, row);
  auto& quote = row.quote;
  quote.bid = fields.optional_price(kBid);
  quote.ask = read_ask(fields, kAsk);
  quote.volume = fields.optional_count(kVolume);
  quote.open_interest = fields.optional_count(kOpenInterest);
  quote.vendor_iv = yahoo_vol(fields.optional_number(kVol));
  drop_empty_quote(quote);
  if (const auto traded = epoch_time(fields.text(kLastTrade))) {
    row.last_trade_time = *traded;
    row.last_traded = calendar::new_york_date(*traded);
  }
  return row;
}

Result<Underlying> read_underlying(const ParseInput& input, JsonView result,
                                   const std::string& name) {
  const auto quote = result.find("quote").value_or(JsonView("{}"));
  AOTS_CHECK_OK(check_new_york(input.name, quote, name));
  const auto symbol = parse_symbol(name);
  const auto time = epoch_time(scalar_at(quote, "regularMarketTime"));
  if (!symbol || !time) {
    return fail(ErrorCode::kData,
                "{} does not say what its options are of and when: underlyingSymbol \"{}\", "
                "quote.regularMarketTime \"{}\"; ask again",
                input.name, raw_excerpt(name), scalar_at(quote, "regularMarketTime"));
  }
  Underlying underlying{*symbol, calendar::new_york_date(*time), std::nullopt};
  const auto price = parse_double(scalar_at(quote, "regularMarketPrice"));
  if (price && *price > 0.0 && *price < 1e9) underlying.price = Price::from_double(*price);
  return underlying;
}

// During a session quotes stand at the moment of the reply; afterwards they are those of the close.
std::optional<QuoteMoment> moment_of(JsonView result) {
  if (scalar_at(result, "quote.marketState") != "REGULAR") return std::nullopt;
  const auto time = epoch_time(scalar_at(result, "quote.regularMarketTime"));
  if (!time) return std::nullopt;
  return QuoteMoment{.event_time = *time, .known_time = *time, .approximate = true};
}

Result<ParsedFile> parse(const ParseInput& input) {
  AOTS_TRY(reply, open_reply(input, "optionChain"));
  const auto name = scalar_at(reply.result, "underlyingSymbol");
  const auto listed = reply.result.find("options");
  const auto expiries = listed ? listed->items() : std::vector<JsonView>();
  std::size_t options = 0;
  for (const auto& expiry : expiries) {
    for (const auto* side : {"calls", "puts"}) {
      if (const auto found = expiry.find(side)) options += found->items().size();
    }
  }
  if (options == 0) {
    return confirmed_empty(name,
                           expiries.empty()
                               ? "confirmed empty: Yahoo lists no options"
                               : "confirmed empty: Yahoo lists no options of the expiry asked for",
                           SourceRows<ChainRow>());
  }
  AOTS_TRY(underlying, read_underlying(input, reply.result, name));
  ParsedFile parsed;
  parsed.quoted = moment_of(reply.result);
  SourceRows<ChainRow> rows;
  for (const auto& expiry : expiries) {
    for (const auto right : {Right::kCall, Right::kPut}) {
      const auto side = expiry.find(right == Right::kCall ? "calls" : "puts");
      if (!side) continue;
      read_json_rows(*side, kColumns, parsed, rows, underlying.symbol,
                     [&](FieldReader& fields) { return read_option(fields, right, underlying); });
    }
  }
  finish_yahoo_rows(rows, true);
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace options

bool is_reply(const Sample& sample, std::string_view document) {
  return sample.has_path(document) ||
         sample.has_path(fmt::format("response.bodyJson.{}", document));
}

}  // namespace

Format yahoo_chart_format() {
  return {.kind = "yahoo_chart",
          .family = "yahoo_replies",
          .expects = "JSON {\"chart\":{\"result\":[...]}}, bare or recorded",
          .recognises = [](const Sample& sample,
                           const std::optional<Symbol>&) { return is_reply(sample, "chart"); },
          .parse = chart::parse};
}

Format yahoo_options_format() {
  return {
      .kind = "yahoo_options",
      .family = "yahoo_replies",
      .expects = "JSON {\"optionChain\":{\"result\":[...]}}, bare or recorded",
      .snapshot = SnapshotTime::kClose,
      .spot = SpotRole::kInRows,
      .recognises = [](const Sample& sample,
                       const std::optional<Symbol>&) { return is_reply(sample, "optionChain"); },
      .parse = options::parse};
}

}  // namespace aots::data
