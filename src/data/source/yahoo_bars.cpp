// Yahoo's daily prices as its web page and the library yfinance write them.
//
// Four layouts. The table of the web page (yahoo_web_table) runs backwards, with dates such as
// "Dec 26, 2024", thousands separators, and lines that tell of a dividend or a split in place of
// prices. yfinance's table with Close and Adj Close (yfinance_actions) has a session as an instant,
// midnight with its zone, and columns of dividends and splits. Both have closes that are adjusted
// for the splits up to the day of the download and not for dividends, which is what a bar is here
// (D36). yfinance's table without Adj Close has every price adjusted for dividends: with a column
// of dividends (yfinance_tz) that is undone below, and the bars count as reconstructed; without one
// (yfinance_partial_row) it cannot be, and no row is a bar.
//
// A line that also states a dividend or a split is that many rows more. The last line may have been
// written while its session still ran: a volume without prices (rule partial_bar).
#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kProvenance = "feed";
constexpr std::size_t kIsoLength = 10;
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";  // UTF-8, as web pages write it

enum Column : std::size_t {
  kDate,
  kOpen,
  kHigh,
  kLow,
  kClose,
  kAdjustedClose,
  kVolume,
  kDividends,
  kSplits,
  kGains,
  kTicker
};
using Names = std::array<std::string_view, 11>;
constexpr Names kDated = {"date",          "open",           "high",   "low",
                          "close",         "adj_close?",     "volume", "dividends?",
                          "stock_splits?", "capital_gains?", "ticker?"};
constexpr Names kTimed = {"datetime",      "open",           "high",   "low",
                          "close",         "adj_close?",     "volume", "dividends?",
                          "stock_splits?", "capital_gains?", "ticker?"};

// What one line says.
struct Line {
  Bar bar;
  double dividend = 0.0;
  double split = 0.0;
};

// "1,234.56" and "56,578,800" without their separators; anything else as it is.
std::string ungrouped(std::string_view text) {
  std::string plain;
  std::size_t run = 0;  // digits since the last separator
  bool grouped = false;
  for (const char c : text.substr(0, text.find('.'))) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool follows_group = c == ',' && run > 0 && (grouped ? run == 3 : run <= 3);
    if (!is_digit && !follows_group) return std::string(text);
    grouped = grouped || c == ',';
    run = is_digit ? run + 1 : 0;
    if (is_digit) plain += c;
  }
  if (!grouped || run != 3) return std::string(text);
  return plain.append(text.substr(std::min(text.find('.'), text.size())));
}

// Reads lines of bars into a file, with the actions that they state.
class BarTable {
 public:
  explicit BarTable(const ParseInput& input) : input_(input), csv_(input.text) {}

  // `read(FieldReader&) -> Line`; `told(record)` may take a record that is no bar.
  template <class Read, class Told>
  Result<ParsedFile> parse(Read read, Told told) {
    CsvRecord record;
    if (!csv_.next(record)) {
      return fail(ErrorCode::kData, "{} is empty: a header line was expected", input_.name);
    }
    const bool timed =
        !record.fields.empty() && normalised_name(record.fields.front()) == kTimed.front();
    AOTS_TRY(columns, Columns::resolve(record, timed ? kTimed : kDated, input_.name));
    while (csv_.next(record)) {
      if (told(record, *this)) continue;
      FieldReader fields(record, columns, input_.symbol->str());
      const Line line = read(fields);
      if (!fields.ok()) {
        reject(fields.rejected());
        continue;
      }
      ++parsed_.rows_read;
      bars_.push_back({line.bar, record.line, record.raw});
      if (line.dividend != 0.0)
        add(record, line.bar.date, ActionRow::Kind::kDividend, line.dividend);
      if (line.split != 0.0) add(record, line.bar.date, ActionRow::Kind::kSplit, line.split);
    }
    parsed_.rows = std::move(bars_);
    return std::move(parsed_);
  }

  void add(const CsvRecord& record, Date ex_date, ActionRow::Kind kind, double value) {
    ++parsed_.rows_read;
    parsed_.actions.push_back({.record = {.symbol = *input_.symbol,
                                          .ex_date = ex_date,
                                          .kind = kind,
                                          .value = value,
                                          .provenance = std::string(kProvenance)},
                               .line = record.line,
                               .raw = record.raw});
  }

  void reject(RejectedRow row) {
    ++parsed_.rows_read;
    parsed_.rejected.push_back(std::move(row));
  }

 private:
  const ParseInput& input_;
  CsvReader csv_;
  ParsedFile parsed_;
  SourceRows<Bar> bars_;
};

constexpr auto kOnlyBars = [](const CsvRecord&, BarTable&) { return false; };

// A session as "2018-01-02" or as the instant of its midnight in New York.
Date read_session(FieldReader& fields) {
  if (trim(fields.text(kDate)).size() <= kIsoLength) return fields.date(kDate);
  return fields.new_york_midnight(kDate);
}

