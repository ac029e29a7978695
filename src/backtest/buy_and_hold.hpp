// Buy and hold: what the same money in the underlying would have become on the same days.
//
// Bought at the close of the first date (or the last close before it), fractions of shares and no
// costs. A dividend buys more at the close of its ex-date, or of the next session that has a bar.
// Splits multiply the shares where the bars step by them; a series that was adjusted beforehand
// does not step. A date without a bar keeps the last close. Dividends are on the footing of the
// bars (domain/market.hpp).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "domain/market.hpp"

namespace aots::backtest {

// Of one symbol, each ascending by date; bars from before the first date that is asked for.
struct HeldAsset {
  std::vector<Bar> bars;
  std::vector<Dividend> dividends;
  std::vector<Split> splits;
};

// The value at each of `dates`, `initial` at the first; empty where no bar comes at or before the
// first date.
std::vector<double> buy_and_hold(const HeldAsset& asset, std::span<const Date> dates,
                                 double initial);

}  // namespace aots::backtest
