#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <system_error>

#include "base/contract.hpp"

namespace aots {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";
constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::size_t kMillionDigits = 6;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <class T>
std::optional<T> parse_whole(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other: the
// "optimal string alignment" distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before.swap(previous);
    previous.swap(current);
  }
  return previous[b.size()];
}

// Of a double that is the nearest one to a decimal of at most six digits after the point, and of 15
// in all: no other decimal so short is nearest to it, so this is the shortest that reads back.
std::optional<std::int64_t> whole_millionths(double value, double size) {
  if (size < 1e-5 || size >= 1e9) return std::nullopt;
  const auto millionths = static_cast<std::int64_t>(std::nearbyint(value * 1e6));
  if (static_cast<double>(millionths) / 1e6 != value) return std::nullopt;
  return millionths;
}

}  // namespace

std::optional<double> parse_double(std::string_view text) {
  const auto value = parse_whole<double>(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  return parse_whole<std::int64_t>(text);
}

std::string format_double(double value) {
  AOTS_EXPECTS(std::isfinite(value));
  if (value == 0.0) return "0";  // A negative zero equals zero, and nobody wants to read "-0".
  // Plain notation where people read the number, exponents where the zeros would be counted.
  const double size = std::fabs(value);
  if (const auto millionths = whole_millionths(value, size)) return format_millionths(*millionths);
  const auto format =
      size >= 1e-5 && size < 1e16 ? std::chars_format::fixed : std::chars_format::scientific;
  std::array<char, 64> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
  AOTS_ENSURES(error == std::errc{});
  return {buffer.data(), end};
}

std::string format_millionths(std::int64_t millionths) {
  const auto bits = static_cast<std::uint64_t>(millionths);
  const std::uint64_t size = millionths < 0 ? 0 - bits : bits;
  std::array<char, 24> buffer{};
  char* at = buffer.data();
  if (millionths < 0) *at++ = '-';
  at = std::to_chars(at, buffer.data() + buffer.size(), size / kMillion).ptr;
  std::string text(buffer.data(), at);
  if (const std::uint64_t fraction = size % kMillion; fraction != 0) {
    text += '.';
    append_digits(text, fraction, kMillionDigits);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

void append_digits(std::string& text, std::uint64_t number, std::size_t width) {
  text.append(width, '0');
  for (auto digit = text.rbegin(); width > 0; ++digit, --width, number /= 10) {
    *digit = static_cast<char>('0' + number % 10);
  }
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string joined;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) joined += separator;
    joined += parts[i];
  }
  return joined;
}

std::string to_upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), upper);
  return result;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates) {
  const std::string wanted = to_lower(word);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const auto& candidate : candidates) {
    // A third of the longer word may differ, at least one letter and at most four.
    const std::size_t longer = std::max(wanted.size(), candidate.size());
    const std::size_t allowed = std::clamp<std::size_t>(longer / 3, 1, 4);
    if (longer - std::min(wanted.size(), candidate.size()) > allowed) continue;
    const std::size_t distance = edit_distance(wanted, to_lower(candidate));
    if (distance > allowed || distance >= longer) continue;
    if (best && distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace aots
