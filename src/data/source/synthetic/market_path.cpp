#include "data/source/synthetic/market_path.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/rng.hpp"

namespace aots::data {
namespace {

constexpr VolDynamics kDynamics{.fast_speed = 17.0,
                                .fast_deviation = 0.235,
                                .slow_speed = 3.0,
                                .slow_deviation = 0.18,
                                .shock_correlation = 0.54};
// Correlation of returns with the shocks of the fast and the slow factor; their product is the
// correlation between the shocks.
constexpr double kLeverageFast = -0.90;
constexpr double kLeverageSlow = -0.60;

// What a regime does: where it pulls the slow factor, how soon that pull is expected to fade, and
// how many jumps a year it brings.
struct RegimeTraits {
  double slow_target;
  double target_speed;
  double jumps_per_year;
};
constexpr std::array kRegimes{RegimeTraits{-0.20, 1.3, 1.5}, RegimeTraits{0.05, 1.5, 3.0},
                              RegimeTraits{0.80, 4.5, 11.0}};
// Moves per year: calm to normal, normal to calm, normal to stressed, stressed to normal.
constexpr double kCalmToNormal = 1.25;
constexpr double kNormalToCalm = 1.0;
constexpr double kNormalToStressed = 0.8;
constexpr double kStressedToNormal = 4.0;
constexpr double kCalmShare = 0.40;  // of time, in the long run
constexpr double kStressedShare = 0.10;

// A jump has an exponential size, which takes the price down in units of the day's diffusive
// deviation and lifts the fast factor; the price moves by a normal amount beside.
constexpr double kJumpMean = -1.5;
constexpr double kJumpDeviation = 2.0;
constexpr double kJumpVolMean = 0.30;
constexpr double kStressOnset = 0.50;  // jump of the fast factor when stress begins

constexpr double kPremiumSpeed = 9.0;  // per year
constexpr double kPremiumDeviation = 0.06;

constexpr double kFirstRate = 0.020;
constexpr double kMeanRate = 0.027;
constexpr double kRateSpeed = 0.25;
constexpr double kRateDeviation = 0.008;  // per square root of a year
constexpr double kRateFloor = 0.0005;

const RegimeTraits& traits(SimulatedRegime regime) {
  return kRegimes[static_cast<std::size_t>(regime)];
}

SimulatedRegime next_regime(SimulatedRegime regime, double years, Rng& rng) {
  const double u = rng.uniform();
  switch (regime) {
    case SimulatedRegime::kCalm:
      return u < kCalmToNormal * years ? SimulatedRegime::kNormal : regime;
    case SimulatedRegime::kNormal:
      if (u < kNormalToStressed * years) return SimulatedRegime::kStressed;
      return u < (kNormalToStressed + kNormalToCalm) * years ? SimulatedRegime::kCalm : regime;
    case SimulatedRegime::kStressed:
      return u < kStressedToNormal * years ? SimulatedRegime::kNormal : regime;
  }
  return regime;
}

SimulatedRegime first_regime(Rng& rng) {
  const double u = rng.uniform();
  if (u < kStressedShare) return SimulatedRegime::kStressed;
  return u < kStressedShare + kCalmShare ? SimulatedRegime::kCalm : SimulatedRegime::kNormal;
}

// One step of an Ornstein-Uhlenbeck factor, exact for a constant target.
double revert(double value, double target, double speed_years, double deviation, double shock) {
  const double left = std::exp(-speed_years);
  return target + (value - target) * left + deviation * std::sqrt(1.0 - left * left) * shock;
}

// Splits a session's diffusive return at the open: a Brownian bridge at kOvernightShare.
SessionReturn split_at_open(double total, double variance, Rng& rng) {
  const double spread = std::sqrt(variance * kOvernightShare * (1.0 - kOvernightShare));
  const double overnight = kOvernightShare * total + spread * rng.normal();
  return {.overnight = overnight, .intraday = total - overnight};
}

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed)
      : market_rng_(seed, "market"),
        regime_rng_(seed, "regime"),
        jump_rng_(seed, "market jumps"),
        open_rng_(seed, "market open"),
        technology_rng_(seed, "technology"),
        premium_rng_(seed, "variance premium"),
        rate_rng_(seed, "short rate"),
        regime_(first_regime(regime_rng_)) {
    state_.fast = kDynamics.fast_deviation * market_rng_.normal();
    state_.slow = traits(regime_).slow_target + kDynamics.slow_deviation * market_rng_.normal();
    premium_ = kPremiumDeviation * premium_rng_.normal();
  }