void read_prices(FieldReader& fields, Bar& bar) {
  const auto is_blank = [&fields](Column column) { return trim(fields.text(column)).empty(); };
  if (is_blank(kOpen) && is_blank(kHigh) && is_blank(kLow) && is_blank(kClose)) {
    fields.reject("partial_bar", kClose, "the prices of a finished session");
  }
  bar.open = fields.price(kOpen);
  bar.high = fields.price(kHigh);
  bar.low = fields.price(kLow);
  bar.close = fields.price(kClose);
  fields.optional_price(kAdjustedClose);
  bar.volume = fields.optional_count(kVolume);
  if (is_index(bar.symbol)) bar.volume.reset();
}

Line read_line(FieldReader& fields, const Symbol& symbol) {
  Line line;
  line.bar.symbol = symbol;
  line.bar.date = read_session(fields);
  read_prices(fields, line.bar);
  if (const auto ticker = trim(fields.text(kTicker));
      !ticker.empty() && parse_symbol(ticker) != symbol) {
    fields.reject("foreign_symbol", kTicker, symbol.str());
  }
  line.dividend = fields.optional_number(kDividends).value_or(0.0);
  line.split = fields.optional_number(kSplits).value_or(0.0);
  return line;
}

// ---- the table of the web page

// "1.966 Dividend" and "4:1 Stock Splits" (in earlier years "4/1 Stock Split") in place of prices.
struct Event {
  ActionRow::Kind kind;
  double value;
};
std::optional<Event> parse_event(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789.,:/");
  if (end == std::string_view::npos) return std::nullopt;
  const auto figure = text.substr(0, end);
  auto words = trim(text.substr(end));
  if (words.starts_with(kNoBreakSpace)) words = trim(words.substr(kNoBreakSpace.size()));
  if (words.starts_with("Dividend")) {
    const auto value = parse_double(ungrouped(figure));
    if (!value) return std::nullopt;
    return Event{ActionRow::Kind::kDividend, *value};
  }
  const auto mark = figure.find_first_of(":/");
  if (!words.starts_with("Stock Split") || mark == std::string_view::npos) return std::nullopt;
  const auto news = parse_double(figure.substr(0, mark));
  const auto olds = parse_double(figure.substr(mark + 1));
  if (!news || !olds || *olds <= 0.0) return std::nullopt;
  return Event{ActionRow::Kind::kSplit, *news / *olds};
}

bool take_event(const CsvRecord& record, BarTable& table) {
  if (record.fields.size() < 2) return false;
  const auto event = parse_event(trim(record.fields[1]));
  const auto date = parse_date_text(trim(record.fields[0]), DateStyle::kMonthNameFirst);
  if (!event || !date) return false;
  table.add(record, *date, event->kind, event->value);
  return true;
}

Result<ParsedFile> parse_web_table(const ParseInput& input) {
  std::deque<std::string> plain;  // of one record
  const auto without_separators = [&plain](CsvRecord& record, BarTable& table) {
    if (take_event(record, table)) return true;
    plain.clear();
    for (std::size_t i = 1; i < record.fields.size(); ++i) {
      record.fields[i] = plain.emplace_back(ungrouped(trim(record.fields[i])));
      if (record.fields[i] == "-") record.fields[i] = {};  // none, in the page's notation
    }
    return false;
  };
  return BarTable(input).parse(
      [&input](FieldReader& fields) {
        Line line;
        line.bar.symbol = *input.symbol;
        line.bar.date = fields.date(kDate, DateStyle::kMonthNameFirst);
        read_prices(fields, line.bar);
        return line;
      },
      without_separators);
}

// ---- yfinance

Result<ParsedFile> parse_yfinance(const ParseInput& input) {
  return BarTable(input).parse(
      [&input](FieldReader& fields) { return read_line(fields, *input.symbol); }, kOnlyBars);
}

// The rows of a file whose dividends cannot be undone, as rejected ones.
void give_up(SourceRows<Bar>& bars, ParsedFile& parsed, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    parsed.rejected.push_back({.line = bars[i].line,
                               .symbol = bars[i].record.symbol.str(),
                               .date = to_string(bars[i].record.date),
                               .column = "close",
                               .rule = "dividend_adjusted",
                               .value = to_string(bars[i].record.close),
                               .bound = "prices that are not adjusted for dividends",
                               .raw = raw_excerpt(bars[i].raw)});
  }
  bars.erase(bars.begin(), bars.begin() + static_cast<std::ptrdiff_t>(count));
}

Price scaled(Price price, double factor) { return Price::from_double(price.to_double() / factor); }

