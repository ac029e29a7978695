#include "domain/fixed.hpp"

#include <cmath>
#include <limits>

#include "base/contract.hpp"

namespace aots::detail {
namespace {

__extension__ using Wide = __int128;

constexpr int kMantissaBits = std::numeric_limits<double>::digits;
constexpr std::size_t kFractionDigits = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// value x 10^6 = whole + remainder / 2^shift with 0 <= remainder < 2^shift, exactly: the product of
// the 53-bit mantissa with 10^6 has 73 bits.
struct ScaledDouble {
  Wide whole;
  Wide remainder;
  int shift;
};

ScaledDouble scaled_to_micros(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, kMantissaBits));
  const Wide product = static_cast<Wide>(mantissa) * kMicrosPerUnit;
  const int shift = kMantissaBits - exponent;
  if (shift <= 0) return {product << -shift, 0, 0};
  // The product is below 2^74: farther right it is only a sign and the fact that it is not zero.
  const int bounded = shift < 100 ? shift : 100;
  const Wide whole = product >> bounded;
  return {whole, product - (whole << bounded), bounded};
}

}  // namespace

std::int64_t micros_from_double(double value, Rounding rounding) {
  AOTS_EXPECTS(std::isfinite(value));
  AOTS_EXPECTS(std::fabs(value) < 9.2e12);
  const auto [below, remainder, shift] = scaled_to_micros(value);
  const auto down = static_cast<std::int64_t>(below);
  if (remainder == 0) return down;
  const Wide half = static_cast<Wide>(1) << (shift - 1);
  const bool nearer_up = remainder > half || (remainder == half && value > 0.0);
  const std::int64_t nearest = nearer_up ? down + 1 : down;
  // 0.29 is not a double; the double nearest to it stands for 0.29 and must not become 0.289999
  // because it lies a hair below. So a double that a whole number of micros prints as is that
  // number.
  const bool is_that_number =
      static_cast<double>(nearest) / static_cast<double>(kMicrosPerUnit) == value;
  if (is_that_number) return nearest;
  switch (rounding) {
    case Rounding::kNearest:
      return nearest;
    case Rounding::kDown:
      return down;
    case Rounding::kUp:
      return down + 1;
  }
  contract_violation("precondition", "a known Rounding", __FILE__, __LINE__);
}

std::optional<std::int64_t> parse_micros(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  const auto dot = text.find('.');
  const auto whole = text.substr(0, dot);
  const auto fraction = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  const bool has_fraction = dot != std::string_view::npos;
  if (has_fraction ? fraction.empty() || fraction.size() > kFractionDigits : whole.empty()) {
    return std::nullopt;
  }
  // Counted downwards, because the smallest value has no positive counterpart.
  std::int64_t micros = 0;
  const auto append = [&micros](char digit) {
    return is_digit(digit) && !__builtin_mul_overflow(micros, 10, &micros) &&
           !__builtin_sub_overflow(micros, digit - '0', &micros);
  };
  for (const char digit : whole) {
    if (!append(digit)) return std::nullopt;
  }
  for (std::size_t i = 0; i < kFractionDigits; ++i) {
    if (!append(i < fraction.size() ? fraction[i] : '0')) return std::nullopt;
  }
  if (!negative && __builtin_sub_overflow(std::int64_t{0}, micros, &micros)) return std::nullopt;
  return micros;
}

std::int64_t round_to_multiple(std::int64_t value, std::int64_t step, Rounding rounding) {
  AOTS_EXPECTS(step > 0);
  const std::int64_t rest = value % step;
  const std::int64_t toward_zero = value - rest;
  if (rest == 0) return value;
  const bool is_negative = rest < 0;
  const std::int64_t distance = is_negative ? -rest : rest;
  const auto away_from_zero = [&] { return checked_add(toward_zero, is_negative ? -step : step); };
  switch (rounding) {
    case Rounding::kNearest:  // halves go away from zero
      return distance < step - distance ? toward_zero : away_from_zero();
    case Rounding::kDown:
      return is_negative ? away_from_zero() : toward_zero;
    case Rounding::kUp:
      return is_negative ? toward_zero : away_from_zero();
  }
  contract_violation("precondition", "a known Rounding", __FILE__, __LINE__);
}

}  // namespace aots::detail
