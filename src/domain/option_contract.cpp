#include "domain/option_contract.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "base/text.hpp"

namespace aots {
namespace {

constexpr std::size_t kRootLengthMax = 6;
constexpr std::size_t kStrikeDigits = 8;
constexpr std::size_t kTailLength = 6 + 1 + kStrikeDigits;  // yymmdd, right, strike
constexpr std::int64_t kStrikeUnitMicros = kMicrosPerUnit / 1000;
constexpr std::int64_t kStrikeUnitsMax = 99'999'999;
constexpr int kCentury = 2000;  // Listed options with OCC symbols expire after 2010.

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_root(std::string_view text) {
  return !text.empty() && text.size() <= kRootLengthMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_upper(c) || is_digit(c); }) &&
         std::any_of(text.begin(), text.end(), is_upper);
}

// The number that a text of digits stands for.
std::optional<std::int64_t> number(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  return parse_int(text);
}

}  // namespace

std::string OptionContract::occ_symbol() const {
  const std::int64_t strike_units = strike.micros() / kStrikeUnitMicros;
  AOTS_EXPECTS(is_root(root));
  AOTS_EXPECTS(strike.micros() % kStrikeUnitMicros == 0);
  AOTS_EXPECTS(strike_units > 0);
  AOTS_EXPECTS(strike_units <= kStrikeUnitsMax);
  const int year = year_of(expiry) - kCentury;
  AOTS_EXPECTS(year >= 0);
  AOTS_EXPECTS(year < 100);
  std::string symbol(root.view());
  symbol.reserve(kRootLengthMax + kTailLength);
  append_digits(symbol, static_cast<std::uint64_t>(year), 2);
  append_digits(symbol, month_of(expiry), 2);
  append_digits(symbol, day_of(expiry), 2);
  symbol += right == Right::kCall ? 'C' : 'P';
  append_digits(symbol, static_cast<std::uint64_t>(strike_units), kStrikeDigits);
  return symbol;
}

std::optional<OccSymbol> parse_occ_symbol(std::string_view text) {
  if (text.starts_with("O:")) text.remove_prefix(2);
  if (text.size() <= kTailLength || text.size() > kTailLength + kRootLengthMax) {
    return std::nullopt;
  }
  auto root = text.substr(0, text.size() - kTailLength);
  const auto tail = text.substr(root.size());
  root = root.substr(0, root.find_last_not_of(' ') + 1);
  const auto year = number(tail.substr(0, 2));
  const auto month = number(tail.substr(2, 2));
  const auto day = number(tail.substr(4, 2));
  const auto strike_units = number(tail.substr(7));
  if (!is_root(root) || !year || !month || !day || !strike_units || *strike_units == 0) {
    return std::nullopt;
  }
  const auto expiry = checked_date(kCentury + static_cast<int>(*year),
                                   static_cast<unsigned>(*month), static_cast<unsigned>(*day));
  if (!expiry || (tail[6] != 'C' && tail[6] != 'P')) return std::nullopt;
  return OccSymbol{.root = std::string(root),
                   .expiry = *expiry,
                   .right = tail[6] == 'C' ? Right::kCall : Right::kPut,
                   .strike = Price::from_micros(*strike_units * kStrikeUnitMicros)};
}

}  // namespace aots
