#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

const Timestamp kNoon = *parse_timestamp("2019-05-01T16:00:00Z");

TEST(SimClock, StandsStillUntilItIsToldToAdvance) {
  SimClock clock;
  EXPECT_EQ(to_string(clock.now()), "1970-01-01T00:00:00Z");
  clock.advance_to(kNoon);
  EXPECT_EQ(clock.now(), kNoon);
  EXPECT_EQ(clock.now(), kNoon);
}

TEST(SimClock, MayBeToldTheSameTimeTwice) {
  SimClock clock;
  clock.advance_to(kNoon);
  clock.advance_to(kNoon);
  EXPECT_EQ(clock.now(), kNoon);
}

TEST(SimClockDeathTest, NeverGoesBack) {
  SimClock clock;
  clock.advance_to(kNoon);
  EXPECT_DEATH(clock.advance_to(kNoon - std::chrono::nanoseconds{1}), "precondition violated");
}

}  // namespace
}  // namespace aots
