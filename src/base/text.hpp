// Text: parsing and printing of plain values, the same everywhere.
//
// Numbers are printed in the shortest form that reads back to the same value. Parsers take the
// whole text or nothing: no leading or trailing characters, no locale.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aots {

// A finite decimal number; "nan", "inf" and anything else are nothing.
std::optional<double> parse_double(std::string_view text);
std::optional<std::int64_t> parse_int(std::string_view text);
// Shortest form that round-trips; AOTS_EXPECTS a finite value.
std::string format_double(double value);
// So many millionths as a decimal: 2500000 is "2.5".
std::string format_millionths(std::int64_t millionths);
// The last `width` digits of a number, with the zeros before it.
void append_digits(std::string& text, std::uint64_t number, std::size_t width);

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);

// One CSV field, quoted where it must be (RFC 4180).
std::string csv_field(std::string_view text);

// The closest of the candidates in edit distance, for "did you mean"; nothing when none is near.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

}  // namespace aots
