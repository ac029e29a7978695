#include "domain/fixed.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

__extension__ using Wide = __int128;
__extension__ using Quad = __float128;  // 113 bits: a double times 10^6 is exact

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

// Values of all sizes; RapidCheck's own integers stay small for small cases.
rc::Gen<std::int64_t> any_micros() {
  return rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) {
    return static_cast<std::int64_t>(bits * 0x9e3779b97f4a7c15U) >> (bits % 50);
  });
}

// Doubles of both signs from far below a millionth to 10^9.
rc::Gen<double> any_amount() {
  return rc::gen::map(rc::gen::pair(any_micros(), rc::gen::inRange(-123, -33)),
                      [](const std::pair<std::int64_t, int>& parts) {
                        return std::ldexp(static_cast<double>(parts.first), parts.second);
                      });
}

RC_GTEST_PROP(FixedProperty, AValueReadsBackFromItsText, ()) {
  const auto value = Price::from_micros(*any_micros());
  RC_ASSERT(Price::parse(to_string(value)) == value);
}

RC_GTEST_PROP(FixedProperty, AnyDecimalOfSixDigitsReadsAsTheDoubleNearestToIt, ()) {
  const auto digits = [](std::size_t most) {
    const auto count = *rc::gen::inRange<std::size_t>(1, most + 1);
    return *rc::gen::container<std::string>(count,
                                            rc::gen::inRange('0', static_cast<char>('9' + 1)));
  };
  std::string text = *rc::gen::element<std::string>("", "-") + digits(9);
  if (*rc::gen::arbitrary<bool>()) text += '.' + digits(6);
  const auto value = Money::parse(text);
  RC_ASSERT(value.has_value());
  RC_ASSERT(value->to_double() == std::strtod(text.c_str(), nullptr));
  RC_ASSERT(Money::parse(to_string(*value)) == value);
}

// What the parser takes in spite of the noise is a number that the C library reads as well.
RC_GTEST_PROP(FixedProperty, NoiseIsRefusedOrReadsAsTheCLibraryReadsIt, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('0', '1', '5', '9', '.', '-', '+', 'e', ' '));
  const auto value = Money::parse(text);
  const bool is_right = !value || value->to_double() == std::strtod(text.c_str(), nullptr);
  RC_ASSERT(is_right);
}

RC_GTEST_PROP(FixedProperty, AValueSurvivesTheWayThroughADoubleInEveryDirection, ()) {
  // Farther out two values share one double.
  const auto value = Price::from_micros(*any_micros() >> 11);
  for (const auto rounding : {Rounding::kNearest, Rounding::kDown, Rounding::kUp}) {
    RC_ASSERT(Price::from_double(value.to_double(), rounding) == value);
  }
}

RC_GTEST_PROP(FixedProperty, DirectedRoundingEnclosesTheDouble, ()) {
  const double amount = *any_amount();
  const Quad exact = static_cast<Quad>(amount) * kMicrosPerUnit;
  const auto down = Price::from_double(amount, Rounding::kDown);
  const auto up = Price::from_double(amount, Rounding::kUp);
  const auto nearest = Price::from_double(amount, Rounding::kNearest);
  RC_CLASSIFY(down == up, "a decimal");
  const bool is_between = down == nearest || up == nearest;
  RC_ASSERT(is_between);
  if (down == up) {
    RC_ASSERT(down.to_double() == amount);
    return;
  }
  RC_ASSERT(up.micros() - down.micros() == 1);
  const bool is_enclosed =
      static_cast<Quad>(down.micros()) <= exact && exact <= static_cast<Quad>(up.micros());
  RC_ASSERT(is_enclosed);
  const Quad distance = static_cast<Quad>(nearest.micros()) - exact;
  const bool is_nearest = distance <= 0.5 && distance >= -0.5;
  RC_ASSERT(is_nearest);
}

RC_GTEST_PROP(FixedProperty, RoundingIsAMirrorImageAroundZero, ()) {
  const double amount = *any_amount();
  RC_ASSERT(Price::from_double(-amount, Rounding::kDown) ==
            -Price::from_double(amount, Rounding::kUp));
  RC_ASSERT(Price::from_double(-amount) == -Price::from_double(amount));
}

RC_GTEST_PROP(FixedProperty, RoundedToTakesTheNeighbouringMultiples, ()) {
  const auto micros = *any_micros();
  const auto step = *rc::gen::inRange<std::int64_t>(1, 10'000'000);
  RC_PRE(micros > kMin + step);
  RC_PRE(micros < kMax - step);
  const auto value = Price::from_micros(micros);
  const auto tick = Price::from_micros(step);
  const auto down = value.rounded_to(tick, Rounding::kDown);
  const auto up = value.rounded_to(tick, Rounding::kUp);
  const auto nearest = value.rounded_to(tick, Rounding::kNearest);
  RC_ASSERT(down.micros() % step == 0);
  RC_ASSERT(up.micros() % step == 0);
  RC_ASSERT(down <= value);
  RC_ASSERT(value <= up);
  RC_ASSERT(up - down == (down == value ? Price{} : tick));
  RC_ASSERT((nearest - value).abs() <= value - down);
  RC_ASSERT((nearest - value).abs() <= up - value);
  const bool is_neighbour = nearest == down || nearest == up;
  RC_ASSERT(is_neighbour);
}

RC_GTEST_PROP(FixedProperty, SumsAndProductsAreThoseOfWideIntegers, ()) {
  const auto a = *any_micros();
  const auto b = *any_micros();
  const Wide sum = static_cast<Wide>(a) + b;
  if (sum >= kMin && sum <= kMax) {
    RC_ASSERT((Money::from_micros(a) + Money::from_micros(b)).micros() ==
              static_cast<std::int64_t>(sum));
  }
  const auto times = *rc::gen::inRange<std::int64_t>(-1000, 1000);
  const Wide product = static_cast<Wide>(a) * times;
  if (product >= kMin && product <= kMax) {
    RC_ASSERT((Money::from_micros(a) * times).micros() == static_cast<std::int64_t>(product));
  }
}

RC_GTEST_PROP(FixedProperty, OrderIsThatOfTheNumbers, ()) {
  const auto a = *any_micros();
  const auto b = *any_micros();
  RC_ASSERT((Price::from_micros(a) < Price::from_micros(b)) == (a < b));
  RC_ASSERT((Price::from_micros(a) == Price::from_micros(b)) == (a == b));
}

}  // namespace
}  // namespace aots
