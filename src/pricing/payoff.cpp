#include "pricing/payoff.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "pricing/batch.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::pricing {
namespace {

constexpr double kReach = 6.0;  // the grid ends at this multiple of the highest strike or spot
constexpr int kGridSteps = 3000;
constexpr double kFlat = 1e-7;           // dollars per $1: a slope that rounding left
constexpr double kSameExpiry = 1e-9;     // years
constexpr double kMergeRelative = 1e-9;  // break-evens closer than this are one

double intrinsic(const HeldOption& option, double spot) {
  return std::max(option.right == Right::kCall ? spot - option.strike : option.strike - spot, 0.0);
}

double first_expiry(std::span<const HeldOption> options) {
  double years = options.front().years;
  for (const HeldOption& option : options) years = std::min(years, option.years);
  return years;
}

std::vector<double> strikes_of(std::span<const HeldOption> options) {
  std::vector<double> strikes;
  for (const HeldOption& option : options) strikes.push_back(option.strike);
  std::ranges::sort(strikes);
  strikes.erase(std::unique(strikes.begin(), strikes.end()), strikes.end());
  return strikes;
}

// Where the profit is looked at: the strikes alone when it is straight between them.
std::vector<double> spots_to_see(const PayoffAnalysis& payoff, std::span<const HeldOption> options,
                                 const UnderlyingNow& market) {
  std::vector<double> spots = strikes_of(options);
  if (!payoff.exact) {
    const double end = kReach * std::max(spots.back(), market.spot);
    for (int i = 1; i <= kGridSteps; ++i) spots.push_back(end * i / kGridSteps);
    std::ranges::sort(spots);
    spots.erase(std::unique(spots.begin(), spots.end()), spots.end());
  }
  return spots;
}

// Value at zero, where puts are worth their discounted strikes.
double value_at_zero(std::span<const HeldOption> options, const UnderlyingNow& market,
                     double years_passed) {
  double value = 0.0;
  for (const HeldOption& option : options) {
    if (option.right == Right::kCall) continue;
    const double left = std::max(option.years - years_passed, 0.0);
    value += option.units * option.strike * std::exp(-market.rate * left);
  }
  return value;
}

double slope_at_infinity(std::span<const HeldOption> options, const UnderlyingNow& market,
                         double years_passed) {
  double slope = 0.0;
  for (const HeldOption& option : options) {
    if (option.right == Right::kPut) continue;
    const double left = std::max(option.years - years_passed, 0.0);
    slope += option.units * std::exp(-market.dividend_yield * left);
  }
  return std::abs(slope) < kFlat ? 0.0 : slope;
}

void add_break_even(std::vector<double>& break_evens, double spot) {
  if (spot <= 0.0) return;
  if (!break_evens.empty() && spot - break_evens.back() <= kMergeRelative * spot) return;
  break_evens.push_back(spot);
}

// Zeros of the profit: crossings between points, and points that lie on zero beside one that does
// not.
std::vector<double> find_break_evens(const PayoffAnalysis& payoff) {
  std::vector<double> found;
  const auto& points = payoff.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& [spot, profit] = points[i];
    const bool last = i + 1 == points.size();
    if (profit == 0.0) {
      const bool before = i > 0 && points[i - 1].profit != 0.0;
      const bool after = last ? payoff.slope_beyond != 0.0 : points[i + 1].profit != 0.0;
      if (before || after) add_break_even(found, spot);
      continue;
    }
    if (last) {
      const bool crosses =
          payoff.slope_beyond != 0.0 && (profit > 0.0) != (payoff.slope_beyond > 0.0);
      if (crosses) add_break_even(found, spot - profit / payoff.slope_beyond);
      continue;
    }
    const auto& next = points[i + 1];
    if (next.profit != 0.0 && (profit > 0.0) != (next.profit > 0.0)) {
      const double share = profit / (profit - next.profit);
      add_break_even(found, spot + share * (next.underlying - spot));
    }
  }
  return found;
}

// Where an option lives on, the profit bends between the points of the grid.
void refine_break_evens(PayoffAnalysis& payoff, std::span<const HeldOption> options,
                        const UnderlyingNow& market) {
  const double premium = net_premium(options);
  const auto profit = [&](double spot) {
    const Scenario scenario{spot, 1.0};
    return position_values(options, market, {&scenario, 1}, payoff.first_expiry_years)[0] + premium;
  };
  for (double& break_even : payoff.break_evens) {
    const double step = kReach * break_even / kGridSteps;
    double low = std::max(break_even - step, break_even / 2);
    double high = break_even + step;
    if ((profit(low) > 0.0) == (profit(high) > 0.0)) continue;
    const bool rises = profit(high) > 0.0;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      ((profit(middle) > 0.0) == rises ? high : low) = middle;
    }
    break_even = 0.5 * (low + high);
  }
}

}  // namespace

double net_premium(std::span<const HeldOption> options) {
  double premium = 0.0;
  for (const HeldOption& option : options) premium -= option.units * option.price;
  return premium;
}

