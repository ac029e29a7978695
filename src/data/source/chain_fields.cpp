#include "data/source/chain_fields.hpp"

#include <utility>

#include "base/text.hpp"

namespace aots::data {

void read_contract(FieldReader& fields, const ContractColumns& columns, ChainRow& row) {
  auto contract = parse_occ_symbol(fields.text(columns.occ_symbol));
  if (!contract) {
    fields.reject("bad_contract", columns.occ_symbol, "an OCC option symbol");
    return;
  }
  row.root = std::move(contract->root);
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
