#include "data/source/chain_fields.hpp"

#include <cstdint>
#include <utility>

#include "base/text.hpp"
#include "calendar/option_class.hpp"

namespace aots::data {
namespace {

constexpr std::int64_t kSizeMax = 2'000'000'000;

}  // namespace

void read_contract(FieldReader& fields, const ContractColumns& columns, ChainRow& row) {
  auto contract = parse_occ_symbol(fields.text(columns.occ_symbol));
  if (!contract) {
    fields.reject("bad_contract", columns.occ_symbol, "an OCC option symbol");
    return;
  }
  row.root = contract->root;
  row.expiry = contract->expiry;
  row.quote.right = contract->right;
  row.quote.strike = contract->strike;
  if (fields.date_value(columns.expiry, columns.style) != row.expiry) {
    fields.reject("contract_mismatch", columns.expiry, to_string(row.expiry));
  }
  if (parse_right(trim(fields.text(columns.right))) != row.quote.right) {
    fields.reject("contract_mismatch", columns.right, to_string(row.quote.right));
  }
  if (fields.price(columns.strike) != row.quote.strike) {
    fields.reject("contract_mismatch", columns.strike, to_string(row.quote.strike));
  }
}

void read_quote(FieldReader& fields, const QuoteColumns& columns, OptionQuote& quote) {
  quote.bid = fields.optional_price(columns.bid);
  quote.ask = read_ask(fields, columns.ask);
  quote.volume = fields.optional_count(columns.volume);
  quote.open_interest = fields.optional_count(columns.open_interest);
  quote.vendor_iv = read_vendor_iv(fields, columns.iv);
  if (columns.delta) quote.vendor_delta = fields.optional_number(*columns.delta);
  if (columns.bid_size) quote.bid_size = read_size(fields, *columns.bid_size);
  if (columns.ask_size) quote.ask_size = read_size(fields, *columns.ask_size);
}

Symbol read_underlying(FieldReader& fields, std::size_t column) {
  auto named = fields.symbol(column);
  if (!fields.ok()) return named;
  auto underlying = calendar::option_class(named.str()).underlying;
  fields.belongs_to(underlying);
  return underlying;
}

Price read_spot(FieldReader& fields, std::size_t column) {
  const auto spot = fields.price(column);
  if (spot.is_zero()) fields.reject("zero_price", column, "> 0");
  return spot;
}

std::optional<std::int32_t> read_size(FieldReader& fields, std::size_t column) {
  const auto size = fields.optional_count(column);
  if (!size) return std::nullopt;
  if (*size > kSizeMax) {
    fields.reject("implausible_size", column, "<= 2000000000");
    return std::nullopt;
  }
  return static_cast<std::int32_t>(*size);
}

std::optional<Price> read_ask(FieldReader& fields, std::size_t column) {
  auto ask = fields.optional_price(column);
  if (ask && ask->is_zero()) ask.reset();
  return ask;
}

std::optional<double> read_vendor_iv(FieldReader& fields, std::size_t column) {
  auto iv = fields.optional_number(column);
  if (iv && *iv <= 0.0) iv.reset();
  return iv;
}

}  // namespace aots::data
