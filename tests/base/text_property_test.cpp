#include "base/text.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

// Every finite double is as likely as any other: exponents of all sizes, subnormals included.
rc::Gen<double> any_double() {
  return rc::gen::suchThat(rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                                        [](std::uint64_t bits) {
                                          return std::bit_cast<double>(bits * 0x9e3779b97f4a7c15U);
                                        }),
                           [](double value) { return std::isfinite(value); });
}

// What an RFC 4180 reader makes of one field.
std::string read_csv_field(std::string_view field) {
  if (field.empty() || field.front() != '"') return std::string(field);
  std::string text;
  for (std::size_t i = 1; i + 1 < field.size(); ++i) {
    text += field[i];
    if (field[i] == '"') ++i;
  }
  return text;
}

RC_GTEST_PROP(TextProperty, ADoubleReadsBackFromItsText, ()) {
  const double value = *any_double();
  RC_ASSERT(parse_double(format_double(value)) == value);
}

RC_GTEST_PROP(TextProperty, ADecimalOfAFewDigitsPrintsAsItself, ()) {
  const int whole = *rc::gen::inRange(-100'000, 100'000);
  const int cents = *rc::gen::inRange(1, 100);
  RC_PRE(cents % 10 != 0);
  RC_PRE(whole != 0);
  const std::string text =
      std::to_string(whole) + '.' + (cents < 10 ? "0" : "") + std::to_string(cents);
  const auto value = parse_double(text);
  RC_ASSERT(value.has_value());
  RC_ASSERT(format_double(*value) == text);
}

// Decimals of up to seven digits after the point and 16 in all, their neighbours, and sums that
// miss the decimal by a hair.
RC_GTEST_PROP(TextProperty, ADoubleIsWrittenInNoMoreDigitsThanItTakes, ()) {
  const auto scaled =
      *rc::gen::inRange<std::int64_t>(-10'000'000'000'000'000, 10'000'000'000'000'000);
  const auto shrunk = scaled / *rc::gen::element<std::int64_t>(1, 1'000, 1'000'000, 1'000'000'000);
  const double decimal = static_cast<double>(shrunk) / *rc::gen::element(1.0, 1e2, 1e4, 1e6, 1e7);
  const double step = *rc::gen::element(-INFINITY, 0.0, INFINITY);
  const double value = step == 0.0 ? decimal : std::nextafter(decimal, step);
  RC_PRE(std::fabs(value) >= 1e-5);
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed)
          .ptr;
  RC_ASSERT(format_double(value) == std::string(buffer.data(), end));
}

RC_GTEST_PROP(TextProperty, MillionthsReadAsTheNumberTheyAre, (std::int64_t millionths)) {
  const std::string text = format_millionths(millionths);
  const auto dot = text.find('.');
  RC_ASSERT(parse_int(text.substr(0, dot)).value() == millionths / 1'000'000);
  std::string fraction = dot == std::string::npos ? "" : text.substr(dot + 1);
  RC_ASSERT((fraction.empty() || fraction.back() != '0'));
  fraction.resize(6, '0');
  RC_ASSERT(parse_int(fraction).value() == std::abs(millionths % 1'000'000));
  RC_ASSERT((text.front() == '-') == (millionths < 0));
}

RC_GTEST_PROP(TextProperty, AnIntegerReadsBackFromItsText, (std::int64_t value)) {
  RC_ASSERT(parse_int(std::to_string(value)) == value);
}

RC_GTEST_PROP(TextProperty, ParsersSurviveAnyText, (const std::string& text)) {
  const auto number = parse_double(text);
  RC_ASSERT((!number || std::isfinite(*number)));
  const auto integer = parse_int(text);
  RC_ASSERT((!integer || parse_double(text).has_value()));
}

RC_GTEST_PROP(TextProperty, JoiningTheSplitPartsGivesTheTextBack, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::element('a', 'b', ','));
  std::vector<std::string> parts;
  for (const auto part : split(text, ',')) parts.emplace_back(part);
  RC_ASSERT(join(parts, ",") == text);
}

RC_GTEST_PROP(TextProperty, ACsvFieldReadsBack, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('a', ' ', ',', '"', '\n', '\r'));
  RC_ASSERT(read_csv_field(csv_field(text)) == text);
}

RC_GTEST_PROP(TextProperty, TheClosestWordToACandidateIsThatCandidate,
              (const std::vector<std::string>& others)) {
  const auto word = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
  auto candidates = others;
  candidates.push_back(word);
  const auto found = closest(word, candidates);
  RC_ASSERT(found.has_value());
  RC_ASSERT(to_lower(*found) == word);
}

RC_GTEST_PROP(TextProperty, ASingleTypingErrorIsForgiven, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(4, 20);
  const auto word = *rc::gen::container<std::string>(size, rc::gen::inRange('a', 'z'));
  auto typed = word;
  typed.erase(*rc::gen::inRange<std::size_t>(0, word.size()), 1);
  RC_ASSERT(closest(typed, std::vector<std::string>{word}) == word);
}

}  // namespace
}  // namespace aots
