// LEAN's daily bars of a stock: a zip with one member SYMBOL.csv of lines "YYYYMMDD
// 00:00,open,high,low,close,volume".
//
// Prices are as traded, in ten-thousandths of a dollar, so they step at every split: a kind of its
// own, never mixed with the split-adjusted series of daily_bars. The file is named for the ticker,
// and a ticker passes from one company to another: rows of the former one are set aside
// (ticker_reused).
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/lean.hpp"
#include "data/source/vendor_file.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kDate, kOpen, kHigh, kLow, kClose, kVolume };
constexpr std::array<std::string_view, 6> kColumns = {"date", "open",  "high",
                                                      "low",  "close", "volume"};

Price read_price(FieldReader& fields, std::size_t column) {
  const auto price = read_lean_price(fields, column);
  if (!price) fields.reject("blank_price", column, "a number");
  return price.value_or(Price());
}

Bar read_bar(FieldReader& fields, const Symbol& symbol, std::string_view ticker) {
  Bar bar;
  bar.symbol = symbol;
  bar.date = fields.date(kDate, DateStyle::kCompact);
  bar.open = read_price(fields, kOpen);
  bar.high = read_price(fields, kHigh);
  bar.low = read_price(fields, kLow);
  bar.close = read_price(fields, kClose);
  bar.volume = fields.optional_count(kVolume);
  const auto since = lean_listed_since(ticker);
  if (since && bar.date < *since) {
    fields.reject("ticker_reused", kDate,
                  fmt::format(">= {}, before that {} was another company's", to_string(*since),
                              to_upper(ticker)));
  }
  return bar;
}

Result<ParsedFile> parse_bars(const ParseInput& input) {
  ParsedFile parsed;
  SourceRows<Bar> rows;
  const auto columns = Columns::of(kColumns);
  for (const auto& member : input.members) {
    const auto ticker = name_stem(member.name);
    CsvReader csv(member.text);
    CsvRecord record;
    while (csv.next(record)) {
      ++parsed.rows_read;
      FieldReader fields(record, columns, input.symbol->str());
      auto bar = read_bar(fields, *input.symbol, ticker);
      if (fields.ok()) {
        rows.push_back({bar, record.line, record.raw});
      } else {
        parsed.rejected.push_back(fields.rejected());
      }
    }
  }
  parsed.rows = std::move(rows);
  return parsed;
}

bool is_bar_line(const std::vector<std::string>& row) {
  return row.size() == kColumns.size() && row.front().size() > 8 && row.front()[8] == ' ' &&
         parse_compact_date(row.front().substr(0, 8)).has_value();
}

}  // namespace

Format lean_bars_format() {
  return {.kind = "lean_bars",
          .family = "lean",
          .expects = "SYMBOL.zip of SYMBOL.csv: YYYYMMDD 00:00,open,high,low,close,volume x 10000",
          .needs_symbol = true,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.members.size() == 1 && !sample.rows.empty() &&
                       std::all_of(sample.rows.begin(), sample.rows.end(), is_bar_line);
              },
          .parse = parse_bars};
}

}  // namespace aots::data
