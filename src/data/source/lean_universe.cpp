// LEAN's option universes: a table of one underlying and day, in a file named for the day
// (20140602.csv) in a folder named for the underlying (aapl).
//
// The first row, which has no expiry, is the underlying's own bar. Its close is the spot where the
// bar is the session's: a bar with fewer shares than a stock trades per option contract covers only
// a part of it, and then there is no spot. Prices of options are mids or last trades without a word
// on which, so they are not quotes: volume, open interest, implied vol and delta are kept. Rows
// without any of them say nothing (no_figures). Contracts from before a split stay in the table for
// days: a call that costs more than the underlying is of the old share, and so are options from its
// strike up that lie far from the underlying and do not trade (before_split).
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/vendor_file.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kExpiry, kStrike, kRight, kClose, kVolume, kOpenInterest, kIv, kDelta };
constexpr std::array<std::string_view, 8> kColumns = {
    "#expiry", "strike", "right", "close", "volume", "open_interest", "implied_volatility",
    "delta"};
// LEAN's 0.0000001 stands for no implied vol.
constexpr double kVolMin = 1e-6;
// Stocks trade from 6 (SPY) to 60 and more shares for each of their option contracts.
constexpr double kSharesPerContractMin = 3.0;
// A stale mid can lie a little above the underlying.
constexpr std::int64_t kCallMarginPercent = 105;
// Strikes of the new share are listed around it; those of the old one reach further.
constexpr std::int64_t kFarPercent = 150;

struct Underlying {
  std::optional<Price> close;
  std::optional<std::int64_t> volume;
};

class UniverseReader {
 public:
  UniverseReader(const ParseInput& input, Date session) : input_(input), session_(session) {}

  Result<ParsedFile> read() {
    CsvReader csv(input_.text);
    CsvRecord record;
    if (!csv.next(record)) {
      return fail(ErrorCode::kData, "{} is empty: a header line was expected", input_.name);
    }
    AOTS_TRY(columns, Columns::resolve(record, kColumns, input_.name));
    while (csv.next(record)) {
      FieldReader fields(record, columns, input_.symbol->str());
      if (trim(fields.text(kExpiry)).empty() && fields.ok()) {
        read_underlying_row(fields);
        continue;
      }
      read_option_row(fields, record);
    }
    set_aside_old_shares();
    set_spot();
    parsed_.rows_read = static_cast<std::int64_t>(rows_.size() + parsed_.rejected.size());
    parsed_.rows = std::move(rows_);
    return std::move(parsed_);
  }

 private:
  void read_underlying_row(FieldReader& fields) {
    underlying_.close = fields.optional_price(kClose);
    underlying_.volume = fields.optional_count(kVolume);
    if (!fields.ok()) underlying_ = {};
  }

  void read_option_row(FieldReader& fields, const CsvRecord& record) {
    ChainRow row;
    row.underlying = *input_.symbol;
    row.root = input_.symbol->str();
    row.label = fields.dated(session_);
    row.expiry = fields.date(kExpiry, DateStyle::kCompact);
    row.quote.strike = fields.price(kStrike);
    const auto right = parse_right(trim(fields.text(kRight)));
    if (!right || !row.quote.strike.is_positive()) {
      fields.reject("bad_contract", right ? kStrike : kRight, "a strike above 0, C or P");
    }
    row.quote.right = right.value_or(Right::kCall);
    row.quote.volume = fields.optional_count(kVolume);
    row.quote.open_interest = fields.optional_count(kOpenInterest);
    row.quote.vendor_iv = fields.optional_number(kIv);
    if (row.quote.vendor_iv.value_or(0.0) < kVolMin) row.quote.vendor_iv.reset();
    // The delta of an option without a vol is a guess.
    if (row.quote.vendor_iv) row.quote.vendor_delta = fields.optional_number(kDelta);
    const auto price = fields.optional_price(kClose);
    const bool is_blank = row.quote.volume.value_or(0) == 0 && !row.quote.open_interest &&
                          !row.quote.vendor_iv && (!price || price->is_zero());
    if (is_blank) fields.reject("no_figures", kVolume, "a volume, open interest, vol or price");
    if (!fields.ok()) {
      parsed_.rejected.push_back(fields.rejected());
      return;
    }
    prices_.push_back(price);
    rows_.push_back({std::move(row), record.line, record.raw});
  }

