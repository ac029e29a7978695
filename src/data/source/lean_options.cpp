// LEAN's archives of options: one member a contract and tick type, quotes, trades and open interest
// in an archive each. The archives of one folder that belong together are read as one file.
//
// A row is a contract on a session, put together from its lines. Daily archives: bid and ask are
// those at the end of the session, volume is the session's, open interest the morning's. A contract
// with open interest but neither a quote nor a trade is no row of the session's chain, for LEAN
// also carries it on under the strikes from before a split (open_interest_only). Minute archives:
// the lake keeps the quotes that stood at the close, from the last minute before it; the quotes of
// other minutes are set aside (other_minute), as are trades after the close (after_close). A half
// day is known by its archive ending before 13:30.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/lean.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum QuoteColumn : std::size_t { kTime, kBid = 4, kBidSize, kAsk = 9, kAskSize };
constexpr std::array<std::string_view, 11> kQuoteColumns = {
    "time",     "bid_open", "bid_high", "bid_low",   "bid_close", "bid_size",
    "ask_open", "ask_high", "ask_low",  "ask_close", "ask_size"};
constexpr std::size_t kVolume = 5;
constexpr std::array<std::string_view, 6> kTradeColumns = {"time", "open",  "high",
                                                           "low",  "close", "volume"};
constexpr std::size_t kOpenInterest = 1;
constexpr std::array<std::string_view, 2> kOpenInterestColumns = {"time", "open_interest"};

constexpr std::int64_t kMillisecondsPerMinute = 60'000;
// Minutes since midnight in New York.
constexpr std::int64_t kMinutesPerDay = 1440;
constexpr std::int64_t kCloseMinute = 960;         // 16:00
constexpr std::int64_t kHalfDayCloseMinute = 780;  // 13:00
constexpr std::int64_t kHalfDayEndsBefore = 810;   // 13:30

struct ContractKey {
  Symbol symbol;
  Date session;
  Date expiry;
  Price strike;
  Right right = Right::kCall;

  auto operator<=>(const ContractKey&) const = default;
};

// What is known of one contract on one session so far.
struct ContractDay {
  ChainRow row;
  std::int64_t line = 0;
  std::string raw;
  std::optional<std::int64_t> quote_minute;
  bool is_traded = false;
};

// One line of a member, with what its rejection needs.
struct Line {
  const LeanMember& member;
  const CsvRecord& record;
  std::string_view member_name;

  std::string raw() const { return fmt::format("{}: {}", member_name, record.raw); }
};

