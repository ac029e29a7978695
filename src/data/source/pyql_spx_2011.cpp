// Cboe's delayed-quote page of 2011 as a table: the calls of a strike on the left, its puts on the
// right, under two lines that name the index with its price and the moment of the quotes.
//
//   SPX (S&P 500 INDEX),1290.59,+7.24,
//   Jan 24 2011 @ 14:03 ET,
//   Calls,Last Sale,Net,Bid,Ask,Vol,Open Int,Puts,Last Sale,Net,Bid,Ask,Vol,Open Int,
//   11 Mar 1290.00 (SPX1119C1290-E),...,11 Mar 1290.00 (SPX1119O1290-E),...
//
// A line is two rows: a call and a put. The symbol in brackets is root, year, day, month letter (A
// to L are calls of January to December, M to X puts), strike and the exchange's letter; Options
// Clearing Corporation, Options Symbology Initiative 2010, describes it as the compact form.
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

constexpr std::size_t kHalf = 7;          // columns of one side
constexpr std::size_t kLine = 2 * kHalf;  // and an empty one after the last comma
constexpr int kCentury = 2000;
constexpr int kMonths = 12;
constexpr std::string_view kZone = " ET";

enum Column : std::size_t { kContract, kBid, kAsk, kVolume, kOpenInterest, kNoVol };
constexpr std::array<std::string_view, 6> kCallColumns = {"calls", "bid",      "ask",
                                                          "vol",   "open_int", "(no vol)?"};
constexpr std::array<std::string_view, 6> kPutColumns = {"puts", "bid",      "ask",
                                                         "vol",  "open_int", "(no vol)?"};
constexpr QuoteColumns kQuote = {
    .bid = kBid, .ask = kAsk, .volume = kVolume, .open_interest = kOpenInterest, .iv = kNoVol};

std::optional<unsigned> two_digits(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto value = parse_int(text.substr(0, 2));
  if (!value || *value < 0) return std::nullopt;
  return static_cast<unsigned>(*value);
}

// "SPX1119C1290-E".
std::optional<OccSymbol> parse_compact_symbol(std::string_view text) {
  const auto digits = text.find_first_of("0123456789");
  const auto dash = text.rfind('-');
  constexpr std::size_t kDateAndMonth = 5;
  if (digits == 0 || digits == std::string_view::npos || dash == std::string_view::npos ||
      dash <= digits + kDateAndMonth) {
    return std::nullopt;
  }
  const auto year = two_digits(text.substr(digits));
  const auto day = two_digits(text.substr(digits + 2));
  const int letter = text[digits + 4] - 'A';
  const auto strike =
      Price::parse(text.substr(digits + kDateAndMonth, dash - digits - kDateAndMonth));
  if (!year || !day || letter < 0 || letter >= 2 * kMonths || !strike) return std::nullopt;
  const auto expiry = checked_date(kCentury + static_cast<int>(*year),
                                   static_cast<unsigned>(letter % kMonths) + 1, *day);
  if (!expiry || !strike->is_positive()) return std::nullopt;
  return OccSymbol{.root = std::string(text.substr(0, digits)),
                   .expiry = *expiry,
                   .right = letter < kMonths ? Right::kCall : Right::kPut,
                   .strike = *strike};
}

// The head of the page.
struct PageHead {
  Symbol underlying;
  Price spot;
  Date date;
  Timestamp quoted;
};

// "Jan 24 2011 @ 14:03 ET".
std::optional<PageHead> parse_moment(std::string_view text) {
  const auto at = text.find(" @ ");
  if (at == std::string_view::npos || !text.ends_with(kZone)) return std::nullopt;
  const auto words = split(text.substr(0, at), ' ');
  const auto clock = split(text.substr(at + 3, text.size() - at - 3 - kZone.size()), ':');
  if (words.size() != 3 || clock.size() != 2) return std::nullopt;
  const auto date = parse_date_text(fmt::format("{} {}, {}", words[0], words[1], words[2]),
                                    DateStyle::kMonthNameFirst);
  const auto hour = two_digits(clock[0]);
  const auto minute = two_digits(clock[1]);
  if (!date || !hour || *hour > 23 || !minute || *minute > 59) return std::nullopt;
  const std::chrono::minutes since_midnight{60 * *hour + *minute};
  return PageHead{.underlying = {},
                  .spot = {},
                  .date = *date,
                  .quoted = calendar::new_york_time(*date, since_midnight)};
}

