#include "data/source/lean.hpp"

#include <array>

#include "base/text.hpp"
#include "data/source/vendor_file.hpp"

namespace aots::data {
namespace {

constexpr std::int64_t kMicrosPerUnitOfLean = kMicrosPerUnit / 10'000;
constexpr std::int64_t kPriceUnitsMax = 1'000'000'000'000;
constexpr std::size_t kDailyParts = 6;
constexpr std::size_t kMinuteParts = 8;
constexpr std::array<std::string_view, 3> kTicks = {"quote", "trade", "openinterest"};

std::optional<LeanTick> parse_tick(std::string_view word) {
  if (word == kTicks[0]) return LeanTick::kQuote;
  if (word == kTicks[1]) return LeanTick::kTrade;
  if (word == kTicks[2]) return LeanTick::kOpenInterest;
  return std::nullopt;
}

// Source: LEAN's map file of FB.
constexpr std::string_view kReusedTicker = "FB";

}  // namespace

std::optional<LeanMember> parse_lean_member(std::string_view name) {
  auto parts = split(name_stem(name), '_');
  LeanMember member;
  if (parts.size() == kMinuteParts) {
    member.session = parse_compact_date(parts[0]);
    if (!member.session || parts[2] != "minute") return std::nullopt;
    parts.erase(parts.begin() + 2);
    parts.erase(parts.begin());
  }
  if (parts.size() != kDailyParts) return std::nullopt;
  auto symbol = parse_symbol(parts[0]);
  const auto tick = parse_tick(parts[1]);
  const auto right = parse_right(parts[3]);
  const auto strike = parse_int(parts[4]);
  const auto expiry = parse_compact_date(parts[5]);
  if (!symbol || !tick || !right || !strike || !expiry) return std::nullopt;
  if (*strike <= 0 || *strike > kPriceUnitsMax) return std::nullopt;
  member.symbol = *symbol;
  member.tick = *tick;
  member.right = *right;
  member.strike = Price::from_micros(*strike * kMicrosPerUnitOfLean);
  member.expiry = *expiry;
  return member;
}

std::vector<std::string> lean_archive_set(std::string_view file_name) {
  for (const auto tick : kTicks) {
    const auto word = fmt::format("_{}_", tick);
    const auto at = file_name.find(word);
    if (at == std::string_view::npos) continue;
    std::vector<std::string> names;
    for (const auto other : kTicks) {
      names.push_back(fmt::format("{}_{}_{}", file_name.substr(0, at), other,
                                  file_name.substr(at + word.size())));
    }
    return names;
  }
  return {std::string(file_name)};
}

std::optional<Price> read_lean_price(FieldReader& fields, std::size_t column) {
  const auto units = fields.optional_count(column);
  if (!units) return std::nullopt;
  if (*units > kPriceUnitsMax) {
    fields.reject("implausible_price", column, "<= 1000000000000 ten-thousandths");
    return std::nullopt;
  }
  return Price::from_micros(*units * kMicrosPerUnitOfLean);
}

std::optional<Date> lean_listed_since(std::string_view ticker) {
  if (to_upper(ticker) != kReusedTicker) return std::nullopt;
  return make_date(2012, 5, 18);
}

}  // namespace aots::data
