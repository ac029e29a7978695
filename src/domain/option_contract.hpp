// OptionContract: what was listed. How it is priced or settled is decided elsewhere.
//
// The OCC symbol is text at the edge: root (up to 6), yymmdd, C or P, strike x 1000 in 8 digits,
// without padding ("SPXW190517P02800000"). Source: OCC Options Symbology Initiative.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/short_text.hpp"
#include "base/time.hpp"
#include "domain/fixed.hpp"
#include "domain/types.hpp"

namespace aots {

struct OptionContract {
  Symbol underlying;  // SPX
  ShortText root;     // SPX or SPXW: decides settlement and trading hours
  Date expiry;        // as labelled; before February 2015 a Saturday (D47)
  Right right = Right::kCall;
  Price strike;
  std::int64_t multiplier = 100;  // shares (or index units) per contract

  // Expects what the OCC can write: a root of up to 6 capitals and digits, a strike that is a
  // positive multiple of 0.001 below 100000, an expiry in 2000 .. 2099. Importers check that.
  std::string occ_symbol() const;
  bool operator==(const OptionContract&) const = default;
  auto operator<=>(const OptionContract&) const = default;
};

struct OccSymbol {
  ShortText root;
  Date expiry;
  Right right = Right::kCall;
  Price strike;
};

// Reads an OCC symbol with or without padding and with or without an "O:" prefix.
std::optional<OccSymbol> parse_occ_symbol(std::string_view text);

}  // namespace aots
