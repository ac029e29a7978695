// Fills the table of one instruction set: compiled once in each kernels_<set>.cpp.
#pragma once

#include "pricing/detail/collocation_kernel.hpp"
#include "pricing/detail/implied_kernel.hpp"
#include "pricing/detail/kernels.hpp"
#include "pricing/detail/value_kernel.hpp"

namespace aots::pricing::detail {

template <class P, class Function>
void map(std::size_t count, const double* in, double* out, Function function) {
  for (std::size_t at = 0; at < count; at += P::kWidth) {
    const std::size_t some = count - at < P::kWidth ? count - at : P::kWidth;
    store_some(function(load_some<P>(in + at, some)), out + at, some);
  }
}

template <class P>
KernelTable fill_table() {
  KernelTable table{};
  table.value_chain = value_chain<P>;
  table.value_options = value_options<P>;
  table.imply_chain = imply_chain<P>;
  table.imply_options = imply_options<P>;
  table.settle_boundary = settle_boundary<P>;
  table.exercise_premium = exercise_premium<P>;
  table.exercise_slopes = exercise_slopes<P>;
  table.exp = [](std::size_t n, const double* in, double* out) {
    map<P>(n, in, out, [](P a) { return exp(a); });
  };
  table.expm1 = [](std::size_t n, const double* in, double* out) {
    map<P>(n, in, out, [](P a) { return expm1(a); });
  };
  table.log = [](std::size_t n, const double* in, double* out) {
    map<P>(n, in, out, [](P a) { return log_ratio(a, P::of(1.0)); });
  };
  table.mills_ratio = [](std::size_t n, const double* in, double* out) {
    map<P>(n, in, out, [](P a) { return mills_ratio(a); });
  };
  table.mills_slope = [](std::size_t n, const double* in, double* out) {
    map<P>(n, in, out, [](P a) { return mills_slope(a); });
  };
  return table;
}

}  // namespace aots::pricing::detail
