#include "base/text.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace aots {
namespace {

using Parts = std::vector<std::string_view>;
using Names = std::vector<std::string>;

TEST(ParseDouble, ReadsPlainAndScientificNotation) {
  EXPECT_EQ(parse_double("0.05"), 0.05);
  EXPECT_EQ(parse_double("-12"), -12.0);
  EXPECT_EQ(parse_double("1e-3"), 0.001);
  EXPECT_EQ(parse_double("2.5E2"), 250.0);
}

TEST(ParseDouble, TakesTheWholeTextOrNothing) {
  for (const auto* text : {"", " 1", "1 ", "1x", "1,5", "1.2.3", "+1", "--1", "0x10", "1e", "."}) {
    EXPECT_EQ(parse_double(text), std::nullopt) << text;
  }
}

TEST(ParseDouble, RefusesWhatIsNoFiniteNumber) {
  for (const auto* text : {"nan", "NaN", "inf", "-inf", "infinity", "1e400", "-1e400"}) {
    EXPECT_EQ(parse_double(text), std::nullopt) << text;
  }
}

TEST(ParseInt, ReadsTheWholeRange) {
  EXPECT_EQ(parse_int("0"), 0);
  EXPECT_EQ(parse_int("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_int("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
}

TEST(ParseInt, RefusesFractionsBlanksAndOverflow) {
  for (const auto* text : {"", "1.0", "1e3", " 1", "1 ", "+1", "9223372036854775808", "1_000"}) {
    EXPECT_EQ(parse_int(text), std::nullopt) << text;
  }
}

TEST(FormatDouble, IsTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_double(0.1), "0.1");
  EXPECT_EQ(format_double(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(format_double(-2.5), "-2.5");
  EXPECT_EQ(format_double(1.0 / 3.0), "0.3333333333333333");
}

// Regression: to_chars without a format writes 1e+05 for an equity of 100000.
TEST(FormatDouble, WritesAmountsWithoutExponents) {
  EXPECT_EQ(format_double(100000.0), "100000");
  EXPECT_EQ(format_double(1e15), "1000000000000000");
  EXPECT_EQ(format_double(0.00001), "0.00001");
}

TEST(FormatDouble, WritesVeryLargeAndVerySmallNumbersWithExponents) {
  EXPECT_EQ(format_double(1e16), "1e+16");
  EXPECT_EQ(format_double(1.5e-7), "1.5e-07");
  EXPECT_EQ(format_double(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
  EXPECT_EQ(format_double(std::numeric_limits<double>::denorm_min()), "5e-324");
}

TEST(FormatDouble, HasNoNegativeZero) { EXPECT_EQ(format_double(-0.0), "0"); }

TEST(FormatDoubleDeathTest, RefusesWhatIsNotFinite) {
  EXPECT_DEATH(static_cast<void>(format_double(std::nan(""))), "precondition violated");
  EXPECT_DEATH(static_cast<void>(format_double(std::numeric_limits<double>::infinity())),
               "precondition violated");
}

TEST(Trim, RemovesBlanksAtBothEndsOnly) {
  EXPECT_EQ(trim("  a b\t\r\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,b", ','), (Parts{"a", "b"}));
  EXPECT_EQ(split(",a,", ','), (Parts{"", "a", ""}));
  EXPECT_EQ(split("", ','), (Parts{""}));
}

TEST(Join, PutsTheSeparatorBetweenParts) {
  EXPECT_EQ(join(Names{}, ", "), "");
  EXPECT_EQ(join(Names{"a"}, ", "), "a");
  EXPECT_EQ(join(Names{"a", "", "b"}, ", "), "a, , b");
}

TEST(Case, ChangesAsciiLettersAlone) {
  EXPECT_EQ(to_upper("spx.w 1\xc3\xa4"), "SPX.W 1\xc3\xa4");
  EXPECT_EQ(to_lower("SPX.W 1\xc3\x84"), "spx.w 1\xc3\x84");
}

TEST(CsvField, QuotesOnlyWhereItMust) {
  EXPECT_EQ(csv_field("plain text"), "plain text");
  EXPECT_EQ(csv_field(""), "");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
}

TEST(Closest, FindsTheWordThatWasMeant) {
  const Names keys = {"max_positions", "max_drawdown", "min_confidence"};
  EXPECT_EQ(closest("max_position", keys), "max_positions");
  EXPECT_EQ(closest("max_drawdwon", keys), "max_drawdown");
  EXPECT_EQ(closest("MIN_CONFIDENCE", keys), "min_confidence");
}

TEST(Closest, IsNothingWhereNoWordIsNear) {
  const Names keys = {"cross", "fraction", "mid"};
  EXPECT_EQ(closest("everything", keys), std::nullopt);
  EXPECT_EQ(closest("", keys), std::nullopt);
  EXPECT_EQ(closest("cross", Names{}), std::nullopt);
}

TEST(Closest, TakesTheFirstOfEquallyNearWords) {
  EXPECT_EQ(closest("bat", Names{"cat", "hat"}), "cat");
}

TEST(Closest, CountsSwappedNeighboursAsOneEdit) {
  EXPECT_EQ(closest("mdi", Names{"mid"}), "mid");
  EXPECT_EQ(closest("dim", Names{"mid"}), std::nullopt);
}

TEST(Millionths, AreWrittenAsTheShortestDecimal) {
  EXPECT_EQ(format_millionths(0), "0");
  EXPECT_EQ(format_millionths(2'500'000), "2.5");
  EXPECT_EQ(format_millionths(-50'000), "-0.05");
  EXPECT_EQ(format_millionths(1), "0.000001");
  EXPECT_EQ(format_millionths(std::numeric_limits<std::int64_t>::min()), "-9223372036854.775808");
}

TEST(Digits, KeepTheZerosBeforeThemAndNoMoreThanAskedFor) {
  std::string text = "C";
  append_digits(text, 42, 4);
  EXPECT_EQ(text, "C0042");
  append_digits(text, 12'345, 2);
  EXPECT_EQ(text, "C004245");
}

}  // namespace
}  // namespace aots
