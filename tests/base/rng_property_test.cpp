#include "base/rng.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

RC_GTEST_PROP(RngProperty, TheSameSeedAndPurposeGiveTheSameStream,
              (std::uint64_t seed, const std::string& purpose)) {
  Rng a(seed, purpose);
  Rng b(seed, purpose);
  for (int i = 0; i < 20; ++i) {
    RC_ASSERT(a.next() == b.next());
    RC_ASSERT(a.normal() == b.normal());
    RC_ASSERT(a.poisson(3.0) == b.poisson(3.0));
  }
}

RC_GTEST_PROP(RngProperty, UniformStaysInsideItsInterval, (std::uint64_t seed)) {
  Rng rng(seed);
  const double low = *rc::gen::map(rc::gen::inRange(-1'000'000, 1'000'000),
                                   [](int number) { return number / 1000.0; });
  const double width =
      *rc::gen::map(rc::gen::inRange(1, 1'000'000), [](int number) { return number / 1e6; });
  for (int i = 0; i < 50; ++i) {
    const double unit = rng.uniform();
    RC_ASSERT(unit >= 0.0);
    RC_ASSERT(unit < 1.0);
    const double value = rng.uniform(low, low + width);
    RC_ASSERT(value >= low);
    RC_ASSERT(value < low + width);
  }
}

// An interval of two neighbouring doubles has one value, whatever is drawn.
RC_GTEST_PROP(RngProperty, UniformNeverReachesTheOpenEnd, (std::uint64_t seed)) {
  Rng rng(seed);
  const double low = 1e6;
  const double high = std::nextafter(low, 2e6);
  for (int i = 0; i < 50; ++i) RC_ASSERT(rng.uniform(low, high) == low);
}

RC_GTEST_PROP(RngProperty, BelowStaysBelow, (std::uint64_t seed)) {
  Rng rng(seed);
  const auto bound = *rc::gen::inRange<std::uint64_t>(1, ~std::uint64_t{0});
  for (int i = 0; i < 50; ++i) RC_ASSERT(rng.below(bound) < bound);
}

RC_GTEST_PROP(RngProperty, ExponentialNumbersAreFiniteAndNotNegative, (std::uint64_t seed)) {
  Rng rng(seed);
  for (int i = 0; i < 50; ++i) {
    const double value = rng.exponential();
    RC_ASSERT(value >= 0.0);
    RC_ASSERT(std::isfinite(value));
  }
}

}  // namespace
}  // namespace aots
