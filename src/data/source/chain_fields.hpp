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

// Where a quote's figures stand. A vendor without a column of the kind leaves it out of its file.
struct QuoteColumns {
  std::size_t bid;
  std::size_t ask;
  std::size_t volume;
  std::size_t open_interest;
  std::size_t iv;
  std::optional<std::size_t> delta = {};
  std::optional<std::size_t> bid_size = {};
  std::optional<std::size_t> ask_size = {};
};

void read_quote(FieldReader& fields, const QuoteColumns& columns, OptionQuote& quote);

// The underlying that a root or an underlying's column names: SPX for SPXW, SPY for SPY7. A row is
// its underlying's, in the quarantine as well.
Symbol read_underlying(FieldReader& fields, std::size_t column);

// The underlying's price in a chain's row: more than zero.
Price read_spot(FieldReader& fields, std::size_t column);

// Contracts bid for or offered.
std::optional<std::int32_t> read_size(FieldReader& fields, std::size_t column);

// An ask of zero is a missing ask; a bid of zero stays, for it says that nobody bids.
std::optional<Price> read_ask(FieldReader& fields, std::size_t column);

// A vendor's implied vol of zero means that none was found.
std::optional<double> read_vendor_iv(FieldReader& fields, std::size_t column);

}  // namespace aots::data
