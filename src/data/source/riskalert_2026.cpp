// riskalert's option chains of 2026: a header and an array of strikes, each with its call and its
// put.
//
// A strike makes two rows, a call and a put, both with the number of the strike as their line. The
// file names neither its symbol, which is in its name (SPY.json.gz), nor its session, which is the
// name of its folder (2026-05-26). Prices are last trades, often weeks old, and are not kept: a
// chain of this vendor has no bid and no ask and cannot be traded. Implied vols are percent; 0
// means none. header.underlyingPrice is the underlying at the close and missing at times.
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/chain_fields.hpp"
#include "data/source/json_rows.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

// The columns of a side follow each other as those of the other side do.
enum Column : std::size_t { kOption, kDelta, kVolume, kIv, kOpenInterest, kSideColumns };
constexpr std::array<std::string_view, 10> kColumns = {
    "callOption", "callDelta", "callVolume", "callIv", "callOi",
    "putOption",  "putDelta",  "putVolume",  "putIv",  "putOi"};
constexpr double kPercent = 100.0;
constexpr double kSpotMax = 1e9;

// "2026-05-26_950.00_Call"
void read_named_contract(FieldReader& fields, std::size_t column, Right right, ChainRow& row) {
  const auto parts = split(fields.text(column), '_');
  const auto expiry = parts.size() == 3 ? parse_date(parts[0]) : std::nullopt;
  const auto strike = parts.size() == 3 ? Price::parse(parts[1]) : std::nullopt;
  if (!expiry || !strike || !strike->is_positive()) {
    fields.reject("bad_contract", column, "YYYY-MM-DD_STRIKE_Call or _Put");
    return;
  }
  if (parse_right(parts[2]) != right) {
    fields.reject("contract_mismatch", column, to_string(right));
    return;
  }
  row.expiry = *expiry;
  row.quote.strike = *strike;
  row.quote.right = right;
}

struct ChainFacts {
  const Symbol& symbol;
  Date session;
  std::optional<Price> spot;
};

ChainRow read_side(FieldReader& fields, Right right, const ChainFacts& facts) {
  const std::size_t first = right == Right::kCall ? std::size_t{0} : std::size_t{kSideColumns};
  ChainRow row;
  row.underlying = facts.symbol;
  row.root = facts.symbol.str();
  row.label = fields.dated(facts.session);
  row.spot = facts.spot;
  read_named_contract(fields, first + kOption, right, row);
  row.quote.vendor_delta = fields.optional_number(first + kDelta);
  row.quote.volume = fields.optional_count(first + kVolume);
  row.quote.open_interest = fields.optional_count(first + kOpenInterest);
  row.quote.vendor_iv = read_vendor_iv(fields, first + kIv);
  if (row.quote.vendor_iv) *row.quote.vendor_iv /= kPercent;
  return row;
}

Result<Date> session_of(std::string_view path) {
  const auto folder = Path(path).parent_path().filename().string();
  const auto session = parse_date(folder);
  if (session) return *session;
  return fail(
      ErrorCode::kData,
      "{} does not say of which session it is: its folder is named \"{}\" where a date such "
      "as 2026-05-26 was expected; name the folder after the session",
      path, folder);
}

std::optional<Price> spot_of(JsonView document) {
  const auto price = document.find("header.underlyingPrice");
  if (!price) return std::nullopt;
  const auto value = parse_double(price->scalar());
  if (!value || *value <= 0.0 || *value > kSpotMax) return std::nullopt;
  return Price::from_double(*value);
}

Result<ParsedFile> parse_chain(const ParseInput& input) {
  AOTS_TRY(session, session_of(input.name));
  AOTS_CHECK_OK(check_json(input.text, input.name));
  const JsonView document(input.text);
  const auto contracts = document.find("contracts");
  if (!contracts || !contracts->is_array()) {
    return fail(ErrorCode::kData, "{} has no array \"contracts\": download it again", input.name);
  }
  const ChainFacts facts = {.symbol = *input.symbol, .session = session, .spot = spot_of(document)};
  const auto columns = Columns::of(kColumns);
  ParsedFile parsed;
  SourceRows<ChainRow> rows;
  std::int64_t number = 0;
  contracts->items([&](JsonView strike) {
    const auto record = json_record(strike, ++number, columns);
    for (const auto right : {Right::kCall, Right::kPut}) {
      ++parsed.rows_read;
      FieldReader fields(record, columns, facts.symbol.str());
      auto row = read_side(fields, right, facts);
      if (fields.ok()) {
        rows.push_back({std::move(row), record.line, record.raw});
      } else {
        parsed.rejected.push_back(fields.rejected());
      }
    }
  });
  parsed.rows = std::move(rows);
  return parsed;
}

}  // namespace

Format riskalert_2026_format() {
  return {
      .kind = "riskalert_2026",
      .family = "riskalert_2026",
      .expects =
          "JSON {\"header\":..., \"contracts\":[{\"callOption\":..., ...}]} in DATE/SYMBOL.json",
      .needs_symbol = true,
      .dated_by_path = true,
      .snapshot = SnapshotTime::kClose,
      .spot = SpotRole::kInRows,
      .recognises =
          [](const Sample& sample, const std::optional<Symbol>&) {
            return sample.has_path("contracts[].callOption") &&
                   sample.has_path("contracts[].putOption");
          },
      .parse = parse_chain};
}

}  // namespace aots::data
