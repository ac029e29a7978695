// Price and Money: exact decimal values in millionths of a dollar.
//
// One scale of 10^-6 represents US quotes and per-share fees exactly. Price is dollars per share
// (or index points), Money is dollars. Sums stay in type; the only product is price x contracts x
// multiplier = money. There is no construction from double except by name.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/contract.hpp"
#include "base/text.hpp"

namespace aots {

inline constexpr std::int64_t kMicrosPerUnit = 1'000'000;

enum class Rounding { kNearest, kDown, kUp };  // kDown is toward minus infinity, kUp toward plus

namespace detail {
std::int64_t micros_from_double(double value, Rounding rounding);
std::optional<std::int64_t> parse_micros(std::string_view text);
inline std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  const bool overflow = __builtin_add_overflow(a, b, &sum);
  AOTS_EXPECTS(!overflow);
  return sum;
}
inline std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  const bool overflow = __builtin_mul_overflow(a, b, &product);
  AOTS_EXPECTS(!overflow);
  return product;
}
std::int64_t round_to_multiple(std::int64_t value, std::int64_t step, Rounding rounding);
}  // namespace detail

template <class Tag>
class Fixed {
 public:
  constexpr Fixed() = default;
  static constexpr Fixed from_micros(std::int64_t micros) { return Fixed(micros); }
  // The value must be finite and within the range of the type (about 9.2e12). Halves go away from
  // zero. The double nearest to a decimal of six digits is that decimal, whatever the rounding:
  // 0.29 rounded down is 0.29, although the double lies a hair below.
  static Fixed from_double(double value, Rounding rounding = Rounding::kNearest) {
    return Fixed(detail::micros_from_double(value, rounding));
  }
  // A plain decimal with at most six fractional digits; anything else is nothing.
  static std::optional<Fixed> parse(std::string_view text) {
    const auto micros = detail::parse_micros(text);
    if (!micros) return std::nullopt;
    return Fixed(*micros);
  }

  constexpr std::int64_t micros() const { return micros_; }
  constexpr double to_double() const {
    return static_cast<double>(micros_) / static_cast<double>(kMicrosPerUnit);
  }
  constexpr bool is_zero() const { return micros_ == 0; }
  constexpr bool is_positive() const { return micros_ > 0; }
  constexpr bool is_negative() const { return micros_ < 0; }
  Fixed abs() const { return micros_ < 0 ? -*this : *this; }
  // The nearest multiple of a positive step in the given direction; halves go away from zero.
  Fixed rounded_to(Fixed step, Rounding rounding) const {
    return Fixed(detail::round_to_multiple(micros_, step.micros_, rounding));
  }

  Fixed operator-() const { return Fixed(detail::checked_multiply(micros_, -1)); }
  Fixed operator+(Fixed other) const { return Fixed(detail::checked_add(micros_, other.micros_)); }
  Fixed operator-(Fixed other) const { return *this + -other; }
  Fixed& operator+=(Fixed other) { return *this = *this + other; }
  Fixed& operator-=(Fixed other) { return *this = *this - other; }
  // A whole number of times.
  Fixed operator*(std::int64_t times) const {
    return Fixed(detail::checked_multiply(micros_, times));
  }
  constexpr auto operator<=>(const Fixed&) const = default;

 private:
  constexpr explicit Fixed(std::int64_t micros) : micros_(micros) {}
  std::int64_t micros_ = 0;
};

struct PriceTag {};
struct MoneyTag {};
using Price = Fixed<PriceTag>;
using Money = Fixed<MoneyTag>;

// Shortest decimal text, "2.5", "-0.05".
template <class Tag>
std::string to_string(Fixed<Tag> value) {
  return format_millionths(value.micros());
}

// price per share x contracts x shares per contract
inline Money notional(Price price, std::int64_t contracts, std::int64_t multiplier) {
  return Money::from_micros(
      detail::checked_multiply(detail::checked_multiply(price.micros(), contracts), multiplier));
}

}  // namespace aots
