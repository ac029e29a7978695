// VarianceStrip: the 30-day volatility index of a chain, from its quotes alone.
//
// The method of Cboe's "VIX Methodology": out-of-the-money mids weighted by strike distance over
// the square of the strike, from the forward outwards until two strikes in a row have no bid; total
// variance is interpolated to 30 calendar days between two expiries. Used to hold simulated quotes
// against the level they were built from.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "analytics/chain_view.hpp"

namespace aots::test {

struct StripPoint {
  double strike = 0.0;
  double mid = 0.0;
};

// Mids from the money outwards, strikes in the order they are passed.
inline std::vector<StripPoint> bid_for(const std::vector<const OptionQuote*>& outwards) {
  std::vector<StripPoint> points;
  int without_bid = 0;
  for (const OptionQuote* quote : outwards) {
    const auto mid = quote->mid();
    if (!mid || !quote->bid->is_positive()) {
      if (++without_bid == 2) break;
      continue;
    }
    without_bid = 0;
    points.push_back({.strike = quote->strike.to_double(), .mid = mid->to_double()});
  }
  return points;
}

// Total variance to one expiry; nothing without a forward or with fewer than ten strikes.
inline std::optional<double> strip_variance(const analytics::ChainView& view, std::size_t index) {
  const auto& carry = view.carry(index);
  if (!carry.forward || !carry.discount) return std::nullopt;
  const double forward = carry.forward->forward;
  std::vector<const OptionQuote*> puts;
  std::vector<const OptionQuote*> calls;
  for (const OptionQuote& quote : view.expiry(index).chain->quotes) {
    const bool below = quote.strike.to_double() < forward;
    if (below && quote.right == Right::kPut) puts.push_back(&quote);
    if (!below && quote.right == Right::kCall) calls.push_back(&quote);
  }
  std::ranges::reverse(puts);
  std::vector<StripPoint> points = bid_for(puts);
  std::ranges::reverse(points);
  const std::vector<StripPoint> above = bid_for(calls);
  points.insert(points.end(), above.begin(), above.end());
  if (points.size() < 10) return std::nullopt;
  double sum = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double low = points[i == 0 ? 0 : i - 1].strike;
    const double high = points[i + 1 == points.size() ? i : i + 1].strike;
    const double width = i == 0 || i + 1 == points.size() ? high - low : 0.5 * (high - low);
    sum += width / (points[i].strike * points[i].strike) * points[i].mid / *carry.discount;
  }
  // The strike at or below the forward, where puts end and calls begin.
  double at_or_below = points.front().strike;
  for (const StripPoint& point : points) {
    if (point.strike <= forward) at_or_below = point.strike;
  }
  return 2.0 * sum - std::pow(forward / at_or_below - 1.0, 2);
}

// Index points; nothing without expiries on both sides of 30 days, at least 8 days out.
inline std::optional<double> strip_index(const analytics::ChainView& view) {
  constexpr double kTarget = 30.0 / 365.0;
  std::map<double, double> variances;  // by years
  for (std::size_t i = 0; i < view.expiry_count(); ++i) {
    const auto& expiry = view.expiry(i);
    if (!expiry.years || expiry.dte < 8 || expiry.dte > 75) continue;
    if (const auto variance = strip_variance(view, i)) variances.emplace(*expiry.years, *variance);
  }
  const auto after = variances.lower_bound(kTarget);
  if (after == variances.end() || after == variances.begin()) return std::nullopt;
  const auto before = std::prev(after);
  const double share = (kTarget - before->first) / (after->first - before->first);
  const double variance = before->second + share * (after->second - before->second);
  return 100.0 * std::sqrt(variance / kTarget);
}

}  // namespace aots::test
