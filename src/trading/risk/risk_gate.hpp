// The risk gate: the only way from a Signal to an order (seed 2.5.1; D6, D7, D20, D39).
//
// ApprovedOrder can be made by the gate alone, and Broker::submit takes nothing else, so an
// unreviewed order does not compile. A refusal carries the rule, what was observed and the limit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "calendar/option_class.hpp"
#include "domain/trading.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/risk/book_margin.hpp"
#include "trading/risk/portfolio_margin.hpp"
#include "trading/risk/risk_config.hpp"
#include "trading/risk/risk_rules.hpp"

namespace aots::trading {

struct Refusal {
  std::string rule;
  double observed = 0.0;
  double limit = 0.0;
  std::string message;            // one sentence for people
  std::vector<RiskCheck> checks;  // every check made
};

class ApprovedOrder {
 public:
  const Order& order() const& { return order_; }
  Order order() && { return std::move(order_); }
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

// A report of the signal's symbol that is near or was out a moment ago (D1).
struct NearReport {
  int days_to = 0;      // calendar days; 0 once it is out
  int window_days = 0;  // within so many the core strategies open nothing
};

// What the gate must know besides the book.
struct RiskContext {
  Timestamp now;
  Timestamp quotes_at;                // when the quotes that the signal rests on were true
  std::int64_t orders_last_hour = 0;  // sent within the hour before now, opening and closing
  std::optional<NearReport> report_near;
  OrderId next_order;
  PositionId next_position;
  // Symbols whose 60-session return correlation with the signal's symbol exceeds 0.8 (D20).
  std::vector<Symbol> cluster;
  // Ex-date, before the signal's expiry, of a known corporate action that makes its series
  // untradable; a whole-number split does not (D48).
  std::optional<Date> adjustment_ahead;
  // Last prices for margin; empty: those of the signals.
  SpotLookup spot_of;
  // What portfolio margin needs beside them; null: nothing is known of it.
  const StressMarket* stress_market = nullptr;
};

class RiskGate {
 public:
  explicit RiskGate(RiskConfig config) : config_(std::move(config)) {}

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

// What made the size what it is.
enum class SizedBy {
  kRiskBudget,
  kMinOneContract,
  kHardMaxRisk,
  kRegime,
  kMinConfidence,
  kFullSizeConfidence,
  kNoRiskBudget,
};

// Contracts by the seed's rule (D6): risk budget, at least one, regime, confidence.
struct Sizing {
  std::int64_t quantity = 0;
  SizedBy by = SizedBy::kRiskBudget;
};
Sizing position_size(const Signal& signal, Money equity, const RiskConfig& config);

// Largest loss in dollars of one package if it fills at the limit.
Money risk_at_limit(const Signal& signal, Price limit);

// Limit price per share, credit positive, rounded to the package tick toward the side that fills
// (D9).
Price limit_price(Price natural, const RiskConfig& config,
                  const calendar::OptionClass& option_class, std::size_t legs);

}  // namespace aots::trading
