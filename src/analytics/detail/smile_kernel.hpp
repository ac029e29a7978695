// The points of one expiry's smile: one definition for whatever holds its quotes.
//
// Quotes ascend by strike and right and answer
//   size()     how many there are
//   strike(i)  dollars per share or index points
//   right(i)
//   vol(i)     std::optional<double>: own implied vol of the mid
//   delta(i)   std::optional<double>: own spot delta, where there is a vol
// They may work these out when asked; nothing is asked that is not needed.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>

#include "analytics/smile.hpp"
#include "domain/types.hpp"

namespace aots::analytics::detail {

inline constexpr std::size_t kAtmStrikesLooked = 3;  // on each side of the forward

// Index of the first quote with a strike above (or at, with `at_least`) the forward.
template <class Quotes, class Beyond>
std::size_t first_beyond(const Quotes& quotes, Beyond beyond) {
  std::size_t low = 0;
  std::size_t high = quotes.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (beyond(quotes.strike(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// The vol of the strike whose quotes are [first, last): the mean of its call and its put, or the
// out-of-the-money one where the other has none.
template <class Quotes>
std::optional<double> vol_of_strike(Quotes& quotes, std::size_t first, std::size_t last,
                                    Right out_of_the_money) {
  std::optional<double> sum;
  int count = 0;
  for (std::size_t i = first; i < last; ++i) {
    if (const std::optional<double> vol = quotes.vol(i)) {
      sum = sum.value_or(0.0) + *vol;
      ++count;
    } else if (quotes.right(i) == out_of_the_money) {
      return std::nullopt;
    }
  }
  if (!sum) return std::nullopt;
  return *sum / count;
}

// The nearest strike with a vol from the quote at `at` downwards (step -1) or upwards (step +1).
template <class Quotes>
std::optional<StrikeVol> nearest_vol(Quotes& quotes, std::size_t at, int step) {
  for (std::size_t looked = 0; looked < kAtmStrikesLooked && at < quotes.size(); ++looked) {
    const double strike = quotes.strike(at);
    std::size_t first = at;
    while (first > 0 && quotes.strike(first - 1) == strike) --first;
    std::size_t last = at + 1;
    while (last < quotes.size() && quotes.strike(last) == strike) ++last;
    const Right out_of_the_money = step < 0 ? Right::kPut : Right::kCall;
    if (const auto vol = vol_of_strike(quotes, first, last, out_of_the_money)) {
      return StrikeVol{.strike = strike, .vol = *vol};
    }
    if (step < 0 && first == 0) return std::nullopt;
    at = step < 0 ? first - 1 : last;
  }
  return std::nullopt;
}

// At-the-money-forward vol, linear in strike between the nearest strikes below and above the
// forward that have one (of the three nearest on each side).
template <class Quotes>
std::optional<double> atm_vol(Quotes& quotes, double forward) {
  const std::size_t above =
      first_beyond(quotes, [forward](double strike) { return strike > forward; });
  if (above == 0 || above == quotes.size()) return std::nullopt;
  const auto low = nearest_vol(quotes, above - 1, -1);
  const auto high = nearest_vol(quotes, above, +1);
  if (!low || !high) return std::nullopt;
  const double weight = (forward - low->strike) / (high->strike - low->strike);
  return low->vol + weight * (high->vol - low->vol);
}

// Where an out-of-the-money option of this right has this absolute delta: linear in delta between
// the first two neighbours, going outwards from the money, that bracket it.
template <class Quotes>
std::optional<StrikeVol> delta_point(Quotes& quotes, double forward, Right right, double delta) {
  struct Point {
    double delta = 0.0;
    double strike = 0.0;
    double vol = 0.0;
  };
  // Calls go up from the money, puts down.
  const std::size_t money =
      first_beyond(quotes, [forward](double strike) { return strike >= forward; });
  const std::size_t count = right == Right::kCall ? quotes.size() - money : money;
  std::optional<Point> inner;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = right == Right::kCall ? money + i : money - 1 - i;
    if (quotes.right(at) != right) continue;
    const std::optional<double> vol = quotes.vol(at);
    const std::optional<double> own_delta = vol ? quotes.delta(at) : std::nullopt;
    if (!vol || !own_delta) continue;
    const Point outer{.delta = std::fabs(*own_delta), .strike = quotes.strike(at), .vol = *vol};
    if (inner && inner->delta >= delta && outer.delta <= delta && inner->delta > outer.delta) {
      const double weight = (inner->delta - delta) / (inner->delta - outer.delta);
      return StrikeVol{.strike = inner->strike + weight * (outer.strike - inner->strike),
                       .vol = inner->vol + weight * (outer.vol - inner->vol)};
    }
    inner = outer;
  }
  return std::nullopt;
}

}  // namespace aots::analytics::detail
