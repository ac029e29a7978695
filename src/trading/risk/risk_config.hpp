// RiskConfig: every limit of the risk gate by its key under `risk` (docs/risk.md).
//
// Fractions are of the equity at the decision unless the key says otherwise; an absent limit is
// off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/config.hpp"
#include "domain/types.hpp"

namespace aots::trading {

struct RegimeSizing {
  double low_vol = 1.0;
  double high_vol = 0.5;
  double iv_expansion = 0.75;
  double iv_contraction = 1.0;
  double neutral = 0.0;
  double unknown = 0.0;

  double of(Regime regime) const;
};

struct RiskConfig {
  double max_risk_per_trade = 0.02;       // fraction of equity
  double hard_max_risk_per_trade = 0.05;  // above it min_one_contract does not help
  double max_portfolio_risk = 0.20;       // fraction of equity, open and pending
  std::optional<double> max_risk_per_symbol;
  std::optional<double> max_risk_per_expiry;
  std::int64_t max_positions = 5;
  std::int64_t max_positions_per_cluster = 2;
  double max_drawdown = 0.25;                       // fraction of peak equity
  std::optional<double> max_daily_loss;             // fraction of the equity at the session's start
  double max_portfolio_delta = 100.0;               // shares (D39)
  double max_portfolio_gamma = 50.0;                // shares per $1
  std::optional<double> max_portfolio_vega;         // dollars per vol point
  std::optional<double> max_portfolio_theta;        // dollars per calendar day
  bool greeks_limit_per_100k = true;                // the four above
  std::optional<std::int64_t> max_orders_per_hour;  // opening and closing ones
  std::optional<double> max_quote_age_minutes = 60.0;
  std::optional<std::int64_t> max_packages = 10'000;  // of one order
  std::optional<double> max_notional = 250.0;         // multiples of equity
  std::optional<double> max_price_give_up = 0.5;      // fraction of the legs' mids
  bool allow_conflicting_structures = false;
  bool earnings_blackout = true;
  double min_confidence = 0.60;
  double full_size_confidence = 0.75;  // below it the size is halved
  bool min_one_contract = true;
  bool allow_undefined_risk = true;
  std::string margin = "reg_t";       // or "portfolio", "none": what buying power is measured by
  double credit_limit_factor = 0.95;  // D9: limit price of a credit
  double debit_limit_factor = 1.05;
  RegimeSizing regime_sizing;
};

void bind(ConfigBinder& binder, RiskConfig& config);

}  // namespace aots::trading
