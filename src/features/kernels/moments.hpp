// Moments of the last N values, exact (features/kernels/exact.hpp).
#pragma once

#include <cstddef>

#include "features/kernels/exact.hpp"
#include "features/kernels/ring.hpp"

namespace aots::features {

template <std::size_t N>
class RollingMoments {
 public:
  void push(std::int64_t value) {
    values_.push(value);
    moments_.add(value);
    if (values_.has(N)) moments_.remove(values_[N]);
  }
  bool full() const { return values_.has(N - 1); }
  const ExactMoments& moments() const { return moments_; }

 private:
  Ring<std::int64_t, N + 1> values_;
  ExactMoments moments_;
};

}  // namespace aots::features
