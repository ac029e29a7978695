// What the files of QuantConnect's LEAN have in common: names that say what the rows do not, prices
// in ten-thousandths of a dollar as traded, dates as YYYYMMDD, no headers.
//
// Members of option archives are named
//   aapl_quote_american_call_10000000_20150117.csv                      (daily)
//   20230803_spy_minute_quote_american_call_4300000_20230901.csv        (minute)
// with tick type, exercise, right, strike x 10000 and expiry. Source: the option data format page
// of LEAN and its own files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/source/field_reader.hpp"
#include "data/source/rows.hpp"

namespace aots::data {

enum class LeanTick { kQuote, kTrade, kOpenInterest };

// What the name of an option's member says.
struct LeanMember {
  std::optional<Date> session;  // of minute archives; daily rows carry theirs
  Symbol symbol;
  LeanTick tick = LeanTick::kQuote;
  Right right = Right::kCall;
  Price strike;
  Date expiry;
};

std::optional<LeanMember> parse_lean_member(std::string_view name);

// The archives of quotes, trades and open interest that belong together, quotes first.
std::vector<std::string> lean_archive_set(std::string_view file_name);

// A price in ten-thousandths; blank is absent.
std::optional<Price> read_lean_price(FieldReader& fields, std::size_t column);

// The day from which a ticker names the share that it names today, where it named another company's
// before. (A share whose ticker changed is another matter: calendar/ticker_renames.hpp.)
std::optional<Date> lean_listed_since(std::string_view ticker);

}  // namespace aots::data
