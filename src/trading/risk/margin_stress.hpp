// A stress in the manner of portfolio margin: what one underlying's options and shares lose when
// spot and vol move together, every option repriced in full.
//
// Source: FINRA Rule 4210(g)(7) and Cboe Rule 10.4: stocks and ETFs move 15% either way,
// broad-based indices 8% down and 6% up, those of small capitalisation 10% either way, at ten
// points beside none, and the requirement is the
// worst loss, at least 0.375 dollars times the multiplier for every contract held, for a long one
// at most what it is worth. An ETF on a broad index may be given the index's moves by naming that
// class, as the rule's product groups do. The rules leave vol to the model; here it moves by 15% of
// itself either way. No offsets between underlyings. Options are valued by Black-Scholes-Merton.
// Long and short contracts of one right, strike and time to expiry cancel. Money is in dollars of
// the whole position; units are contracts x multiplier, short below zero.
//
// Profits add up over what is held, so an option is repriced once for any number of it. The
// requirement is the greater of the worst of 33 sums and of a sum of absolute values: convex in the
// number of anything that is added.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "pricing/payoff.hpp"
#include "trading/risk/margin.hpp"

namespace aots::trading {

inline constexpr std::size_t kStressCells = 33;          // eleven spots under each of three vols
using StressProfits = std::array<double, kStressCells>;  // by vol, then spot, both ascending

struct StressCell {
  double spot_move = 0.0;   // fraction of spot
  double vol_factor = 1.0;  // multiple of every vol
  double profit = 0.0;      // dollars against the position's value now
};

struct StressResult {
  double requirement = 0.0;  // the worst loss, or the least the rule asks for
  StressCell worst;
  double least = 0.0;                            // 0.375 x units, at most what longs are worth
  std::array<StressCell, kStressCells> cells{};  // by vol, then spot, both ascending
};

// One unit of an option, long.
struct StressedOption {
  Right right = Right::kCall;
  double strike = 0.0;
  double years = 0.0;
  double value = 0.0;       // now
  StressProfits profits{};  // against it
};

// The units and the price of the option play no part.
StressedOption stressed(const pricing::HeldOption& option, MarginClass margin_class,
                        const pricing::UnderlyingNow& market);

// Everything held on one underlying. What is added was stressed in the same class and market.
class StressedHolding {
 public:
  void add(const StressedOption& option, double units);
  void add_shares(double shares, double spot, MarginClass margin_class);
  void add(const StressedHolding& other, double times);

  double requirement() const;
  double least() const;
  const StressProfits& profits() const { return profits_; }

 private:
  struct Contract {
    Right right;
    double strike, years, value, units;
  };
  void add(const Contract& contract);

  StressProfits profits_{};
  std::vector<Contract> contracts_;
};

struct StressPosition {
  MarginClass margin_class = MarginClass::kStock;
  std::span<const pricing::HeldOption> options;
  double shares = 0.0;
};

StressResult stress_margin(const StressPosition& position, const pricing::UnderlyingNow& market);

}  // namespace aots::trading