std::string clock(std::int64_t minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

class ArchiveReader {
 public:
  explicit ArchiveReader(const ParseInput& input) : input_(input) {}

  Result<ParsedFile> read() {
    close_minute_ = find_close();
    for (const auto& member : input_.members) {
      const auto series = parse_lean_member(member.name);
      if (!series) {
        return fail(ErrorCode::kData,
                    "{} holds \"{}\", which is not named like an option of LEAN "
                    "(aapl_quote_american_call_10000000_20150117.csv): check the archive",
                    input_.name, raw_excerpt(member.name));
      }
      read_member(member, *series);
    }
    set_aside_bare_open_interest();
    return finish();
  }

 private:
  static std::optional<std::int64_t> minute_of(std::string_view time) {
    const auto milliseconds = parse_int(time);
    if (!milliseconds || *milliseconds < 0) return std::nullopt;
    const auto minute = *milliseconds / kMillisecondsPerMinute;
    return minute < kMinutesPerDay ? std::optional(minute) : std::nullopt;
  }

  std::int64_t find_close() const {
    std::int64_t last = 0;
    for (const auto& member : input_.members) {
      const auto end = member.text.find_last_not_of("\r\n");
      if (end == std::string::npos) continue;
      const auto line = std::string_view(member.text).substr(0, end + 1);
      const auto start = line.rfind('\n') == std::string_view::npos ? 0 : line.rfind('\n') + 1;
      const auto time = line.substr(start, line.find(',', start) - start);
      last = std::max(last, minute_of(time).value_or(0));
    }
    return last > 0 && last < kHalfDayEndsBefore ? kHalfDayCloseMinute : kCloseMinute;
  }

  static Columns columns_of(LeanTick tick) {
    switch (tick) {
      case LeanTick::kQuote:
        return Columns::of(kQuoteColumns);
      case LeanTick::kTrade:
        return Columns::of(kTradeColumns);
      case LeanTick::kOpenInterest:
        return Columns::of(kOpenInterestColumns);
    }
    contract_violation("precondition", "a known LeanTick", __FILE__, __LINE__);
  }

  void read_member(const ArchiveMember& member, const LeanMember& series) {
    const auto columns = columns_of(series.tick);
    CsvReader csv(member.text);
    CsvRecord record;
    while (csv.next(record)) {
      FieldReader fields(record, columns, series.symbol.str());
      const Line line = {.member = series, .record = record, .member_name = member.name};
      if (series.session) {
        read_minute(fields, line);
      } else {
        read_day(fields, line);
      }
      if (fields.ok()) continue;
      auto rejected = fields.rejected();
      rejected.raw = raw_excerpt(line.raw());
      parsed_.rejected.push_back(std::move(rejected));
    }
  }

  ContractDay& day_of(const Line& line, Date session) {
    const auto& member = line.member;
    auto& day = days_[{member.symbol, session, member.expiry, member.strike, member.right}];
    if (day.line == 0) {
      day.row.underlying = member.symbol;
      day.row.root = member.symbol.str();
      day.row.label = session;
      day.row.expiry = member.expiry;
      day.row.quote.strike = member.strike;
      day.row.quote.right = member.right;
      day.line = line.record.line;
      day.raw = line.raw();
    }
    return day;
  }

  static void read_quote(FieldReader& fields, OptionQuote& quote) {
    quote.bid = read_lean_price(fields, kBid);
    quote.bid_size = read_size(fields, kBidSize);
    quote.ask = read_lean_price(fields, kAsk);
    quote.ask_size = read_size(fields, kAskSize);
    if (quote.ask && quote.ask->is_zero()) quote.ask.reset();
  }

  void read_day(FieldReader& fields, const Line& line) {
    const auto session = fields.date(kTime, DateStyle::kCompact);
    OptionQuote read;
    bool is_repeated = false;
    switch (line.member.tick) {
      case LeanTick::kQuote:
        read_quote(fields, read);
        break;
      case LeanTick::kTrade:
        read.volume = fields.optional_count(kVolume);
        break;
      case LeanTick::kOpenInterest:
        read.open_interest = fields.optional_count(kOpenInterest);
        break;
    }
    if (!fields.ok()) return;
    auto& day = day_of(line, session);
    auto& quote = day.row.quote;
    switch (line.member.tick) {
      case LeanTick::kQuote:
        is_repeated = day.quote_minute.has_value();
        day.quote_minute = kCloseMinute;
        if (!is_repeated) take_quote(read, quote);
        break;
      case LeanTick::kTrade:
        is_repeated = day.is_traded;
        day.is_traded = true;
        if (!is_repeated) quote.volume = read.volume;
        break;
      case LeanTick::kOpenInterest:
        is_repeated = quote.open_interest.has_value();
        if (!is_repeated) quote.open_interest = read.open_interest;
        break;
    }
    if (is_repeated) {
      fields.reject("conflicting_duplicate", kTime, "one line of a contract a session");
    } else {
      ++lines_[line.member.tick];
    }
  }

  static void take_quote(const OptionQuote& from, OptionQuote& to) {
    to.bid = from.bid;
    to.ask = from.ask;
    to.bid_size = from.bid_size;
    to.ask_size = from.ask_size;
  }

  void read_minute(FieldReader& fields, const Line& line) {
    const auto session = fields.dated(*line.member.session);
    const auto minute = minute_of(fields.text(kTime));
    if (!minute) {
      fields.reject("bad_time", kTime, "milliseconds since midnight");
      return;
    }
    const auto close = clock(close_minute_);
    switch (line.member.tick) {
      case LeanTick::kQuote: {
        OptionQuote read;
        read_quote(fields, read);
        if (!fields.ok()) return;
        if (*minute >= close_minute_) {
          fields.reject("other_minute", kTime, fmt::format("the last minute before {}", close));
          return;
        }
        take_latest(day_of(line, session), read, *minute, line);
        return;
      }
      case LeanTick::kTrade: {
        const auto volume = fields.optional_count(kVolume);
        if (!fields.ok()) return;
        if (*minute >= close_minute_) {
          fields.reject("after_close", kTime, fmt::format("a trade before {}", close));
          return;
        }
        auto& total = day_of(line, session).row.quote.volume;
        total = total.value_or(0) + volume.value_or(0);
        ++lines_[LeanTick::kTrade];
        return;
      }
      case LeanTick::kOpenInterest: {
        const auto open_interest = fields.optional_count(kOpenInterest);
        if (!fields.ok()) return;
        day_of(line, session).row.quote.open_interest = open_interest;
        ++lines_[LeanTick::kOpenInterest];
        return;
      }
    }
  }

  // The later of two minutes speaks, the other is set aside.
  void take_latest(ContractDay& day, const OptionQuote& read, std::int64_t minute,
                   const Line& line) {
    auto dropped_minute = minute;
    auto dropped_line = line.record.line;
    auto dropped_raw = line.raw();
    const bool is_first = !day.quote_minute;
    if (is_first || minute > *day.quote_minute) {
      take_quote(read, day.row.quote);
      std::swap(dropped_line, day.line);
      std::swap(dropped_raw, day.raw);
      dropped_minute = day.quote_minute.value_or(minute);
      day.quote_minute = minute;
    }
    if (is_first) {
      ++lines_[LeanTick::kQuote];
      return;
    }
    parsed_.rejected.push_back(
        {.line = dropped_line,
         .symbol = line.member.symbol.str(),
         .date = to_string(day.row.label),
         .column = "time",
         .rule = "other_minute",
         .value = clock(dropped_minute),
         .bound = fmt::format("the last minute before {}", clock(close_minute_)),
         .raw = raw_excerpt(dropped_raw)});
  }

  void set_aside_bare_open_interest() {
    for (auto day = days_.begin(); day != days_.end();) {
      const auto& quote = day->second.row.quote;
      if (day->second.quote_minute || quote.volume) {
        ++day;
        continue;
      }
      parsed_.rejected.push_back({.line = day->second.line,
                                  .symbol = day->first.symbol.str(),
                                  .date = to_string(day->first.session),
                                  .column = "open_interest",
                                  .rule = "open_interest_only",
                                  .value = fmt::format("{}", quote.open_interest.value_or(0)),
                                  .bound = "a quote or a trade of the contract on the session",
                                  .raw = raw_excerpt(day->second.raw)});
      day = days_.erase(day);
    }
  }

  ParsedFile finish() {
    std::set<std::string> symbols;
    SourceRows<ChainRow> rows;
    rows.reserve(days_.size());
    for (auto& [key, day] : days_) {
      symbols.insert(key.symbol.str());
      parsed_.texts.push_back(std::move(day.raw));
      rows.push_back({std::move(day.row), day.line, parsed_.texts.back()});
    }
    parsed_.rows_read = static_cast<std::int64_t>(rows.size() + parsed_.rejected.size());
    const auto note = fmt::format(
        "{} rows put together from {} lines of quotes, {} of trades and {} of open interest",
        rows.size(), lines_[LeanTick::kQuote], lines_[LeanTick::kTrade],
        lines_[LeanTick::kOpenInterest]);
    for (const auto& symbol : symbols) parsed_.notes.push_back({.symbol = symbol, .text = note});
    parsed_.rows = std::move(rows);
    return std::move(parsed_);
  }

  const ParseInput& input_;
  std::int64_t close_minute_ = kCloseMinute;
  ParsedFile parsed_;
  std::map<ContractKey, ContractDay> days_;
  std::map<LeanTick, std::int64_t> lines_;
};

bool holds_options(const Sample& sample, bool by_minute) {
  if (sample.members.empty()) return false;
  const auto member = parse_lean_member(sample.members.front());
  return member && member->session.has_value() == by_minute;
}

Result<ParsedFile> parse_archives(const ParseInput& input) { return ArchiveReader(input).read(); }

}  // namespace

Format lean_daily_format() {
  return {.kind = "lean_daily",
          .family = "lean",
          .expects = "zip of SYMBOL_quote_STYLE_RIGHT_STRIKE_EXPIRY.csv, _trade_, _openinterest_",
          .snapshot = SnapshotTime::kClose,
          .recognises = [](const Sample& sample,
                           const std::optional<Symbol>&) { return holds_options(sample, false); },
          .parse = parse_archives,
          .set_of = lean_archive_set};
}

Format lean_minute_format() {
  return {.kind = "lean_minute",
          .family = "lean",
          .expects = "zip of DATE_SYMBOL_minute_quote_STYLE_RIGHT_STRIKE_EXPIRY.csv, _trade_, ...",
          .snapshot = SnapshotTime::kClose,
          .recognises = [](const Sample& sample,
                           const std::optional<Symbol>&) { return holds_options(sample, true); },
          .parse = parse_archives,
          .set_of = lean_archive_set};
}

}  // namespace aots::data