// Undoes the adjustment from the last bar, which has none, backwards. An adjusted price is the
// price times a factor, and a dividend D on a session whose previous close is C takes 1 - D / C off
// the factor of all earlier ones; so C is the previous adjusted close over the factor, plus D.
// Returns how many bars at the beginning could not be done: a row between is missing, and with it
// perhaps a dividend.
std::size_t unadjust(SourceRows<Bar>& bars, const SourceRows<ActionRow>& actions,
                     std::int64_t last_missing_line) {
  double factor = 1.0;
  auto action = actions.rbegin();
  for (std::size_t i = bars.size(); i-- > 0;) {
    if (bars[i].line < last_missing_line) return i + 1;
    auto& bar = bars[i].record;
    double paid = 0.0;
    for (; action != actions.rend() && action->line == bars[i].line; ++action) {
      if (action->record.kind == ActionRow::Kind::kDividend) paid += action->record.value;
    }
    const double of_this = factor;
    if (i > 0 && paid > 0.0) {
      const double previous = bars[i - 1].record.close.to_double();
      factor = previous / (previous / factor + paid);
    }
    bar.open = scaled(bar.open, of_this);
    bar.high = scaled(bar.high, of_this);
    bar.low = scaled(bar.low, of_this);
    bar.close = scaled(bar.close, of_this);
  }
  return 0;
}

// The last line of a row that was set aside within the series; a row at its end leaves no gap.
std::int64_t last_gap(const ParsedFile& parsed, const SourceRows<Bar>& bars) {
  std::int64_t line = 0;
  for (const auto& row : parsed.rejected) {
    if (!bars.empty() && row.line < bars.back().line) line = std::max(line, row.line);
  }
  return line;
}

Result<ParsedFile> parse_adjusted(const ParseInput& input) {
  AOTS_TRY(parsed, parse_yfinance(input));
  auto& bars = std::get<SourceRows<Bar>>(parsed.rows);
  const bool ascends = std::is_sorted(bars.begin(), bars.end(), [](const auto& a, const auto& b) {
    return a.record.date < b.record.date;
  });
  const auto undone =
      ascends ? unadjust(bars, parsed.actions, last_gap(parsed, bars)) : bars.size();
  give_up(bars, parsed, undone);
  return std::move(parsed);
}

Result<ParsedFile> parse_irrecoverable(const ParseInput& input) {
  AOTS_TRY(parsed, parse_yfinance(input));
  auto& bars = std::get<SourceRows<Bar>>(parsed.rows);
  give_up(bars, parsed, bars.size());
  return std::move(parsed);
}

// ---- recognition

// Whether the header begins with these columns, `datetime` counting as `date`.
bool begins(const Sample& sample, std::initializer_list<std::string_view> names) {
  if (sample.header.size() < names.size()) return false;
  auto name = names.begin();
  for (std::size_t i = 0; i < names.size(); ++i, ++name) {
    const bool is_date = i == 0 && sample.header[0] == kTimed.front();
    if (!is_date && sample.header[i] != *name) return false;
  }
  return true;
}

bool has_month_names(const Sample& sample) {
  return std::any_of(sample.rows.begin(), sample.rows.end(), [](const auto& row) {
    return !row.empty() && parse_date_text(trim(row.front()), DateStyle::kMonthNameFirst);
  });
}

}  // namespace

Format yahoo_web_table_format() {
  return {
      .kind = "yahoo_web_table",
      .family = "yahoo_web_table",
      .expects = "Date,Open,High,Low,Close,Adj Close,Volume with dates such as \"Dec 26, 2024\"",
      .needs_symbol = true,
      .recognises =
          [](const Sample& sample, const std::optional<Symbol>&) {
            return begins(sample,
                          {"date", "open", "high", "low", "close", "adj_close", "volume"}) &&
                   has_month_names(sample);
          },
      .parse = parse_web_table};
}

Format yfinance_actions_format() {
  return {.kind = "yfinance_actions",
          .family = "yfinance_actions",
          .expects = "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits",
          .needs_symbol = true,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return begins(sample, {"date", "open", "high", "low", "close", "adj_close",
                                       "volume", "dividends", "stock_splits"});
              },
          .parse = parse_yfinance};
}

Format yfinance_tz_format() {
  return {.kind = "yfinance_tz",
          .family = "yfinance_tz",
          .expects = "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits[,Capital Gains]",
          .needs_symbol = true,
          .origin = Origin::kReconstructed,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return begins(sample, {"date", "open", "high", "low", "close", "volume",
                                       "dividends", "stock_splits"});
              },
          .parse = parse_adjusted};
}

Format yfinance_partial_row_format() {
  return {.kind = "yfinance_partial_row",
          .family = "yfinance_partial_row",
          .expects = "Date,Close,High,Low,Open,Volume",
          .needs_symbol = true,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.header.size() == 6 &&
                       begins(sample, {"date", "close", "high", "low", "open", "volume"});
              },
          .parse = parse_irrecoverable};
}

}  // namespace aots::data
