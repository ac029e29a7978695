#include "domain/fixed.hpp"

#include <cmath>
#include <concepts>
#include <limits>

#include <gtest/gtest.h>

namespace aots {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Multipliable = requires(A a, B b) {
  a* b;
};

// What must not compile: mixing the two types, and arithmetic with raw numbers.
static_assert(Addable<Price, Price>);
static_assert(!Addable<Price, Money>);
static_assert(!Addable<Price, double>);
static_assert(!Multipliable<Price, Price>);
static_assert(!std::convertible_to<double, Price>);
static_assert(!std::constructible_from<Price, double>);
static_assert(!std::constructible_from<Price, Money>);
static_assert(!std::equality_comparable_with<Price, Money>);
static_assert(sizeof(Price) == sizeof(std::int64_t));

Price price(std::string_view text) { return *Price::parse(text); }

TEST(FixedParse, ReadsPlainDecimals) {
  EXPECT_EQ(price("2.5").micros(), 2'500'000);
  EXPECT_EQ(price("-0.05").micros(), -50'000);
  EXPECT_EQ(price("0").micros(), 0);
  EXPECT_EQ(price("-0").micros(), 0);
  EXPECT_EQ(price("007").micros(), 7'000'000);
  EXPECT_EQ(price("0.000001").micros(), 1);
  EXPECT_EQ(price("2800.00").micros(), 2'800'000'000);
}

// Vendors write cents without a leading zero.
TEST(FixedParse, ReadsAFractionWithoutALeadingZero) {
  EXPECT_EQ(price(".65").micros(), 650'000);
  EXPECT_EQ(price("-.05").micros(), -50'000);
}

TEST(FixedParse, ReadsTheWholeRangeAndNothingBeyond) {
  EXPECT_EQ(price("9223372036854.775807").micros(), kMax);
  EXPECT_EQ(price("-9223372036854.775808").micros(), kMin);
  EXPECT_EQ(Price::parse("9223372036854.775808"), std::nullopt);
  EXPECT_EQ(Price::parse("-9223372036854.775809"), std::nullopt);
  EXPECT_EQ(Price::parse("10000000000000"), std::nullopt);
  EXPECT_EQ(Price::parse("99999999999999999999999999999"), std::nullopt);
}

TEST(FixedParse, RefusesEverythingElse) {
  for (const auto* text :
       {"",    "-",   ".",   "-.",    "5.",        "+5",         " 5", "5 ", "1,000", "1e3",
        "nan", "inf", "--5", "1.2.3", "0.0000001", "1.23000000", "$5", "5%", "0x10",  "1-"}) {
    EXPECT_EQ(Price::parse(text), std::nullopt) << text;
  }
}

TEST(FixedText, IsTheShortestDecimal) {
  EXPECT_EQ(to_string(price("2.50")), "2.5");
  EXPECT_EQ(to_string(price("-0.05")), "-0.05");
  EXPECT_EQ(to_string(price("2800")), "2800");
  EXPECT_EQ(to_string(Price{}), "0");
  EXPECT_EQ(to_string(Money::from_micros(-1)), "-0.000001");
  EXPECT_EQ(to_string(Money::from_micros(kMin)), "-9223372036854.775808");
}

// Regression: truncating value x 10^6 turns 0.29 into 0.289999.
TEST(FixedFromDouble, TakesTheDecimalThatTheDoubleStandsForInEveryDirection) {
  for (const auto rounding : {Rounding::kNearest, Rounding::kDown, Rounding::kUp}) {
    EXPECT_EQ(Price::from_double(0.29, rounding).micros(), 290'000);
    EXPECT_EQ(Price::from_double(-0.29, rounding).micros(), -290'000);
    EXPECT_EQ(Price::from_double(1.1, rounding).micros(), 1'100'000);
    EXPECT_EQ(Price::from_double(4'823'671.123457, rounding).micros(), 4'823'671'123'457);
    EXPECT_EQ(Price::from_double(0.0, rounding).micros(), 0);
    EXPECT_EQ(Price::from_double(-3.0, rounding).micros(), -3'000'000);
  }
}

TEST(FixedFromDouble, RoundsWhatLiesBetween) {
  EXPECT_EQ(Price::from_double(0.12345678).micros(), 123'457);
  EXPECT_EQ(Price::from_double(0.12345678, Rounding::kDown).micros(), 123'456);
  EXPECT_EQ(Price::from_double(0.12345612, Rounding::kUp).micros(), 123'457);
  EXPECT_EQ(Price::from_double(-0.12345678).micros(), -123'457);
  EXPECT_EQ(Price::from_double(-0.12345678, Rounding::kDown).micros(), -123'457);
  EXPECT_EQ(Price::from_double(-0.12345678, Rounding::kUp).micros(), -123'456);
}

TEST(FixedFromDouble, RoundsTheSmallestNumbersInTheRightDirection) {
  const double tiny = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(Price::from_double(tiny).micros(), 0);
  EXPECT_EQ(Price::from_double(tiny, Rounding::kDown).micros(), 0);
  EXPECT_EQ(Price::from_double(tiny, Rounding::kUp).micros(), 1);
  EXPECT_EQ(Price::from_double(-tiny, Rounding::kDown).micros(), -1);
  EXPECT_EQ(Price::from_double(-tiny, Rounding::kUp).micros(), 0);
}

TEST(FixedFromDouble, RoundsHalvesAwayFromZero) {
  // 5 x 2^-7 = 0.0390625 millionths have no half; 2^-7 of a dollar is 7812.5 millionths exactly.
  EXPECT_EQ(Price::from_double(0.0078125).micros(), 7813);
  EXPECT_EQ(Price::from_double(-0.0078125).micros(), -7813);
}

TEST(FixedDeathTest, FromDoubleExpectsAFiniteNumberInRange) {
  EXPECT_DEATH(static_cast<void>(Price::from_double(std::nan(""))), "precondition violated");
  EXPECT_DEATH(static_cast<void>(Price::from_double(std::numeric_limits<double>::infinity())),
               "precondition violated");
  EXPECT_DEATH(static_cast<void>(Price::from_double(9.3e12)), "precondition violated");
}

TEST(FixedDeathTest, OverflowStopsTheProgram) {
  const auto largest = Money::from_micros(kMax);
  const auto smallest = Money::from_micros(kMin);
  const auto one = Money::from_micros(1);
  EXPECT_DEATH(static_cast<void>(largest + one), "precondition violated: !overflow");
  EXPECT_DEATH(static_cast<void>(smallest - one), "precondition violated: !overflow");
  EXPECT_DEATH(static_cast<void>(-smallest), "precondition violated: !overflow");
  EXPECT_DEATH(static_cast<void>(smallest.abs()), "precondition violated: !overflow");
  EXPECT_DEATH(static_cast<void>(largest * 2), "precondition violated: !overflow");
  EXPECT_DEATH(static_cast<void>(notional(Price::from_micros(kMax / 10), 11, 1)),
               "precondition violated: !overflow");
}

TEST(Fixed, AddsSubtractsAndCompares) {
  EXPECT_EQ(price("1.20") + price("0.05"), price("1.25"));
  EXPECT_EQ(price("1.20") - price("1.25"), price("-0.05"));
  EXPECT_EQ(-price("1.20"), price("-1.20"));
  EXPECT_EQ(price("-1.20").abs(), price("1.20"));
  EXPECT_EQ(price("1.20") * 3, price("3.60"));
  EXPECT_LT(price("-1"), price("0"));
  auto sum = price("1");
  sum += price("2");
  sum -= price("0.5");
  EXPECT_EQ(sum, price("2.5"));
}

TEST(Fixed, KnowsItsSign) {
  EXPECT_TRUE(Price{}.is_zero());
  EXPECT_TRUE(price("0.01").is_positive());
  EXPECT_TRUE(price("-0.01").is_negative());
  EXPECT_FALSE(Price{}.is_positive());
  EXPECT_FALSE(Price{}.is_negative());
}

TEST(Fixed, NotionalIsPriceTimesContractsTimesMultiplier) {
  EXPECT_EQ(notional(price("1.25"), 3, 100), *Money::parse("375"));
  EXPECT_EQ(notional(price("1.25"), -3, 100), *Money::parse("-375"));
}

TEST(FixedRoundedTo, TakesTheMultipleInTheGivenDirection) {
  const auto tick = price("0.05");
  EXPECT_EQ(price("1.17").rounded_to(tick, Rounding::kNearest), price("1.15"));
  EXPECT_EQ(price("1.18").rounded_to(tick, Rounding::kNearest), price("1.20"));
  EXPECT_EQ(price("1.19").rounded_to(tick, Rounding::kDown), price("1.15"));
  EXPECT_EQ(price("1.16").rounded_to(tick, Rounding::kUp), price("1.20"));
  EXPECT_EQ(price("1.15").rounded_to(tick, Rounding::kUp), price("1.15"));
}

TEST(FixedRoundedTo, GoesDownTowardMinusInfinityAndUpTowardPlusInfinity) {
  const auto tick = price("0.05");
  EXPECT_EQ(price("-1.16").rounded_to(tick, Rounding::kDown), price("-1.20"));
  EXPECT_EQ(price("-1.19").rounded_to(tick, Rounding::kUp), price("-1.15"));
  EXPECT_EQ(price("-1.17").rounded_to(tick, Rounding::kNearest), price("-1.15"));
}

TEST(FixedRoundedTo, TakesHalvesAwayFromZero) {
  const auto tick = price("0.10");
  EXPECT_EQ(price("0.05").rounded_to(tick, Rounding::kNearest), price("0.10"));
  EXPECT_EQ(price("-0.05").rounded_to(tick, Rounding::kNearest), price("-0.10"));
}

TEST(FixedDeathTest, RoundedToExpectsAPositiveStep) {
  EXPECT_DEATH(static_cast<void>(price("1").rounded_to(Price{}, Rounding::kDown)),
               "precondition violated");
}

}  // namespace
}  // namespace aots
