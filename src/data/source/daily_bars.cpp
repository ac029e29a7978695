// Daily bars of stocks and ETFs, and of indices: date, open, high, low, close, adj_close, volume.
//
// Prices are taken as they stand: split-adjusted, not dividend-adjusted (D36). adj_close must be a
// number where it is present and is not kept: it restates all history at every dividend, so it is
// not a fact of its session. Several vendors write such a table in another column order with closes
// that are dividend-adjusted; they are not this format, so the order of the columns counts.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kDate, kOpen, kHigh, kLow, kClose, kAdjustedClose, kVolume };
constexpr std::array<std::string_view, 7> kColumns = {"date",  "open",       "high",   "low",
                                                      "close", "adj_close?", "volume?"};

using Header = std::vector<std::string>;

// The header without adj_close must be this; a file written by hand may leave volume out.
bool has_bar_header(const Sample& sample, bool with_volume) {
  Header header = sample.header;
  std::erase(header, "adj_close");
  Header wanted = {"date", "open", "high", "low", "close"};
  if (with_volume) wanted.emplace_back("volume");
  return header == wanted;
}

// In a header that vendors share, the date's notation tells them apart: some row must have an ISO
// date.
bool has_iso_dates(const Sample& sample) {
  return sample.header_line.starts_with("date,") || sample.rows.empty() ||
         std::any_of(sample.rows.begin(), sample.rows.end(), [](const auto& row) {
           return !row.empty() && parse_date(trim(row.front())).has_value();
         });
}

bool recognises_bars(const Sample& sample, const std::optional<Symbol>& symbol) {
  return has_bar_header(sample, true) && has_iso_dates(sample) && !(symbol && is_index(*symbol));
}

bool recognises_index(const Sample& sample, const std::optional<Symbol>& symbol) {
  const bool is_named_index = symbol && is_index(*symbol) && has_bar_header(sample, true);
  return (is_named_index || has_bar_header(sample, false)) && has_iso_dates(sample);
}

Bar read_bar(FieldReader& fields, const Symbol& symbol) {
  Bar bar;
  bar.symbol = symbol;
  bar.date = fields.date(kDate);
  bar.open = fields.price(kOpen);
  bar.high = fields.price(kHigh);
  bar.low = fields.price(kLow);
  bar.close = fields.price(kClose);
  fields.optional_price(kAdjustedClose);
  bar.volume = fields.optional_count(kVolume);
  return bar;
}

Result<ParsedFile> parse_bars(const ParseInput& input) {
  return parse_rows<Bar>(input.text, input.name, kColumns, input.symbol,
                         [&](FieldReader& fields) { return read_bar(fields, *input.symbol); });
}

// An index has no shares: what a vendor puts in its volume column is not kept.
Result<ParsedFile> parse_index(const ParseInput& input) {
  return parse_rows<Bar>(input.text, input.name, kColumns, input.symbol, [&](FieldReader& fields) {
    auto bar = read_bar(fields, *input.symbol);
    bar.volume.reset();
    return bar;
  });
}

}  // namespace

Format daily_bars_format() {
  return {.kind = "daily_bars",
          .family = "daily_bars",
          .expects = "date,open,high,low,close[,adj_close],volume; the file is named SYMBOL.csv",
          .needs_symbol = true,
          .recognises = recognises_bars,
          .parse = parse_bars};
}

Format index_format() {
  return {
      .kind = "index",
      .family = "index",
      .expects = "date,open,high,low,close[,volume]; the file is named INDEX.csv, such as VIX.csv",
      .needs_symbol = true,
      .recognises = recognises_index,
      .parse = parse_index};
}

}  // namespace aots::data