  // The lowest strike whose call costs more than the underlying: it is of the old share.
  std::optional<Price> first_old_strike(Price call_limit) const {
    std::optional<Price> first;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto& quote = rows_[i].record.quote;
      if (quote.right != Right::kCall || !prices_[i] || *prices_[i] <= call_limit) continue;
      first = std::min(first.value_or(quote.strike), quote.strike);
    }
    return first;
  }

  void set_aside_old_shares() {
    if (!underlying_.close || !underlying_.close->is_positive()) return;
    const auto spot = *underlying_.close;
    const auto call_limit = Price::from_micros(spot.micros() / 100 * kCallMarginPercent);
    const auto first = first_old_strike(call_limit);
    if (!first) return;
    const auto from = std::max(*first, Price::from_micros(spot.micros() / 100 * kFarPercent));
    SourceRows<ChainRow> kept;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      auto& row = rows_[i];
      const auto& quote = row.record.quote;
      const bool costs_too_much =
          quote.right == Right::kCall && prices_[i] && *prices_[i] > call_limit;
      const bool is_left_over = quote.strike >= from && quote.volume.value_or(0) == 0;
      if (costs_too_much || is_left_over) {
        parsed_.rejected.push_back(before_split(row, *first));
      } else {
        kept.push_back(std::move(row));
      }
    }
    rows_ = std::move(kept);
  }

  RejectedRow before_split(const SourceRow<ChainRow>& row, Price first) const {
    return {.line = row.line,
            .symbol = row.record.underlying.str(),
            .date = to_string(session_),
            .column = "strike",
            .rule = "before_split",
            .value = to_string(row.record.quote.strike),
            .bound = fmt::format("< {}, whose call costs more than the underlying at {}",
                                 to_string(first), to_string(*underlying_.close)),
            .raw = raw_excerpt(row.raw)};
  }

  void set_spot() {
    if (!underlying_.close || !underlying_.close->is_positive() || rows_.empty()) return;
    double contracts = 0.0;
    for (const auto& row : rows_) {
      contracts += static_cast<double>(row.record.quote.volume.value_or(0));
    }
    const auto shares = static_cast<double>(underlying_.volume.value_or(0));
    if (shares < kSharesPerContractMin * contracts) {
      parsed_.notes.push_back(
          {.symbol = input_.symbol->str(),
           .text =
               fmt::format("{}: the underlying's bar has {:.0f} shares beside {:.0f} contracts: "
                           "it covers a part of the session and gives no spot",
                           to_string(session_), shares, contracts)});
      return;
    }
    for (auto& row : rows_) row.record.spot = underlying_.close;
  }

  const ParseInput& input_;
  Date session_;
  Underlying underlying_;
  ParsedFile parsed_;
  SourceRows<ChainRow> rows_;
  std::vector<std::optional<Price>> prices_;  // of the rows
};

std::optional<Date> session_of_name(std::string_view file_name) {
  return parse_compact_date(name_stem(file_name));
}

Result<ParsedFile> parse_universe(const ParseInput& input) {
  const auto file = Path(input.name).filename().string();
  const auto session = session_of_name(file);
  if (!session) {
    return fail(ErrorCode::kData,
                "{} does not say of which session it is: a name such as 20140602.csv was expected; "
                "name the file after the session",
                input.name);
  }
  return UniverseReader(input, *session).read();
}

}  // namespace

Format lean_universe_format() {
  return {.kind = "lean_universe",
          .family = "lean",
          .expects = "#expiry,strike,right,open,high,low,close,volume,...; SYMBOL/YYYYMMDD.csv",
          .needs_symbol = true,
          .symbol_in_folder = true,
          .dated_by_path = true,
          .snapshot = SnapshotTime::kClose,
          .spot = SpotRole::kInRows,
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.header.size() > kColumns.size() && sample.header[0] == "#expiry" &&
                       sample.header[1] == "strike" && sample.header[2] == "right";
              },
          .parse = parse_universe};
}

}  // namespace aots::data
