#include "data/source/synthetic/volatility_index.hpp"

#include <algorithm>
#include <cmath>

#include "base/rng.hpp"

namespace aots::data {
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr double kIndexDaysAhead = 30.0;
constexpr double kOvernightPart = 0.30;  // of the day's change, on average
constexpr double kOvernightNoise = 0.037;
constexpr double kSessionDeviation = 0.066;
constexpr Price kHundredth = Price::from_micros(10'000);

Price to_hundredths(double value) {
  return Price::from_double(value).rounded_to(kHundredth, Rounding::kNearest);
}

// Maximum of a Brownian bridge from 0 to `end`.
double bridge_maximum(double end, double variance, double uniform) {
  return 0.5 * (end + std::sqrt(end * end - 2.0 * variance * std::log(1.0 - uniform)));
}

}  // namespace

double index_level(double swap_variance) {
  return 100.0 * std::sqrt(swap_variance * kDaysPerYear / kIndexDaysAhead);
}

std::vector<Bar> volatility_index_bars(const Symbol& index, std::uint64_t seed,
                                       std::span<const IndexClose> closes,
                                       const calendar::ExchangeCalendar& calendar) {
  std::vector<Bar> bars;
  bars.reserve(closes.size());
  Rng rng(seed, "bars " + index.str());
  double previous = closes.empty() ? 0.0 : closes.front().value;
  for (const IndexClose& close : closes) {
    const double change = std::log(close.value / previous);
    const double overnight = kOvernightPart * change + kOvernightNoise * rng.normal();
    const double end = change - overnight;
    const double variance = kSessionDeviation * kSessionDeviation;
    const double open = previous * std::exp(overnight);
    const double up = bridge_maximum(end, variance, rng.uniform());
    const double down = bridge_maximum(-end, variance, rng.uniform());
    Bar bar{.symbol = index,
            .date = close.session,
            .known_time = calendar.bars_known_time(close.session),
            .open = to_hundredths(open),
            .high = to_hundredths(open * std::exp(up)),
            .low = to_hundredths(open * std::exp(-down)),
            .close = to_hundredths(close.value),
            .volume = std::nullopt,
            .origin = Origin::kSynthetic};
    bar.high = std::max({bar.high, bar.open, bar.close});
    bar.low = std::min({bar.low, bar.open, bar.close});
    bars.push_back(bar);
    previous = close.value;
  }
  return bars;
}

}  // namespace aots::data
