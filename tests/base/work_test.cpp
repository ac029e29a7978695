#include "base/work.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

class StoppingObserver final : public WorkObserver {
 public:
  void progress(std::string_view, std::int64_t, std::int64_t, std::string_view) override {}
  bool stop_requested() const override { return true; }
};

TEST(CheckStop, GoesOnWhileNobodyAsksToStop) {
  EXPECT_TRUE(check_stop(SilentObserver{}).has_value());
}

TEST(CheckStop, IsAnInterruptionOnceTheUserAsks) {
  const auto status = check_stop(StoppingObserver{});
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(exit_code(status.error().code), 130);
}

}  // namespace
}  // namespace aots
