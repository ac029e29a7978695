// MarketPath: the common factors of the simulated market, session by session.
//
// A market factor with two-factor stochastic volatility whose slow target follows a hidden Markov
// chain of three regimes, with leverage (returns and volatility shocks are negatively correlated)
// and with jumps that come more often under stress; a technology factor; a variance premium
// (implied over expected variance) and a short rate that wander slowly. Each has its own stream of
// chance, so that none shifts another. Returns are logarithmic and without drift; vols, rates are
// annual fractions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "data/source/synthetic/business_time.hpp"
#include "data/source/synthetic/vol_factors.hpp"

namespace aots::data {

// A log return in the two parts that an opening price divides.
struct SessionReturn {
  double overnight = 0.0;
  double intraday = 0.0;

  double total() const { return overnight + intraday; }
};

enum class SimulatedRegime { kCalm, kNormal, kStressed };

struct MarketDay {
  Date session;
  double years = 0.0;  // business time since the previous close
  SimulatedRegime regime = SimulatedRegime::kNormal;
  SessionReturn market;
  SessionReturn technology;
  double market_variance = 0.0;  // expected over this session, jumps included
  double technology_variance = 0.0;
  VolState vol;                // at the close
  double premium_shock = 0.0;  // log of the variance premium relative to its usual level
  double rate = 0.0;           // at the close, continuously compounded
};

// The parameters that expected variance is computed from; calibrated in docs/synthetic-market.md.
const VolDynamics& market_dynamics();
inline constexpr double kMarketVol = 0.150;  // root of the long-run mean variance, jumps apart
inline constexpr double kTechnologyVol = 0.070;
// How closely other volatilities follow the market's, as a power of it.
inline constexpr double kTechnologyVolLoading = 0.6;
inline constexpr double kOwnVolLoading = 0.5;
// Share by which jumps raise the market's variance, on average over the regimes.
inline constexpr double kMarketJumpVariance = 0.11;

// `sessions` ascending, within the span of `time` along with the calendar day before the first.
std::vector<MarketDay> simulate_market(std::uint64_t seed, std::span<const Date> sessions,
                                       const BusinessTime& time);

}  // namespace aots::data
