// Laws of the risk gate over random signals and books: hard limits hold at every approval; size
// grows with equity and shrinks with risk.
#include "trading/risk/risk_gate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

using namespace aots::testing;

Signal random_signal() {
  Signal signal = credit_spread();
  const int credit_cents = *rc::gen::inRange(1, 480);
  signal.net_price = Price::from_micros(credit_cents * 10'000);
  signal.max_profit = signal.net_price;
  signal.max_risk = dollars("5") - signal.net_price;
  signal.confidence = *rc::gen::inRange(0, 99) / 100.0;
  signal.regime = *rc::gen::element(Regime::kLowVol, Regime::kHighVol, Regime::kIvExpansion,
                                    Regime::kIvContraction, Regime::kNeutral);
  signal.legs[0].greeks = greeks(-*rc::gen::inRange(5, 60) / 100.0, 0.02);
  signal.legs[1].greeks = greeks(-*rc::gen::inRange(1, 50) / 100.0, 0.01);
  return signal;
}

RiskContext context(std::int64_t id) {
  RiskContext c;
  c.now = c.quotes_at = kNow;
  c.next_order = OrderId{id};
  c.next_position = PositionId{id};
  return c;
}

RC_GTEST_PROP(RiskGateLaw, NoSequenceOfApprovalsBreaksAHardLimit, ()) {
  RiskConfig config;
  config.max_positions = 50;
  config.max_positions_per_cluster = 50;
  const RiskGate gate(config);
  Portfolio book(Money::from_double(*rc::gen::inRange(5'000, 2'000'000)));
  for (std::int64_t id = 1; id <= 12; ++id) {
    const Signal signal = random_signal();
    const PortfolioView before = book.view();
    const RiskDecision decision = gate.assess(signal, before, context(id));
    const auto* approved = std::get_if<ApprovedOrder>(&decision);
    if (approved == nullptr) continue;
    RC_ASSERT(approved->order().quantity > 0);
    book.open_pending(PositionId{id}, signal, approved->order().quantity, approved->max_risk());
    const PortfolioView after = book.view();
    const double equity = after.equity.to_double();
    double risk = 0.0;
    for (const Position* position : after.open) risk += position->max_risk.to_double();
    const double scale = equity / 100'000.0;
    RC_ASSERT(approved->max_risk().to_double() <= config.hard_max_risk_per_trade * equity + 1e-6);
    RC_ASSERT(risk <= config.max_portfolio_risk * equity + 1e-6);
    RC_ASSERT(std::abs(after.greeks.delta) <=
              std::max(config.max_portfolio_delta * scale, std::abs(before.greeks.delta)) + 1e-9);
    RC_ASSERT(std::abs(after.greeks.gamma) <=
              std::max(config.max_portfolio_gamma * scale, std::abs(before.greeks.gamma)) + 1e-9);
  }
}

RC_GTEST_PROP(RiskGateLaw, SizeGrowsWithEquity, ()) {
  const Signal signal = random_signal();
  const Money less = Money::from_double(*rc::gen::inRange(1'000, 1'000'000));
  const Money more = less + Money::from_double(*rc::gen::inRange(0, 1'000'000));
  const RiskConfig config;
  RC_ASSERT(position_size(signal, less, config).quantity <=
            position_size(signal, more, config).quantity);
}

RC_GTEST_PROP(RiskGateLaw, SizeShrinksWithRisk, ()) {
  const Signal signal = random_signal();
  Signal riskier = signal;
  riskier.max_risk += Price::from_micros(*rc::gen::inRange(0, 5'000'000));
  const Money equity = Money::from_double(*rc::gen::inRange(1'000, 1'000'000));
  const RiskConfig config;
  RC_ASSERT(position_size(riskier, equity, config).quantity <=
            position_size(signal, equity, config).quantity);
}

}  // namespace
}  // namespace aots::trading
