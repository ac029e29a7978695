#include "base/ordered_work.hpp"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

namespace aots {
namespace {

TEST(OrderedWork, TakesResultsInOrderWhateverTheNumberOfThreads) {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::size_t> taken;
    const auto status = run_in_order(
        100, threads, [](std::size_t i) { return i * i; },
        [&](std::size_t i, std::size_t square) -> Status {
          EXPECT_EQ(square, i * i);
          taken.push_back(i);
          return {};
        });
    EXPECT_TRUE(status.has_value());
    ASSERT_EQ(taken.size(), 100U);
    EXPECT_TRUE(std::is_sorted(taken.begin(), taken.end()));
  }
}

TEST(OrderedWork, DoesNotRunFarAhead) {
  std::atomic<std::size_t> started{0};
  std::size_t farthest = 0;
  const auto status = run_in_order(
      200, 2, [&](std::size_t i) { return ++started, i; },
      [&](std::size_t i, std::size_t) -> Status {
        farthest = std::max(farthest, started.load() - i);
        return {};
      });
  EXPECT_TRUE(status.has_value());
  EXPECT_LE(farthest, 6U);
}

TEST(OrderedWork, EndsAtTheFirstError) {
  std::atomic<std::size_t> started{0};
  const auto status = run_in_order(
      1000, 2, [&](std::size_t i) { return ++started, i; },
      [](std::size_t i, std::size_t) -> Status {
        if (i == 3) return fail(ErrorCode::kInterrupted, "stopped");
        return {};
      });
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kInterrupted);
  EXPECT_LT(started.load(), 20U);
}

TEST(OrderedWork, HasNothingToDoForNothing) {
  const auto status = run_in_order(
      0, 4, [](std::size_t i) { return i; }, [](std::size_t, std::size_t) -> Status { return {}; });
  EXPECT_TRUE(status.has_value());
}

}  // namespace
}  // namespace aots