std::vector<double> position_values(std::span<const HeldOption> options,
                                    const UnderlyingNow& market,
                                    std::span<const Scenario> scenarios, double years_passed) {
  const std::size_t n = scenarios.size();
  std::vector<double> total(n, 0.0);
  std::vector<double> spot(n), strike(n), years(n), rate(n, market.rate),
      yield(n, market.dividend_yield), vol(n), price(n);
  std::vector<Right> right(n);
  std::vector<ValuationStatus> status(n);
  for (const HeldOption& option : options) {
    const double left = option.years - years_passed;
    for (std::size_t i = 0; i < n; ++i) {
      spot[i] = scenarios[i].spot;
      strike[i] = option.strike;
      years[i] = left;
      vol[i] = option.vol * scenarios[i].vol_factor;
      right[i] = option.right;
    }
    if (left <= kSameExpiry) {
      for (std::size_t i = 0; i < n; ++i) price[i] = intrinsic(option, spot[i]);
    } else {
      black_scholes(OptionColumns{right, spot, strike, years, rate, yield, vol},
                    ValueColumns{.price = price,
                                 .delta = {},
                                 .gamma = {},
                                 .theta_per_day = {},
                                 .vega_per_vol_point = {},
                                 .rho_per_rate_pct = {},
                                 .status = status});
    }
    for (std::size_t i = 0; i < n; ++i) total[i] += option.units * price[i];
  }
  return total;
}

Greeks position_greeks(std::span<const HeldOption> options, const UnderlyingNow& market) {
  Greeks total;
  for (const HeldOption& option : options) {
    const auto value = black_scholes(EuropeanOption{.right = option.right,
                                                    .spot = market.spot,
                                                    .strike = option.strike,
                                                    .years = option.years,
                                                    .rate = market.rate,
                                                    .dividend_yield = market.dividend_yield,
                                                    .vol = option.vol});
    AOTS_EXPECTS(value.has_value());
    total += value->greeks.scaled(option.units);
  }
  return total;
}

PayoffAnalysis analyse_payoff(std::span<const HeldOption> options, const UnderlyingNow& market) {
  AOTS_EXPECTS(!options.empty() && market.spot > 0.0);
  PayoffAnalysis payoff;
  payoff.first_expiry_years = first_expiry(options);
  payoff.exact = std::ranges::all_of(options, [&](const HeldOption& option) {
    return option.years - payoff.first_expiry_years <= kSameExpiry;
  });
  const double premium = net_premium(options);
  std::vector<Scenario> scenarios;
  for (const double spot : spots_to_see(payoff, options, market)) scenarios.push_back({spot, 1.0});
  const auto values = position_values(options, market, scenarios, payoff.first_expiry_years);
  payoff.points.push_back(
      {0.0, value_at_zero(options, market, payoff.first_expiry_years) + premium});
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    payoff.points.push_back({scenarios[i].spot, values[i] + premium});
  }
  payoff.slope_beyond = slope_at_infinity(options, market, payoff.first_expiry_years);
  const auto [least, most] = std::ranges::minmax(payoff.points, {}, &PayoffPoint::profit);
  if (payoff.slope_beyond <= 0.0) payoff.max_profit = most.profit;
  if (payoff.slope_beyond >= 0.0) payoff.max_loss = std::max(-least.profit, 0.0);
  payoff.break_evens = find_break_evens(payoff);
  if (!payoff.exact) refine_break_evens(payoff, options, market);
  return payoff;
}

ProfitOdds lognormal_odds(const PayoffAnalysis& payoff, const UnderlyingNow& market, double vol) {
  const double years = payoff.first_expiry_years;
  if (years <= 0.0 || vol <= 0.0) {
    const double profit = profit_at(payoff, market.spot);
    return {profit > 0.0 ? 1.0 : 0.0, profit};
  }
  const double forward = market.spot * std::exp((market.rate - market.dividend_yield) * years);
  const TerminalDistribution end(LognormalEnd{.forward = forward, .vol = vol, .years = years});
  return {end.probability_of_profit(payoff.line()), end.expected_profit(payoff.line())};
}

std::vector<double> spots_to_draw(std::span<const HeldOption> options, const PayoffAnalysis& payoff,
                                  const UnderlyingNow& market, int count) {
  AOTS_EXPECTS(count > 1);
  double low = market.spot;
  double high = low;
  const auto cover = [&](double spot) {
    low = std::min(low, spot);
    high = std::max(high, spot);
  };
  for (const HeldOption& option : options) cover(option.strike);
  for (const double spot : payoff.break_evens) cover(std::min(spot, 2.0 * market.spot));
  const double room = std::max(0.25 * (high - low), 0.08 * market.spot);
  low = std::max(low - room, 0.0);
  high += room;
  std::vector<double> spots = strikes_of(options);
  for (int i = 0; i < count; ++i) spots.push_back(low + (high - low) * i / (count - 1));
  std::ranges::sort(spots);
  spots.erase(std::unique(spots.begin(), spots.end()), spots.end());
  return spots;
}

double profit_at(const PayoffAnalysis& payoff, double spot) {
  const auto& points = payoff.points;
  const auto after = std::ranges::upper_bound(points, spot, {}, &PayoffPoint::underlying);
  if (after == points.begin()) return points.front().profit;
  const PayoffPoint& before = *(after - 1);
  if (after == points.end()) {
    return before.profit + payoff.slope_beyond * (spot - before.underlying);
  }
  const double share = (spot - before.underlying) / (after->underlying - before.underlying);
  return before.profit + share * (after->profit - before.profit);
}

}  // namespace aots::pricing
