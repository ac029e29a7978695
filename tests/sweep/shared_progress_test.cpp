#include "sweep/shared_progress.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace aots::sweep {
namespace {

class CountingObserver final : public WorkObserver {
 public:
  void progress(std::string_view, std::int64_t done, std::int64_t, std::string_view) override {
    EXPECT_GE(done, last);
    last = done;
  }
  bool stop_requested() const override { return false; }
  std::int64_t last = 0;
};

TEST(SharedProgress, CountsTheSessionsOfEveryTrialOnAllThreads) {
  constexpr std::int64_t kAll = 1200;  // four passes of three trials over a hundred sessions
  CountingObserver observer;
  SharedProgress shared(observer, kAll);
  {
    std::vector<std::jthread> passes;
    for (int i = 0; i < 4; ++i) {
      passes.emplace_back([&] {
        PassProgress pass(shared, 3);
        for (int session = 1; session <= 100; ++session) {
          pass.progress("backtest", session, 100, "sessions");
        }
      });
    }
  }
  EXPECT_EQ(observer.last, kAll);
}

// A pass that stopped because another one failed must not hide why.
TEST(SharedProgress, KeepsTheFirstFailureAndStopsTheRest) {
  CountingObserver observer;
  SharedProgress shared(observer, 1);
  const PassProgress pass(shared, 1);
  EXPECT_FALSE(pass.stop_requested());
  shared.fail({ErrorCode::kData, "a part is damaged"});
  EXPECT_TRUE(pass.stop_requested());
  shared.fail({ErrorCode::kInterrupted, "stopped"});
  EXPECT_EQ(shared.failure().code, ErrorCode::kData);
}

}  // namespace
}  // namespace aots::sweep
