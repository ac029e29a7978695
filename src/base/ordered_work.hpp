// OrderedWork: independent pieces on several threads, their results taken in order on one.
//
// Results do not depend on the number of threads or on their timing. At most a few pieces are
// finished and not yet taken, so memory does not grow with their number.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace aots {

// Calls work(i) -> T for i = 0 .. count-1 on `threads` threads and take(i, T) -> Status in that
// order on the caller's. The first error of take ends the work and is returned. `work` must not
// throw.
template <class Work, class Take>
Status run_in_order(std::size_t count, int threads, Work work, Take take) {
  using Piece = decltype(work(std::size_t{0}));
  const auto workers = static_cast<std::size_t>(std::max(threads, 1));
  const std::size_t ahead_max = workers + 2;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Piece> finished;
  std::size_t started = 0;
  std::size_t taken = 0;
  bool stopped = false;

  const auto produce = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock,
                   [&] { return stopped || started == count || started < taken + ahead_max; });
      if (stopped || started == count) return;
      const std::size_t i = started++;
      lock.unlock();
      Piece piece = work(i);
      lock.lock();
      finished.emplace(i, std::move(piece));
      changed.notify_all();
    }
  };
  std::vector<std::jthread> pool;
  for (std::size_t i = 0; i < std::min(workers, count); ++i) pool.emplace_back(produce);

  Status status;
  while (status && taken < count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return finished.contains(taken); });
    auto piece = finished.extract(taken);
    lock.unlock();
    status = take(taken, std::move(piece.mapped()));
    lock.lock();
    ++taken;
    stopped = !status;
    changed.notify_all();
  }
  return status;
}

}  // namespace aots
