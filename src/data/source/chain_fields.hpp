// What the option chain formats share: the OCC symbol against the columns beside it, and the
// vendor's zero for "none".
#pragma once

#include <cstddef>
#include <optional>

#include "data/source/field_reader.hpp"
#include "data/source/rows.hpp"

namespace aots::data {

struct ContractColumns {
  std::size_t occ_symbol;
  std::size_t expiry;
  std::size_t right;
  std::size_t strike;
  DateStyle style;
};

// Fills root, expiry, right and strike from the OCC symbol. A row whose own columns say something
// else describes no contract and is rejected (contract_mismatch).
void read_contract(FieldReader& fields, const ContractColumns& columns, ChainRow& row);

// An ask of zero is a missing ask; a bid of zero stays, for it says that nobody bids.
std::optional<Price> read_ask(FieldReader& fields, std::size_t column);

// A vendor's implied vol of zero means that none was found.
std::optional<double> read_vendor_iv(FieldReader& fields, std::size_t column);

}  // namespace aots::data
