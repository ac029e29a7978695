// The largest (or smallest) of the last N values, O(1) a step on average.
//
// A value that a later one reaches can never be the extreme again, so that a queue of falling
// (rising) values holds all that may become it. Source: the monotone queue, folklore.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace aots::features {

// Better is std::greater for the maximum, std::less for the minimum.
template <std::size_t N, class Better>
class RollingExtreme {
 public:
  void push(std::int64_t value) {
    ++count_;
    if (begin_ != end_ && entries_[begin_ & kMask].at + N <= count_) ++begin_;
    while (end_ != begin_ && !Better{}(entries_[(end_ - 1) & kMask].value, value)) --end_;
    entries_[end_ & kMask] = {.value = value, .at = count_};
    ++end_;
  }
  bool full() const { return count_ >= N; }
  // Of the last N values, or of all while there are fewer; at least one was pushed.
  std::int64_t value() const { return entries_[begin_ & kMask].value; }

 private:
  struct Entry {
    std::int64_t value = 0;
    std::size_t at = 0;
  };
  static constexpr std::size_t kMask = std::bit_ceil(N) - 1;
  std::array<Entry, kMask + 1> entries_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t count_ = 0;
};

template <std::size_t N>
using RollingMax = RollingExtreme<N, std::greater<>>;
template <std::size_t N>
using RollingMin = RollingExtreme<N, std::less<>>;

}  // namespace aots::features
