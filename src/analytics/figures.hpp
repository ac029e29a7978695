// Figures: everything that one chain says, as flat records: per quote, per expiry and per chain.
//
// They follow from the quotes and from the rate and dividend yield known at the chain's moment,
// through ChainView, and from nothing else. Vols, rates, yields and spreads are fractions; Greeks
// as in decision D19; moneyness is strike over spot; years ACT/365. Absent: could not be had.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analytics/arbitrage.hpp"
#include "analytics/chain_view.hpp"

namespace aots::analytics {

// Raised whenever the same inputs give other figures: what was computed before is then stale.
inline constexpr int kFiguresVersion = 1;

inline constexpr double kSkewDelta = 0.25;

struct QuoteFigures {
  std::string root;
  Date expiry;
  Right right = Right::kCall;
  Price strike;
  std::optional<Price> mid;
  std::optional<double> spread_pct;
  std::optional<double> moneyness;
  std::int32_t dte = 0;
  std::optional<double> years;
  OptionAnalytics own;
};

struct ExpiryFigures {
  std::string root;
  Date expiry;
  std::int32_t dte = 0;
  std::optional<double> years;
  std::int64_t quotes = 0;
  std::int64_t two_sided = 0;
  std::int64_t crossed = 0;
  std::int64_t with_iv = 0;
  ExpiryCarry carry;  // its forward tells the implied dividend yield
  std::optional<double> atm_iv;
  std::optional<double> put_25d_iv;
  std::optional<double> call_25d_iv;
  ArbitrageCheck arbitrage;

  // Of the 25-delta put over the 25-delta call; positive where downside costs more.
  std::optional<double> skew_25d() const;
};

struct ChainFigures {
  std::optional<double> iv_7d, iv_30d, iv_60d, iv_90d;  // at the money, constant maturity
  std::optional<double> skew_30d;                       // 25-delta put less call, at 30 days

  // From 30 to 90 days; positive where later is dearer.
  std::optional<double> term_slope() const;
};

struct Figures {
  CarryInputs carry;                 // what was known
  std::vector<QuoteFigures> quotes;  // in the order of the chain
  std::vector<ExpiryFigures> expiries;
  ChainFigures chain;
};

Figures figures_of(const OptionChain& chain, const CarryInputs& carry,
                   const calendar::ExchangeCalendar& calendar);

}  // namespace aots::analytics
