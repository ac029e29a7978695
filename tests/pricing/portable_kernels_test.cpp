#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "pricing/american.hpp"
#include "pricing/batch.hpp"
#include "pricing/detail/exercise.hpp"
#include "pricing/detail/kernels.hpp"

namespace aots::pricing {

namespace detail {
const KernelTable& portable_kernels();
}  // namespace detail

namespace {

constexpr std::size_t kCount = 5000;

template <class T>
void expect_same_bytes(const std::vector<T>& one, const std::vector<T>& other, const char* what) {
  ASSERT_EQ(one.size(), other.size());
  EXPECT_EQ(std::memcmp(one.data(), other.data(), one.size() * sizeof(T)), 0) << what;
}

struct Options {
  std::vector<Right> right;
  std::array<std::vector<double>, 6> columns;  // spot, strike, years, rate, yield, vol

  Options() {
    Rng rng(51);
    for (std::size_t i = 0; i < kCount; ++i) {
      right.push_back(rng.uniform() < 0.5 ? Right::kCall : Right::kPut);
      const double total_vol = std::exp(rng.uniform(std::log(1e-4), std::log(10.0)));
      const double years = std::exp(rng.uniform(std::log(1e-6), std::log(20.0)));
      columns[0].push_back(100.0);
      columns[1].push_back(100.0 * std::exp(total_vol * rng.uniform(-8.0, 8.0)));
      columns[2].push_back(years);
      columns[3].push_back(rng.uniform(-0.05, 0.2));
      columns[4].push_back(rng.uniform(-0.05, 0.2));
      columns[5].push_back(total_vol / std::sqrt(years));
    }
  }
  detail::OptionArrays arrays() const {
    return {right.data(),      columns[0].data(), columns[1].data(), columns[2].data(),
            columns[3].data(), columns[4].data(), columns[5].data()};
  }
};

struct Values {
  std::array<std::vector<double>, 6> columns;
  std::vector<ValuationStatus> status = std::vector<ValuationStatus>(kCount);

  Values(const detail::KernelTable& kernels, const Options& options) {
    for (auto& column : columns) column.resize(kCount);
    kernels.value_options(kCount, options.arrays(),
                          {columns[0].data(), columns[1].data(), columns[2].data(),
                           columns[3].data(), columns[4].data(), columns[5].data(), status.data()});
  }
};

struct Vols {
  std::vector<double> vol = std::vector<double>(kCount);
  std::vector<IvStatus> status = std::vector<IvStatus>(kCount);

  Vols(const detail::KernelTable& kernels, const Options& options, const Values& values) {
    const std::vector<double> ones(kCount, 1.0);
    // The spot as forward: many of the quotes then have no vol, which has to come out alike too.
    kernels.imply_options(
        kCount,
        {options.right.data(), values.columns[0].data(), options.columns[0].data(),
         options.columns[1].data(), ones.data(), options.columns[2].data()},
        {0.0, 1e300}, {vol.data(), status.data(), nullptr});
  }
};

TEST(PortableKernels, GiveTheSameBitsAsThoseWithFusedMultiplyAdd) {
  const Options options;
  const Values here(detail::scalar_kernels(), options);
  const Values portable(detail::portable_kernels(), options);
  for (std::size_t i = 0; i < here.columns.size(); ++i) {
    expect_same_bytes(here.columns[i], portable.columns[i], "values");
  }
  expect_same_bytes(here.status, portable.status, "status");
  const Vols vols_here(detail::scalar_kernels(), options, here);
  const Vols vols_portable(detail::portable_kernels(), options, here);
  expect_same_bytes(vols_here.vol, vols_portable.vol, "vols");
  expect_same_bytes(vols_here.status, vols_portable.status, "vol status");
}

TEST(PortableKernels, GiveTheSameAmericanPremium) {
  Rng rng(52);
  for (int i = 0; i < 60; ++i) {
    const detail::PutTerms put{.strike = 100.0,
                               .years = std::exp(rng.uniform(-4.0, 2.0)),
                               .rate = rng.uniform(0.001, 0.15),
                               .dividend_yield = rng.uniform(0.0, 0.15),
                               .vol = std::exp(rng.uniform(-3.0, 0.5))};
    const auto premium = [&](const detail::KernelTable& kernels) {
      const auto boundary = detail::solve_boundary(put, AmericanScheme::kFast, kernels);
      return detail::exercise_premium(put, 1.1 * boundary.now, boundary, kernels);
    };
    EXPECT_EQ(premium(detail::scalar_kernels()), premium(detail::portable_kernels())) << i;
  }
}

}  // namespace
}  // namespace aots::pricing
