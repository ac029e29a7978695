// The risk gate: the only way from a Signal to an order (seed 2.5.1; D6, D7, D20, D39).
//
// ApprovedOrder can be made by the gate alone, and Broker::submit takes nothing else, so an
// unreviewed order does not compile. A refusal carries the rule, what was observed and the limit.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/config.hpp"
#include "calendar/option_class.hpp"
#include "domain/trading.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/risk/book_margin.hpp"

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
  std::int64_t max_positions = 5;
  double max_drawdown = 0.25;          // fraction of peak equity
  double max_portfolio_delta = 100.0;  // shares (D39)
  double max_portfolio_gamma = 50.0;   // shares per $1
  bool greeks_limit_per_100k = true;
  double min_confidence = 0.60;
  double full_size_confidence = 0.75;  // below it the size is halved
  bool min_one_contract = true;
  bool allow_undefined_risk = true;
  std::int64_t max_positions_per_cluster = 2;
  std::string margin = "reg_t";       // "reg_t" or "none": what buying power is measured by
  double credit_limit_factor = 0.95;  // D9: limit price of a credit
  double debit_limit_factor = 1.05;
  RegimeSizing regime_sizing;
};

void bind(ConfigBinder& binder, RiskConfig& config);

// One check as it was made.
struct RiskCheck {
  std::string rule;  // "max_drawdown", "max_positions", "max_portfolio_risk", ...
  bool passed = true;
  double observed = 0.0;
  double limit = 0.0;
};

struct Refusal {
  std::string rule;
  double observed = 0.0;
  double limit = 0.0;
  std::string message;            // one sentence for people
  std::vector<RiskCheck> checks;  // every check made
};

class ApprovedOrder {
 public:
  const Order& order() const { return order_; }
  // Largest loss of the whole order in dollars; zero for a closing order.
  Money max_risk() const { return max_risk_; }
  const std::vector<RiskCheck>& checks() const { return checks_; }
  // The same order worked at a limit as good or better, which needs no new approval.
  ApprovedOrder worked(Price limit, TimeInForce tif) &&;

 private:
  friend class RiskGate;
  ApprovedOrder(Order order, Money max_risk, std::vector<RiskCheck> checks)
      : order_(std::move(order)), max_risk_(max_risk), checks_(std::move(checks)) {}

  Order order_;
  Money max_risk_;
  std::vector<RiskCheck> checks_;
};

using RiskDecision = std::variant<ApprovedOrder, Refusal>;

// What the gate must know besides the book.
struct RiskContext {
  Timestamp now;
  OrderId next_order;
  PositionId next_position;
  // Symbols whose 60-session return correlation with the signal's symbol exceeds 0.8 (D20).
  std::vector<Symbol> cluster;
  // Ex-date, before the signal's expiry, of a known corporate action that makes its series
  // untradable; a whole-number split does not (D48).
  std::optional<Date> adjustment_ahead;
  // Last prices for margin; empty: those of the signals.
  SpotLookup spot_of;
};

class RiskGate {
 public:
  explicit RiskGate(RiskConfig config) : config_(config) {}

  // Approves a size for the signal, or refuses. Never approves more than the limits leave.
  RiskDecision assess(const Signal& signal, const PortfolioView& book,
                      const RiskContext& context) const;
  // Closing reduces risk and is always approved. `natural` is the net price per share, credit
  // positive, at the far side of each leg's quote now. The limit of a defined-risk position never
  // pays more than its worst expiry would cost.
  ApprovedOrder approve_close(const Position& position, Price natural, const std::string& reason,
                              OrderId id, Timestamp now) const;
  const RiskConfig& config() const { return config_; }

 private:
  RiskConfig config_;
};

// Contracts by the seed's rule (D6): risk budget, at least one, regime, confidence.
struct Sizing {
  std::int64_t quantity = 0;
  std::string limited_by;  // "budget", "min_one_contract", "regime", "confidence", ...
};
Sizing position_size(const Signal& signal, Money equity, const RiskConfig& config);

// Limit price per share, credit positive, rounded to the package tick toward the side that fills
// (D9).
Price limit_price(Price natural, const RiskConfig& config,
                  const calendar::OptionClass& option_class, std::size_t legs);

}  // namespace aots::trading
