#include "backtest/buy_and_hold.hpp"

#include <algorithm>

#include "analytics/carry.hpp"

namespace aots::backtest {
namespace {

// Shares after what went ex after one bar and up to the next: splits first, then dividends, which
// are paid on the new shares where both fall together.
double grown(double shares, const HeldAsset& asset, const Bar& before, const Bar& now) {
  const auto is_between = [&](Date ex_date) {
    return ex_date > before.date && ex_date <= now.date;
  };
  const double close = now.close.to_double();
  for (const Split& split : asset.splits) {
    if (is_between(split.ex_date) &&
        analytics::steps_by_split(before.close.to_double(), close, split.ratio)) {
      shares *= split.ratio;
    }
  }
  double dividends = 0.0;
  for (const Dividend& dividend : asset.dividends) {
    if (is_between(dividend.ex_date)) dividends += dividend.amount;
  }
  return shares * (1.0 + dividends / close);
}

}  // namespace

std::vector<double> buy_and_hold(const HeldAsset& asset, std::span<const Date> dates,
                                 double initial) {
  if (dates.empty()) return {};
  const auto& bars = asset.bars;
  auto next = std::ranges::upper_bound(bars, dates.front(), {}, &Bar::date);
  if (next == bars.begin()) return {};
  auto bar = std::prev(next);
  if (!bar->close.is_positive()) return {};
  double shares = initial / bar->close.to_double();
  std::vector<double> values;
  values.reserve(dates.size());
  for (const Date date : dates) {
    for (; next != bars.end() && next->date <= date; ++next) {
      if (!next->close.is_positive()) continue;
      shares = grown(shares, asset, *bar, *next);
      bar = next;
    }
    values.push_back(shares * bar->close.to_double());
  }
  return values;
}

}  // namespace aots::backtest