Result<PageHead> read_head(CsvReader& csv, std::string_view file) {
  CsvRecord record;
  std::optional<Symbol> underlying;
  std::optional<Price> spot;
  if (csv.next(record) && record.fields.size() > 1) {
    underlying = parse_symbol(record.fields[0].substr(0, record.fields[0].find(' ')));
    spot = Price::parse(trim(record.fields[1]));
  }
  auto head = csv.next(record) && !record.fields.empty() ? parse_moment(trim(record.fields[0]))
                                                         : std::nullopt;
  if (!underlying || !spot || !spot->is_positive() || !head) {
    return fail(ErrorCode::kData,
                "{} does not begin with the index, its price and a moment such as \"Jan 24 2011 @ "
                "14:03 ET\": check that it is Cboe's quote page of 2011",
                file);
  }
  head->underlying = calendar::option_class(underlying->str()).underlying;
  head->spot = *spot;
  return *head;
}

// One side of a record as a record of its own.
CsvRecord side_of(const CsvRecord& record, bool calls) {
  CsvRecord side{.line = record.line, .raw = record.raw, .fields = {}, .defect = record.defect};
  if (record.fields.size() < kLine) {
    side.fields = record.fields;  // its number of columns is the fault
    return side;
  }
  const auto begin = record.fields.begin() + (calls ? 0 : static_cast<std::ptrdiff_t>(kHalf));
  side.fields.assign(begin, begin + static_cast<std::ptrdiff_t>(kHalf));
  return side;
}

ChainRow read_option(FieldReader& fields, const PageHead& head, Right right) {
  ChainRow row;
  row.underlying = head.underlying;
  row.label = head.date;
  row.spot = head.spot;
  const auto text = fields.text(kContract);
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  const bool bracketed = open != std::string_view::npos && close != std::string_view::npos;
  const auto contract = bracketed && open < close
                            ? parse_compact_symbol(text.substr(open + 1, close - open - 1))
                            : std::nullopt;
  if (!contract) {
    fields.reject("bad_contract", kContract, "a symbol such as SPX1119C1290-E in brackets");
    return row;
  }
  row.root = contract->root;
  row.expiry = contract->expiry;
  row.quote.right = contract->right;
  row.quote.strike = contract->strike;
  const auto words = split(text.substr(0, open), ' ');
  if (contract->right != right || words.size() < 3 || Price::parse(words[2]) != contract->strike) {
    fields.reject("contract_mismatch", kContract, "the strike and side of its line");
  }
  read_quote(fields, kQuote, row.quote);
  return row;
}

Result<ParsedFile> parse_page(const ParseInput& input) {
  CsvReader csv(input.text);
  AOTS_TRY(head, read_head(csv, input.name));
  CsvRecord record;
  if (!csv.next(record))
    return fail(ErrorCode::kData, "{} has no table below its head", input.name);
  AOTS_TRY(calls, Columns::resolve(side_of(record, true), kCallColumns, input.name));
  AOTS_TRY(puts, Columns::resolve(side_of(record, false), kPutColumns, input.name));
  ParsedFile parsed;
  parsed.quoted = QuoteMoment{.event_time = head.quoted, .known_time = head.quoted};
  SourceRows<ChainRow> rows;
  while (csv.next(record)) {
    for (const auto right : {Right::kCall, Right::kPut}) {
      const bool is_call = right == Right::kCall;
      ++parsed.rows_read;
      const auto side = side_of(record, is_call);
      FieldReader fields(side, is_call ? calls : puts, head.underlying.str());
      auto row = read_option(fields, head, right);
      if (fields.ok()) {
        rows.push_back({std::move(row), record.line, record.raw});
      } else {
        parsed.rejected.push_back(fields.rejected());
      }
    }
  }
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace

Format pyql_spx_2011_format() {
  return {.kind = "pyql_spx_2011",
          .family = "pyql_spx_2011-01-24",
          .expects = "an index with its price, \"Mon D YYYY @ hh:mm ET\", then Calls,...,Puts,...",
          .snapshot = SnapshotTime::kUnrecorded,
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.rows.size() > 1 && !sample.rows[0].empty() &&
                       parse_moment(trim(sample.rows[0].front())).has_value() &&
                       sample.rows[1].size() > kHalf && sample.rows[1][0] == "Calls" &&
                       sample.rows[1][kHalf] == "Puts";
              },
          .parse = parse_page};
}

}  // namespace aots::data
