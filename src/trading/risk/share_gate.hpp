// The gate for shares: the only way to an order that buys or sells the underlying as a hedge.
//
// ApprovedShares can be made by the gate alone, and the broker takes nothing else, so an unreviewed
// order does not compile. Shares are whole, bought above zero and sold below.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "domain/trading.hpp"
#include "trading/risk/risk_gate.hpp"

namespace aots::trading {

class ApprovedShares {
 public:
  const ShareOrder& order() const { return order_; }

 private:
  friend class ShareGate;
  explicit ApprovedShares(ShareOrder order) : order_(std::move(order)) {}

  ShareOrder order_;
};

using ShareDecision = std::variant<ApprovedShares, Refusal>;

// What is asked for.
struct ShareRequest {
  const Position& position;
  std::int64_t shares = 0;    // not zero
  std::optional<Price> spot;  // of the chain that it is decided on
  Timestamp now;
  std::string reason;
};

// Refuses, by rule:
//  "spot_known": the chain has no spot, so what the shares cost is not known;
//  "underlying_trades": an index cannot be bought;
//  "hedge_size": the trade would hold more shares than its options can deliver one way;
//  "equity_positive", "margin_known", "buying_power": as for options, with the shares in the
//  margin.
// From "hedge_size" on none ever stops an order that only gives up shares.
class ShareGate {
 public:
  explicit ShareGate(const RiskConfig& config) : system_(config.margin) {}

  // `stress_market` is for portfolio margin; null: nothing is known of it.
  ShareDecision assess(const ShareRequest& request, const PortfolioView& book,
                       const SpotLookup& spot_of,
                       const StressMarket* stress_market = nullptr) const;

 private:
  std::string system_;  // of margin, as `risk.margin` names it
};

}  // namespace aots::trading
