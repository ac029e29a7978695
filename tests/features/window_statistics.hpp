// Statistics of the last n values of a series, each from scratch in long double.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace aots::features::test {

using Number = long double;
// Of a session by its index; NaN where there is no value.
using Series = std::function<Number(int)>;

inline constexpr Number kNone = std::numeric_limits<Number>::quiet_NaN();

inline std::vector<Number> last(const Series& x, int session, int n) {
  std::vector<Number> values;
  for (int i = session - n + 1; i <= session; ++i) values.push_back(i < 0 ? kNone : x(i));
  return values;
}

inline Number sum(const std::vector<Number>& values) {
  Number total = 0;
  for (const Number value : values) total += value;
  return total;
}

inline Number mean(const Series& x, int session, int n) { return sum(last(x, session, n)) / n; }

// Sum of (x - mean x) (y - mean y).
inline Number scatter(const Series& x, const Series& y, int session, int n) {
  const Number mx = mean(x, session, n);
  const Number my = mean(y, session, n);
  Number total = 0;
  for (int i = session - n + 1; i <= session; ++i) total += (x(i) - mx) * (y(i) - my);
  return total;
}

inline Number sd(const Series& x, int session, int n) {
  return std::sqrt(scatter(x, x, session, n) / (n - 1));
}

inline Number moment(const Series& x, int session, int n, int power) {
  const Number m = mean(x, session, n);
  Number total = 0;
  for (const Number value : last(x, session, n)) total += std::pow(value - m, power);
  return total / n;
}

inline Number highest(const Series& x, int session, int n) {
  const auto values = last(x, session, n);
  return *std::max_element(values.begin(), values.end());
}

inline Number lowest(const Series& x, int session, int n) {
  const auto values = last(x, session, n);
  return *std::min_element(values.begin(), values.end());
}

inline Number count_if(const Series& x, int session, int n, const std::function<bool(Number)>& is) {
  const auto values = last(x, session, n);
  return static_cast<Number>(std::count_if(values.begin(), values.end(), is));
}

inline Number share_at_or_below(const Series& x, int session, int n) {
  const Number today = x(session);
  return count_if(x, session, n, [&](Number value) { return value <= today; }) / n;
}

// From the session `first` on: the mean of n, then steps by `factor`.
inline Number smoothed(const Series& x, int session, int first, int n, Number factor) {
  Number value = mean(x, first + n - 1, n);
  for (int i = first + n; i <= session; ++i) value = (1 - factor) * value + factor * x(i);
  return value;
}

inline Number wilder(const Series& x, int session, int n) {
  return smoothed(x, session, 1, n, Number(1) / n);
}

inline Number ema(const Series& x, int session, int n, int first = 0) {
  return smoothed(x, session, first, n, Number(2) / (n + 1));
}

inline Number flag(bool is) { return is ? 1 : 0; }

inline constexpr Number kAnnual = 252;

}  // namespace aots::features::test