  MarketDay step(Date session, double years) {
    MarketDay day{.session = session, .years = years};
    move_market(day);
    move_technology(day);
    premium_ =
        revert(premium_, 0.0, kPremiumSpeed * years, kPremiumDeviation, premium_rng_.normal());
    move_rate(years);
    day.regime = regime_;
    day.vol = state_;
    day.premium_shock = premium_;
    day.rate = rate_;
    return day;
  }

 private:
  void move_market(MarketDay& day) {
    const double relative = VarianceAhead(kDynamics, state_).at(0.0);
    const double variance = kMarketVol * kMarketVol * relative * day.years;
    const double shock = market_rng_.normal();
    day.market = split_at_open(std::sqrt(variance) * shock, variance, open_rng_);
    day.market_variance = variance * (1.0 + kMarketJumpVariance);

    const SimulatedRegime before = regime_;
    regime_ = next_regime(regime_, day.years, regime_rng_);
    const RegimeTraits& regime = traits(regime_);
    const double fast_shock = kLeverageFast * shock +
                              std::sqrt(1.0 - kLeverageFast * kLeverageFast) * market_rng_.normal();
    const double slow_shock = kLeverageSlow * shock +
                              std::sqrt(1.0 - kLeverageSlow * kLeverageSlow) * market_rng_.normal();
    state_.fast = revert(state_.fast, 0.0, kDynamics.fast_speed * day.years,
                         kDynamics.fast_deviation, fast_shock);
    state_.slow = revert(state_.slow, regime.slow_target, kDynamics.slow_speed * day.years,
                         kDynamics.slow_deviation, slow_shock);
    state_.slow_target = regime.slow_target;
    state_.target_speed = regime.target_speed;
    if (regime_ == SimulatedRegime::kStressed && before != regime_) state_.fast += kStressOnset;
    jump(day, regime.jumps_per_year, std::sqrt(variance));
  }

  // Jumps in price and in the fast factor, both compensated so that neither drifts by them.
  void jump(MarketDay& day, double jumps_per_year, double deviation) {
    const double expected = jumps_per_year * day.years;
    double price = -expected * kJumpMean;
    double vol = -expected * kJumpVolMean;
    const int count = jump_rng_.poisson(expected);
    for (int i = 0; i < count; ++i) {
      const double size = jump_rng_.exponential();
      price += kJumpMean * size + kJumpDeviation * jump_rng_.normal();
      vol += kJumpVolMean * size;
    }
    const bool before_open = jump_rng_.uniform() < kOvernightShare;
    (before_open ? day.market.overnight : day.market.intraday) += price * deviation;
    state_.fast += vol;
  }

  void move_technology(MarketDay& day) {
    const double relative = VarianceAhead(kDynamics, state_, kTechnologyVolLoading).at(0.0);
    const double variance = kTechnologyVol * kTechnologyVol * relative * day.years;
    day.technology =
        split_at_open(std::sqrt(variance) * technology_rng_.normal(), variance, technology_rng_);
    day.technology_variance = variance;
  }

  void move_rate(double years) {
    const double pull = kRateSpeed * (kMeanRate - rate_) * years;
    const double moved = rate_ + pull + kRateDeviation * std::sqrt(years) * rate_rng_.normal();
    rate_ = std::max(kRateFloor, moved);
  }

  Rng market_rng_;
  Rng regime_rng_;
  Rng jump_rng_;
  Rng open_rng_;
  Rng technology_rng_;
  Rng premium_rng_;
  Rng rate_rng_;
  SimulatedRegime regime_;
  VolState state_;
  double premium_ = 0.0;
  double rate_ = kFirstRate;
};

}  // namespace

const VolDynamics& market_dynamics() {
  static constexpr VolDynamics kResult = kDynamics;
  return kResult;
}

std::vector<MarketDay> simulate_market(std::uint64_t seed, std::span<const Date> sessions,
                                       const BusinessTime& time) {
  std::vector<MarketDay> days;
  days.reserve(sessions.size());
  Simulation simulation(seed);
  Date previous = sessions.empty() ? Date{} : sessions.front() - Days{1};
  for (const Date session : sessions) {
    days.push_back(simulation.step(session, time.years_between_closes(previous, session)));
    previous = session;
  }
  return days;
}

}  // namespace aots::data
