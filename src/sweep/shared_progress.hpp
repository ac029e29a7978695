// SharedProgress: one observer for work that runs on several threads at once.
//
// Progress counts the sessions of every trial. Once a part of the work has failed, the rest is told
// to stop, and why it failed is kept.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "base/work.hpp"

namespace aots::sweep {

class SharedProgress {
 public:
  SharedProgress(WorkObserver& observer, std::int64_t total) : observer_(observer), total_(total) {}

  void add(std::int64_t sessions) {
    const std::scoped_lock lock(mutex_);
    done_ += sessions;
    observer_.progress("sweep", done_, total_, "trial sessions");
  }
  void fail(const Error& error) {
    const std::scoped_lock lock(mutex_);
    if (!failed_) failure_ = error;
    failed_ = true;
  }
  // What came first; the rest only stopped because of it.
  const Error& failure() const { return failure_; }
  bool stop_requested() const { return failed_ || observer_.stop_requested(); }

 private:
  WorkObserver& observer_;
  std::int64_t total_;
  std::mutex mutex_;
  std::int64_t done_ = 0;
  std::atomic<bool> failed_ = false;
  Error failure_;
};

// What one pass over the events tells, on the thread that makes it.
class PassProgress final : public WorkObserver {
 public:
  PassProgress(SharedProgress& shared, std::size_t trials)
      : shared_(shared), trials_(static_cast<std::int64_t>(trials)) {}

  void progress(std::string_view, std::int64_t done, std::int64_t, std::string_view) override {
    shared_.add((done - told_) * trials_);
    told_ = done;
  }
  bool stop_requested() const override { return shared_.stop_requested(); }

 private:
  SharedProgress& shared_;
  std::int64_t trials_;
  std::int64_t told_ = 0;
};

}  // namespace aots::sweep
