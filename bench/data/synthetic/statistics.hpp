// The statistics that real and simulated series are compared by.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace aots::bench {

using Figures =
    std::vector<std::pair<std::string, double>>;  // name, value; in the order of a table

struct Moments {
  double mean = 0.0;
  double deviation = 0.0;
  double skewness = 0.0;
  double excess_kurtosis = 0.0;
};

inline double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

inline Moments moments(const std::vector<double>& values) {
  Moments m{.mean = mean_of(values)};
  double second = 0.0;
  double third = 0.0;
  double fourth = 0.0;
  for (const double value : values) {
    const double d = value - m.mean;
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
  }
  const auto n = static_cast<double>(values.size());
  m.deviation = std::sqrt(second / (n - 1.0));
  const double variance = second / n;
  m.skewness = third / n / std::pow(variance, 1.5);
  m.excess_kurtosis = fourth / n / (variance * variance) - 3.0;
  return m;
}

inline double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double ab = 0.0;
  double aa = 0.0;
  double bb = 0.0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb);
}

inline double autocorrelation(const std::vector<double>& values, std::size_t lag) {
  const double mean = mean_of(values);
  double product = 0.0;
  double square = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    square += (values[i] - mean) * (values[i] - mean);
    if (i >= lag) product += (values[i] - mean) * (values[i - lag] - mean);
  }
  return product / square;
}

inline double quantile(std::vector<double> values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + place);
  return values[static_cast<std::size_t>(place)];
}

}  // namespace aots::bench
