// Ring: the last N values, the newest first.
#pragma once

#include <array>
#include <bit>
#include <cstddef>

namespace aots::features {

template <class T, std::size_t N>
class Ring {
 public:
  void push(T value) {
    ++count_;
    values_[count_ & kMask] = value;
  }
  // The value `back` pushes before the latest; back < N, and at least back + 1 values were pushed.
  T operator[](std::size_t back) const { return values_[(count_ - back) & kMask]; }
  // Whether a value `back` pushes before the latest exists.
  bool has(std::size_t back) const { return count_ > back; }
  // Values pushed so far, those that have left included.
  std::size_t count() const { return count_; }

 private:
  static constexpr std::size_t kMask = std::bit_ceil(N) - 1;
  std::array<T, kMask + 1> values_{};
  std::size_t count_ = 0;
};

}  // namespace aots::features
